using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>The .NET SDK on this machine: a short list of named questions and actions.</summary>
internal sealed class DotnetSdk(ProgramRunner programs)
{
    private const string Needed = "install .NET SDK 10.0.100 or later from https://dotnet.microsoft.com/download and try again.";
    private static readonly Version Oldest = new(10, 0, 100);
    private static readonly TimeSpan TemplateTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan TestTime = TimeSpan.FromMinutes(30);

    // No global.json above it has a say. The temporary folder would not do: there anybody can put one, and it can name the
    // SDK that runs.
    private static readonly string Neutral = Path.GetPathRoot(Path.GetTempPath())!;

    // qs sends nothing anywhere, and what it starts on its way neither; codes and messages are read in English.
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
    };

    private const string BrowserVariable = "DOTNET_WATCH_SUPPRESS_LAUNCH_BROWSER";

    // What the host says where global.json names an SDK that is not installed.
    public const string NoCompatibleSdk = "A compatible .NET SDK was not found";

    public static Failure NotTheRight { get; } = new(ExitCode.Precondition, "global.json asks for a .NET SDK that is not here; install it from https://dotnet.microsoft.com/download, or correct global.json.");

    public static Failure NotFound { get; } = new(ExitCode.Precondition, $"The .NET SDK was not found; {Needed}");

    /// <summary>The SDK's version, asked in a folder whose global.json has no say about the new project.</summary>
    public Result<Version> ReadVersion(CancellationToken cancellation) => ReadVersion(Neutral, cancellation);

    /// <summary>The version of the SDK that works in a folder.</summary>
    public Result<Version> ReadVersion(string folder, CancellationToken cancellation)
    {
        var answer = programs.Run(Dotnet(folder, "--version"), cancellation);
        if (answer.Ending == Ending.NotFound)
        {
            return NotFound;
        }

        if (answer.Everything.Contains(NoCompatibleSdk, StringComparison.Ordinal))
        {
            return NotTheRight;
        }

        // A preview prints 10.0.100-rc.1: its number counts.
        var text = answer.Output.Trim().Split('-')[0];
        if (!answer.Succeeded || !Version.TryParse(text, out var version))
        {
            return new Failure(ExitCode.Precondition, $"The .NET SDK here does not start; {Needed}", answer.Everything);
        }

        return version >= Oldest
            ? version
            : new Failure(ExitCode.Precondition, $"The .NET SDK here is {text}, which is too old for QuickScale; {Needed}");
    }

    public Completion InstallTemplates(string package, string hive, CancellationToken cancellation) =>
        programs.Run(
            Dotnet(Neutral, "new", "install", package, "--force", "--debug:custom-hive", hive) with { TimeLimit = TemplateTime },
            cancellation);

    /// <summary>Instantiates the starter, without restore: the packages' paths would be those of the folder it is made in.</summary>
    public Completion New(NewProjectOptions options, string folder, string hive, bool overwrite, CancellationToken cancellation)
    {
        // '=' keeps a name that begins with a dash from being taken for an option; one that begins with '@' would be read as
        // the name of a file of options, and no form of the name keeps that sign.
        var name = options.Name.TrimStart('@') is { Length: > 0 } plain ? plain : "App";
        List<string> arguments =
        [
            "new", "quickscale", $"--name={name}", $"--output={folder}",
            "--theme", options.Theme, "--database", options.Database,
            "--skip-restore", "--no-update-check", "--debug:custom-hive", hive,
        ];
        if (options.HttpPort is { } http)
        {
            arguments.AddRange(["--http-port", $"{http}"]);
        }

        if (options.HttpsPort is { } https)
        {
            arguments.AddRange(["--https-port", $"{https}"]);
        }

        if (overwrite)
        {
            arguments.Add("--force");
        }

        return programs.Run(Dotnet(Neutral, [.. arguments]) with { TimeLimit = TemplateTime }, cancellation);
    }

    public Completion Restore(string folder, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, "restore") with { TimeLimit = BuildTime }, cancellation);

    public Completion Build(string folder, string project, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, "build", project) with { TimeLimit = BuildTime }, cancellation);

    /// <summary>Builds what lies in a folder, or one project of it.</summary>
    public Completion Build(string folder, IEnumerable<string> arguments, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, ["build", .. arguments]) with { TimeLimit = BuildTime }, cancellation);

    /// <summary>Installs the tools that the project names, such as dotnet-ef; those that are there already are not asked for again.</summary>
    public Completion RestoreTools(string folder, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, "tool", "restore") with { TimeLimit = BuildTime }, cancellation);

    /// <summary>Asks dotnet-ef.</summary>
    public Completion Ef(string folder, IEnumerable<string> arguments, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, ["ef", .. arguments]) with { TimeLimit = BuildTime }, cancellation);

    /// <summary>Runs what is built, to its end or until it is stopped. Quiet, for else it names its launch settings before what the program prints.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="project">The project's folder, from there.</param>
    /// <param name="profile">The profile of its launch settings; its first when null.</param>
    /// <param name="arguments">Its own.</param>
    public static Invocation RunBuilt(string folder, string project, string? profile, IEnumerable<string> arguments) =>
        Dotnet(folder, ["run", "--project", project, "--no-build", "--verbosity", "quiet", .. profile is null ? Enumerable.Empty<string>() : ["--launch-profile", profile], "--", .. arguments]);

    /// <summary>Runs a project and builds it anew after each change.</summary>
    public static Invocation Watch(string folder, string project, IEnumerable<string> arguments)
    {
        var watch = Dotnet(folder, ["watch", "--project", project, "--", .. arguments]);
        return watch with { Environment = new Dictionary<string, string?>([.. watch.Environment, .. WithoutBrowser]) };
    }

    /// <summary>For a watcher below: it opens no browser, unless the variable says otherwise already.</summary>
    public static IReadOnlyDictionary<string, string?> WithoutBrowser =>
        new Dictionary<string, string?> { [BrowserVariable] = Environment.GetEnvironmentVariable(BrowserVariable) is { Length: > 0 } said ? said : "1" };

    /// <summary>Tests what is built in a folder.</summary>
    public static Invocation TestBuilt(string folder, IEnumerable<string> arguments) => Dotnet(folder, ["test", "--no-build", .. arguments]);

    /// <summary>Builds and tests one project of a folder.</summary>
    public static Invocation Test(string folder, string project, IEnumerable<string> arguments) => Dotnet(folder, ["test", project, .. arguments]);

    /// <summary>Builds and runs a project to its end.</summary>
    public Completion RunProject(string folder, string project, IEnumerable<string> arguments, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, ["run", "--project", project, "--", .. arguments]) with { TimeLimit = TestTime }, cancellation);

    /// <summary>Builds and tests what lies in a folder.</summary>
    public Completion Test(string folder, CancellationToken cancellation) =>
        programs.Run(Dotnet(folder, "test") with { TimeLimit = TestTime }, cancellation);

    /// <summary>Serves a built web project over http until it is stopped.</summary>
    public Task<Completion> ServeAsync(string folder, string project, Action<string> onLine, CancellationToken cancellation) =>
        programs.StartAsync(
            Dotnet(folder, "run", "--project", project, "--no-build", "--launch-profile", "http") with
            {
                TimeLimit = Timeout.InfiniteTimeSpan,
                Grace = TimeSpan.FromSeconds(10),
                OnLine = onLine,
            },
            cancellation);

    private static Invocation Dotnet(string folder, params string[] arguments) => new("dotnet", arguments) { Folder = folder, Environment = Quiet };
}
