using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>A port of this machine that a service of the compose file asks for.</summary>
internal sealed record PublishedPort(string Service, int Port);

/// <summary>
/// Docker Compose for one project: its file, its name, and its containers alone. What the environment says about files and names
/// (COMPOSE_FILE, COMPOSE_PROJECT_NAME) is for other calls and has no say here.
/// </summary>
internal sealed partial class Compose
{
    private const string FileName = "compose.yml";

    // Compose's own marks on what it has made.
    private const string FolderLabel = "com.docker.compose.project.working_dir";
    private static readonly TimeSpan AskTime = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string?> Plain = new()
    {
        ["COMPOSE_FILE"] = null,
        ["COMPOSE_PROJECT_NAME"] = null,
    };

    private readonly LocalProject _project;
    private readonly ProgramRunner _programs;
    private readonly Passage _passage;
    private readonly string _file;
    private readonly string _name;
    private readonly IReadOnlyList<string> _services;
    private readonly IReadOnlyList<PublishedPort> _ports;
    private bool _hasContainers;

    private Compose(LocalProject project, ProgramRunner programs, Output output, JsonElement config)
    {
        (_project, _programs, _passage, _file) = (project, programs, new Passage(programs, output), project.PathOf(FileName));
        _name = config.GetProperty("name").GetString()!;
        var services = config.GetProperty("services").EnumerateObject().ToList();
        _services = [.. services.Select(service => service.Name)];
        _ports = [.. services.SelectMany(service => Ports(service.Name, service.Value))];
    }

    /// <summary>Asks Compose what the project's file means.</summary>
    public static Result<Compose> Open(LocalProject project, ProgramRunner programs, Output output, CancellationToken cancellation)
    {
        var file = project.PathOf(FileName);
        if (!File.Exists(file))
        {
            return new Failure(ExitCode.Precondition, "compose.yml is missing; bring it back ('git checkout -- compose.yml') and try again.");
        }

        // Its answer holds the whole environment of the services, passwords included.
        var call = Call(project, ["--file", file, "config", "--format", "json"]) with { TimeLimit = AskTime, IsConfidential = true };
        var answer = programs.Run(call, cancellation);
        if (answer.Ending == Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, "Docker was not found; install Docker Engine with Compose, or Docker Desktop, from https://docs.docker.com/get-docker and try again.");
        }

        if (!answer.Succeeded)
        {
            return IsWithoutCompose(answer)
                ? new Failure(ExitCode.Precondition, "Docker is here without Compose; install its plugin from https://docs.docker.com/compose/install and try again.", answer.Error)
                : new Failure(ExitCode.Precondition, $"Docker Compose cannot read compose.yml; run 'docker compose config --quiet' in {project.Folder} to see why.");
        }

        try
        {
            using var config = JsonDocument.Parse(answer.Output);
            return new Compose(project, programs, output, config.RootElement);
        }
        catch (Exception unexpected) when (unexpected is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Unknown(unexpected.Message);
        }
    }

    private static Failure Unknown(string detail) =>
        new(ExitCode.Precondition, "Docker Compose here describes the project in a way that qs does not know; install Docker Compose 2.20 or later and try again.", detail);

    /// <summary>Starts services in the background, all of them when none is named, and builds their images where sources have changed.</summary>
    public Failure? Up(IReadOnlyList<string> services, CancellationToken cancellation) =>
        Problem(services, cancellation)
        ?? PortProblem(services, cancellation)
        ?? VolumeProblem(cancellation)
        ?? HandOver(["up", "--detach", "--build", .. services], cancellation);

    /// <summary>Stops and removes the containers. Volumes stay: the database lies in one.</summary>
    public Failure? Down(CancellationToken cancellation) => Problem([], cancellation) ?? HandOver(["down"], cancellation);

    /// <summary>Shows what the services have said.</summary>
    public Failure? Logs(IReadOnlyList<string> services, bool follow, int? lines, CancellationToken cancellation) =>
        Problem(services, cancellation)
        ?? HandOver(["logs", .. follow ? ["--follow"] : Enumerable.Empty<string>(), .. lines is { } count ? ["--tail", $"{count}"] : Enumerable.Empty<string>(), .. services], cancellation);

    /// <summary>Lists the containers, those that have ended too.</summary>
    public Failure? List(CancellationToken cancellation) =>
        Problem([], cancellation) ?? HandOver(["ps", "--all"], cancellation);

    /// <summary>The containers, those that have ended too, for a program.</summary>
    public Result<JsonArray> Describe(CancellationToken cancellation)
    {
        if (Problem([], cancellation) is { } problem)
        {
            return problem;
        }

        var answer = _programs.Run(Ours(["ps", "--all", "--format", "json"]) with { TimeLimit = AskTime }, cancellation);
        return !answer.Succeeded ? Failed("ps", answer)
            : Read(answer.Output) is { } containers ? new JsonArray([.. containers.Select(Described)])
            : Unknown(answer.Output);
    }

    private static JsonObject Described(JsonElement container) => new()
    {
        ["service"] = Text(container, "Service"),
        ["name"] = Text(container, "Name"),
        ["state"] = Text(container, "State"),
        ["health"] = Text(container, "Health") is { Length: > 0 } health ? health : null,
        ["exitCode"] = container.TryGetProperty("ExitCode", out var code) && code.TryGetInt32(out var number) ? number : null,
        ["ports"] = new JsonArray([.. Published(container).Distinct().Select(port => JsonValue.Create(port))]),
    };

    /// <summary>The ports of this machine at which a container is reached.</summary>
    private static IEnumerable<int> Published(JsonElement container) =>
        (container.TryGetProperty("Publishers", out var publishers) && publishers.ValueKind == JsonValueKind.Array ? publishers.EnumerateArray() : Enumerable.Empty<JsonElement>())
            .Select(publisher => publisher.TryGetProperty("PublishedPort", out var port) && port.TryGetInt32(out var number) ? number : 0)
            .Where(port => port > 0);

    /// <summary>Opens a shell, or runs a command, in the running container of a service.</summary>
    public Failure? Shell(string? service, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var chosen = service ?? (_services.Contains("db") ? "db" : null);
        if (chosen is null)
        {
            return new Failure(ExitCode.Usage, $"There is no database container to open; name a service, one of {Phrase.All(_services)} (web and migrator hold no shell, on purpose).");
        }

        if (Problem([chosen], cancellation) is { } problem)
        {
            return problem;
        }

        if (command.Count == 0 && ShellProblem(chosen, cancellation) is { } missing)
        {
            return missing;
        }

        IReadOnlyList<string> started = command.Count > 0 ? command : ["sh"];
        string[] noTerminal = Console.IsInputRedirected || Console.IsOutputRedirected ? ["--no-TTY"] : [];
        var ended = Passed(["exec", .. noTerminal, chosen, .. started], cancellation, passedOn: command.Count);

        // A shell ends with the code of the last word that was typed in it, which says nothing about the shell.
        return command.Count == 0 || ended.Succeeded
            ? null
            : new Failure(ExitCode.CheckFailed, $"What ran in {chosen} ended with exit code {ended.ExitCode}; if it did not run at all, its output above says why, and 'qs up {chosen}' starts the container.");
    }

    /// <summary>Why no shell can be opened in a container, found by one that ends at once.</summary>
    private Failure? ShellProblem(string service, CancellationToken cancellation)
    {
        var tried = _programs.Run(Ours(["exec", "--no-TTY", service, "sh", "-c", ":"]) with { TimeLimit = AskTime }, cancellation);
        return tried.ExitCode switch
        {
            0 => null,
            // As docker exec says it of a program that is not there or cannot be started.
            126 or 127 => new Failure(ExitCode.Precondition, $"The container of {service} has no 'sh'; the images web and migrator hold no shell, on purpose: 'qs logs {service}' shows what they say, 'qs manage' runs the migrator's commands.", tried.Everything),
            _ => new Failure(ExitCode.Precondition, $"The container of {service} does not run; start it with 'qs up {service}' and try again.", tried.Everything),
        };
    }

    private Failure? HandOver(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var ended = Passed(arguments, cancellation);
        return ended.Succeeded ? null : Failed(arguments[0], ended);
    }

    private static Failure Failed(string command, Completion ended) =>
        new(ExitCode.Remote, $"'docker compose {command}' failed (exit code {ended.ExitCode}); its output above says why.", ended.Everything);

    private Completion Passed(IReadOnlyList<string> arguments, CancellationToken cancellation, int passedOn = 0)
    {
        var ended = _passage.Run(Ours(arguments) with { IsConfidential = true, PassedOn = passedOn }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return ended;
    }

    /// <summary>Why nothing may be done: an unknown service, an engine that does not run, or containers of another folder under our name.</summary>
    private Failure? Problem(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        if (services.FirstOrDefault(service => !_services.Contains(service)) is { } unknown)
        {
            return new Failure(ExitCode.Usage, $"There is no service '{unknown}' in compose.yml; name one of {Phrase.All(_services)}.");
        }

        if (Labelled(["ps", "--all"], $"{{{{.Label \"{FolderLabel}\"}}}}", cancellation).Failed(out var failure, out var folders))
        {
            return failure;
        }

        // Compose knows its projects by name alone: a second clone under the same name would take over the containers of the first.
        _hasContainers = folders.Count > 0;
        return folders.FirstOrDefault(folder => folder != _project.Folder) is { } other
            ? new Failure(ExitCode.Precondition, $"The containers named {_name} belong to {(other.Length > 0 ? other : "another folder")}; stop them there ('qs down'), or give this project another name in the first lines of compose.yml.")
            : null;
    }

    /// <summary>
    /// Whether volumes of our name are there that this folder has not made: those outlive the containers by which Docker knows a folder, and
    /// hold the data of a clone that is down. What this folder has started is written down among the build's own files.
    /// </summary>
    private Failure? VolumeProblem(CancellationToken cancellation)
    {
        if (Labelled(["volume", "ls"], "{{.Name}}", cancellation).Failed(out var failure, out var volumes))
        {
            return failure;
        }

        var mark = _project.PathOf(_project.WebProject, "obj", "qs-containers");
        try
        {
            if (volumes.Count > 0 && !_hasContainers && !(File.Exists(mark) && PlainFile.ReadText(mark) == $"{_name} {_project.Folder}\n"))
            {
                return new Failure(ExitCode.Precondition, $"The volume {volumes[0]} is there already, and may hold the data of another folder; give this project another name in the first lines of compose.yml, or take over the volume and what it holds by 'docker compose up --detach' here.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(mark)!);
            PlainFile.Replace(mark, $"{_name} {_project.Folder}\n");
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{mark} cannot be written; make the project's folder writable and try again.", refused.Message);
        }
    }

    /// <summary>Asks Docker for what carries our name, whoever has made it; a line for each.</summary>
    private Result<IReadOnlyList<string>> Labelled(IReadOnlyList<string> question, string format, CancellationToken cancellation)
    {
        var call = new Invocation("docker", [.. question, "--filter", $"label=com.docker.compose.project={_name}", "--format", format]) { Folder = _project.Folder, Environment = Plain, TimeLimit = AskTime };
        var answer = _programs.Run(call, cancellation);
        return answer.Succeeded
            ? Result<IReadOnlyList<string>>.Of([.. answer.Output.Split('\n').SkipLast(1).Select(line => line.TrimEnd('\r'))])
            : new Failure(ExitCode.Precondition, "Docker does not run, or this user may not use it; start it ('docker info' says what is missing) and try again.", answer.Error);
    }

    /// <summary>A port that another program has. Those of our own running containers are ours.</summary>
    private Failure? PortProblem(IReadOnlyList<string> services, CancellationToken cancellation)
    {
        var running = _programs.Run(Ours(["ps", "--format", "json"]) with { TimeLimit = AskTime }, cancellation);
        var ours = (Read(running.Output) ?? []).SelectMany(Published).ToHashSet();
        var wanted = _ports.Where(port => services.Count == 0 || services.Contains(port.Service)).Where(port => !ours.Contains(port.Port));
        return wanted.FirstOrDefault(port => !DevelopmentServer.IsFree(port.Port)) is not { } taken
            ? null
            : new Failure(ExitCode.Precondition, VariableOf(taken.Port) is { } variable
                ? $"Port {taken.Port}, which {taken.Service} needs, is in use; stop the program that uses it, or set {variable} to another port."
                : $"Port {taken.Port}, which {taken.Service} needs, is in use; stop the program that uses it, or choose another port in compose.yml.");
    }

    /// <summary>The variable by which the file lets a port be chosen: <c>${WEB_PORT:-8080}</c>.</summary>
    private string? VariableOf(int port) =>
        PortVariable().Matches(PlainFile.ReadText(_file)).FirstOrDefault(match => match.Groups["port"].Value == port.ToString(CultureInfo.InvariantCulture))?.Groups["name"].Value;

    private Invocation Ours(IReadOnlyList<string> arguments) =>
        Call(_project, ["--file", _file, "--project-name", _name, .. arguments]);

    private static Invocation Call(LocalProject project, IReadOnlyList<string> arguments) =>
        new("docker", ["compose", .. arguments]) { Folder = project.Folder, Environment = Plain };

    /// <summary>Docker prints a list of objects as an array or, in its newer versions, as one object a line. Null for anything else.</summary>
    private static IReadOnlyList<JsonElement>? Read(string text)
    {
        try
        {
            using var list = JsonDocument.Parse(text.TrimStart().StartsWith('[') ? text : $"[{string.Join(',', text.Split('\n', StringSplitOptions.RemoveEmptyEntries))}]");
            return [.. list.RootElement.EnumerateArray().Select(item => item.Clone())];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<PublishedPort> Ports(string service, JsonElement description)
    {
        if (!description.TryGetProperty("ports", out var ports))
        {
            yield break;
        }

        foreach (var port in ports.EnumerateArray())
        {
            if (int.TryParse(Text(port, "published"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535)
            {
                yield return new PublishedPort(service, number);
            }
        }
    }

    private static bool IsWithoutCompose(Completion answer) =>
        answer.Error.Contains("unknown command: docker compose", StringComparison.Ordinal)
        || answer.Error.Contains("'compose' is not a docker command", StringComparison.Ordinal)
        // An older docker takes the first option behind it for its own.
        || answer.Error.Contains("unknown flag: --file", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*):?-(?<port>\d+)\}")]
    private static partial Regex PortVariable();
}
