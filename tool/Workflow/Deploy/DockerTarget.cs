using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>
/// Any host with Docker and Compose, near or far: the project's compose.yml under a name of its own for the environment, with a second file
/// that differs from development. The images carry the commit in their tags, by which the release before is found again.
/// </summary>
internal sealed class DockerTarget : IDeployTarget
{
    private const string WebPort = "WEB_PORT";
    private const string DatabasePort = "DB_PORT";
    private static readonly Version OldestCompose = new(2, 20);
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan MigrationTime = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DeployRun _run;
    private readonly PlatformProgram _docker;

    // What this terminal has set under these names must not win over the file of secrets; nor may it choose other files or another name.
    private readonly Dictionary<string, string?> _hidden = new(StringComparer.Ordinal);
    private DockerSecrets? _secrets;
    private string? _before;
    private string _tag = string.Empty;

    // User and name of the database in compose.yml.
    private (string User, string Name) _database = ("app", "app");

    public DockerTarget(DeployRun run)
    {
        _run = run;
        var context = run.Options.Context ?? run.Settings.Value("context");
        _docker = new PlatformProgram("docker", context is null ? [] : ["--context", context], run) { Environment = _hidden };
        Hide([DockerSecrets.Secret, DockerSecrets.Password, WebPort, DatabasePort, "COMPOSE_FILE", "COMPOSE_PROJECT_NAME", "COMPOSE_ENV_FILES", "COMPOSE_PROFILES", .. run.Options.Variables]);
    }

    public Uri Address => _run.Settings.Address!;

    public string? Before => _before;

    public string? Release => $"{Image("web")}:{_tag}";

    public string Look => $"docker compose --project-name {Name} logs web";

    private string Name => $"{_run.Project.File.Slug}-{_run.Settings.Environment}";

    /// <summary>Whether PostgreSQL runs beside the application; a DATABASE_URL in the file of secrets is another server's.</summary>
    private bool HasOwnDatabase => !_run.IsSqlite && !_secrets!.Names.Concat(_run.Options.Variables).Any(name => name is "DATABASE_URL" or "ConnectionStrings__Default");

    private string Overrides => _run.Project.PathOf(_run.Project.WebProject, "obj", $"qs-deploy-{_run.Settings.Environment}.json");

    private string[] Label => ["--filter", $"label=com.docker.compose.project={Name}"];

    public Failure? Check(CancellationToken cancellation)
    {
        if (_run.Settings.Address is null)
        {
            return new Failure(ExitCode.Precondition, "A host of your own has no address that qs could know; add 'address: https://www.your.domain' under deploy, docker, in quickscale.yml.");
        }

        if (!File.Exists(_run.Project.PathOf("compose.yml")))
        {
            return new Failure(ExitCode.Precondition, "compose.yml is missing; bring it back ('git checkout -- compose.yml') and try again.");
        }

        // Before Docker is asked anything: what it says is shown without the secrets that are known by then.
        if (DockerSecrets.Open(_run, cancellation).Failed(out var failure, out _secrets!))
        {
            return failure;
        }

        Hide(_secrets.Names);
        if (ProgramProblem(cancellation) is { } problem)
        {
            return problem;
        }

        if (Containers(cancellation).Failed(out failure, out var running) || Volumes(cancellation).Failed(out failure, out var volumes))
        {
            return failure;
        }

        if (!_secrets.Names.Contains(DockerSecrets.Secret) && !_run.Options.Variables.Contains(DockerSecrets.Secret) && (running.Count > 0 || volumes.Count > 0))
        {
            return new Failure(ExitCode.Precondition, $"The host has {Name} already, and {_secrets.Shown} with its secrets is not on this machine; copy that file from where it was deployed first, and try again.");
        }

        _before = running.FirstOrDefault(image => image.StartsWith(Image("web") + ":", StringComparison.Ordinal));
        _tag = NextTag();
        return _run.HandedProblem(_secrets.Names.Contains, DockerSecrets.Problem) ?? ComposeProblem(cancellation);
    }

    public Failure? Prepare(CancellationToken cancellation)
    {
        var missing = new List<KeyValuePair<string, string>>();
        foreach (var name in new[] { DockerSecrets.Secret }.Concat(HasOwnDatabase ? [DockerSecrets.Password] : Enumerable.Empty<string>()).Concat(_run.Options.Variables).Distinct(StringComparer.Ordinal))
        {
            if (_secrets!.Names.Contains(name))
            {
                _run.Keeping(name);
            }
            else
            {
                _run.Setting([name]);
                missing.Add(KeyValuePair.Create(name, _run.Options.Variables.Contains(name) ? _run.Handed(name) : _run.Mask.Create()));
            }
        }

        if (missing.Count > 0)
        {
            _run.Calling($"write {_secrets!.Shown}    # {Phrase.All([.. missing.Select(secret => secret.Key)])}, for its owner alone");
            if (!_run.Options.DryRun && _secrets.Add(missing) is { } unwritten)
            {
                return unwritten;
            }
        }

        return _run.Options.DryRun ? null : WriteOverrides(_tag);
    }

    public ReleaseEnd MakeRelease(CancellationToken cancellation)
    {
        if (_docker.Do(new Act("Building the images") { Relays = true, TimeLimit = BuildTime, Meaning = _ => ExitCode.CheckFailed }, cancellation, Compose("build", "web", "migrator")).Failed(out var failure, out _)
            || _docker.Do(new Act("Migrating") { Relays = true, TimeLimit = MigrationTime, Meaning = OfTheMigrator }, cancellation, Compose("run", "--rm", "--no-TTY", "migrator")).Failed(out failure, out _))
        {
            return new ReleaseEnd(failure, Replaces: false);
        }

        return new ReleaseEnd(Start($"Starting {Release}", cancellation), Replaces: true);
    }

    public Failure? GoBack(CancellationToken cancellation) =>
        WriteOverrides(_before![(_before!.LastIndexOf(':') + 1)..]) ?? Start($"Going back to {_before}", cancellation);

    /// <summary>Without what it depends on: the migrator of an earlier version has nothing to do on a later database.</summary>
    private Failure? Start(string what, CancellationToken cancellation)
    {
        var seconds = ((int)_run.Options.Patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return _docker.Do(
            new Act(what) { Relays = true, TimeLimit = _run.Options.Patience + TimeSpan.FromMinutes(5), Meaning = _ => ExitCode.CheckFailed },
            cancellation,
            Compose("up", "--detach", "--no-build", "--no-deps", "--wait", "--wait-timeout", seconds, "web")).Failed(out var failure, out _)
                ? failure
                : null;
    }

    private void Hide(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _hidden[name] = null;
        }
    }

    private static int OfTheMigrator(int exitCode) => exitCode is ExitCode.Precondition or ExitCode.Remote ? exitCode : ExitCode.CheckFailed;

    private string Image(string service) => $"{Name}-{service}";

    /// <summary>The commit, and a number where that name is in use: what runs must not lose its name.</summary>
    private string NextTag()
    {
        var running = _before?[(_before.LastIndexOf(':') + 1)..];
        if (running is null || (running != _run.Source.Name && !running.StartsWith(_run.Source.Name + "-", StringComparison.Ordinal)))
        {
            return _run.Source.Name;
        }

        var last = running.Length > _run.Source.Name.Length && int.TryParse(running[(_run.Source.Name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        return string.Create(CultureInfo.InvariantCulture, $"{_run.Source.Name}-{last + 1}");
    }

    private string[] Compose(params string[] arguments) =>
        ["compose", "--project-name", Name, "--env-file", _secrets!.FullName, "--file", _run.Project.PathOf("compose.yml"), "--file", Overrides, .. arguments];

    private Failure? ProgramProblem(CancellationToken cancellation)
    {
        var engine = _docker.Ask(cancellation, "version", "--format", "json");
        if (engine.Ending == Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, "Docker was not found; install Docker Engine with Compose, or Docker Desktop, from https://docs.docker.com/get-docker and try again.");
        }

        if (!engine.Succeeded)
        {
            return new Failure(ExitCode.Remote, $"The Docker engine does not answer ({_docker.Reason(engine)}); start it, or choose another by --context, and try again.", _run.Mask.Clean(engine.Everything));
        }

        var compose = _docker.Ask(cancellation, "compose", "version", "--short");
        return compose.Succeeded && PlatformProgram.VersionIn(compose.Output) is { } version && version >= OldestCompose
            ? null
            : new Failure(ExitCode.Precondition, $"Docker is here without Compose {OldestCompose} or later; install its plugin from https://docs.docker.com/compose/install and try again.");
    }

    /// <summary>The images of the running containers of the web application.</summary>
    private Result<IReadOnlyList<string>> Containers(CancellationToken cancellation) =>
        Lines(["ps", .. Label, "--filter", "label=com.docker.compose.service=web", "--format", "json"], "Image", cancellation);

    private Result<IReadOnlyList<string>> Volumes(CancellationToken cancellation) =>
        Lines(["volume", "ls", .. Label, "--format", "json"], "Name", cancellation);

    /// <summary>One property of a list that Docker prints as an object a line.</summary>
    private Result<IReadOnlyList<string>> Lines(IReadOnlyList<string> question, string property, CancellationToken cancellation)
    {
        var answer = _docker.Ask(cancellation, question);
        if (!answer.Succeeded)
        {
            return new Failure(ExitCode.Remote, $"Docker cannot be asked what runs ({_docker.Reason(answer)}); settle that and try again.", _run.Mask.Clean(answer.Everything));
        }

        return _docker.Read($"[{string.Join(',', answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))}]").Failed(out var failure, out var list)
            || _docker.Read(list, items => items.EnumerateArray().Select(item => item.GetProperty(property).GetString()!).ToList()).Failed(out failure, out var found)
                ? failure
                : Result<IReadOnlyList<string>>.Of(found);
    }

    /// <summary>Asks Compose what both files mean together, with words in the place of secrets.</summary>
    private Failure? ComposeProblem(CancellationToken cancellation)
    {
        if (WriteOverrides(_tag) is { } unwritten)
        {
            return unwritten;
        }

        var names = _secrets!.Names.Concat(_run.Options.Variables).Append(DockerSecrets.Secret).Append(DockerSecrets.Password).Distinct(StringComparer.Ordinal);
        var asking = new PlatformProgram("docker", [], _run)
        {
            Environment = new Dictionary<string, string?>(_docker.Environment.Where(pair => !names.Contains(pair.Key)).Concat(names.Select(name => KeyValuePair.Create(name, (string?)"word")))),
        };
        var answer = asking.Ask(cancellation, "compose", "--project-name", Name, "--file", _run.Project.PathOf("compose.yml"), "--file", Overrides, "config", "--format", "json");
        if (!answer.Succeeded)
        {
            return new Failure(ExitCode.Precondition, $"Docker Compose cannot read compose.yml; run 'docker compose config --quiet' in {_run.Project.Folder} to see why.");
        }

        if (asking.Read(answer.Output).Failed(out var failure, out var config)
            || asking.Read(config, json => !_run.IsSqlite || HasOneVolume(json.GetProperty("services").GetProperty("web"))).Failed(out failure, out var isKept))
        {
            return failure;
        }

        if (!isKept)
        {
            return new Failure(ExitCode.Precondition, "SQLite needs a volume at /data and one instance of web, and compose.yml says otherwise; bring both back and try again.");
        }

        return HasOwnDatabase && asking.Read(config, json => DatabaseOf(json.GetProperty("services").GetProperty("db").GetProperty("environment"))).Failed(out failure, out _database)
            ? new Failure(ExitCode.Precondition, $"compose.yml has no service db with POSTGRES_USER and POSTGRES_DB; bring it back, or write the DATABASE_URL of another server into {_secrets.Shown}.")
            : null;
    }

    private static (string User, string Name) DatabaseOf(JsonElement environment) =>
        (environment.GetProperty("POSTGRES_USER").GetString()!, environment.GetProperty("POSTGRES_DB").GetString()!);

    private static bool HasOneVolume(JsonElement web) =>
        web.TryGetProperty("volumes", out var volumes)
        && volumes.EnumerateArray().Any(volume => volume.GetProperty("target").GetString() == "/data" && volume.GetProperty("type").GetString() is "volume" or "bind")
        && !(web.TryGetProperty("scale", out var scale) && scale.GetInt32() != 1)
        && !(web.TryGetProperty("deploy", out var deploy) && deploy.TryGetProperty("replicas", out var replicas) && replicas.GetInt32() != 1);

    /// <summary>Writes the second file, among what a build writes, so that a dry run may do it too. Secrets stand in it by their names.</summary>
    private Failure? WriteOverrides(string tag)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Overrides)!);
            File.WriteAllText(Overrides, OverridesOf(tag).ToJsonString(Readable) + "\n");
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{Overrides} cannot be written; make the project's folder writable and try again.", unwritable.Message);
        }
    }

    private JsonObject OverridesOf(string tag)
    {
        var settings = _run.PlainSettings(Address, null);
        settings["App__Secret"] = $"${{{DockerSecrets.Secret}:?missing}}";
        settings["Proxy__KnownNetworks"] = _run.Settings.Value("proxy_networks", "172.16.0.0/12");
        var services = new JsonObject();
        if (_run.IsSqlite)
        {
            settings["DATABASE_URL"] = $"sqlite:///data/{_run.Project.File.Slug}.db";
        }
        else if (HasOwnDatabase)
        {
            settings["DATABASE_URL"] = $"postgres://{_database.User}:${{{DockerSecrets.Password}:?missing}}@db:5432/{_database.Name}?sslmode=disable";
            services["db"] = new JsonObject { ["environment"] = new JsonObject { ["POSTGRES_PASSWORD"] = $"${{{DockerSecrets.Password}:?missing}}" } };
        }

        // All else in the file of secrets is for the application, under its own name.
        foreach (var name in _secrets!.Names.Concat(_run.Options.Variables).Except([DockerSecrets.Secret, DockerSecrets.Password, WebPort, DatabasePort]).Distinct(StringComparer.Ordinal))
        {
            settings[name] = $"${{{name}?}}";
        }

        foreach (var service in new[] { "web", "migrator" })
        {
            services[service] = new JsonObject
            {
                ["image"] = $"{Image(service)}:{tag}",
                ["environment"] = new JsonObject(settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value))),
            };
        }

        return new JsonObject { ["services"] = services };
    }
}
