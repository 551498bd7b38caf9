using System.Globalization;
using System.Text;
using System.Text.Json;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>Fly, by its program. The app stands in every call; Fly builds the image, and its release command is the migrator.</summary>
internal sealed class FlyTarget : IDeployTarget
{
    private const string Secret = "App__Secret";
    private const string Database = "DATABASE_URL";

    // The first version whose Managed Postgres is attached without a question.
    private static readonly Version Oldest = new(0, 4, 49);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromHours(1);

    private readonly DeployRun _run;
    private readonly PlatformProgram _fly;
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private IReadOnlyList<FlyRelease> _releases = [];
    private bool _isThere;
    private int _volumes;

    public FlyTarget(DeployRun run)
    {
        _run = run;

        // The same program has two names.
        _fly = new PlatformProgram(ProgramPath.Find("flyctl") is null && ProgramPath.Find("fly") is not null ? "fly" : "flyctl", [], run);
    }

    public Uri Address => _run.Settings.Address ?? new Uri($"https://{Host}");

    public string? Before => _releases.FirstOrDefault(release => release.IsComplete)?.Image;

    public string? Release { get; private set; }

    public string Look => $"{_fly.Name} status --app {App}";

    private string App => _run.Settings.Value("app", _run.Settings.Environment == DeploySettings.Production ? _run.Project.File.Slug : $"{_run.Project.File.Slug}-{_run.Settings.Environment}");

    private string Host => $"{App}.fly.dev";

    private string Org => _run.Settings.Value("org", "personal");

    private string Cluster => _run.Settings.Value("cluster", $"{App}-db");

    private string OwnConfig => _run.Project.PathOf("fly.toml");

    private bool HasOwnConfig => File.Exists(OwnConfig);

    private string MadeConfig => _run.Project.PathOf(_run.Project.WebProject, "obj", $"qs-fly-{_run.Settings.Environment}.toml");

    public Failure? Check(CancellationToken cancellation)
    {
        if (ProgramProblem(cancellation) is { } problem)
        {
            return problem;
        }

        if (_fly.Question(cancellation, "apps", "list", "--json").Failed(out var failure, out var apps)
            || _fly.Read(apps, list => Items(list).Select(app => Text(app, "Name")).ToList()).Failed(out failure, out var names))
        {
            return failure;
        }

        _isThere = names.Contains(App, StringComparer.Ordinal);
        return (_isThere ? ReadApp(cancellation) : RegionProblem()) ?? SqliteProblem() ?? _run.HandedProblem(_secrets.Contains, Problem);
    }

    public Failure? Prepare(CancellationToken cancellation)
    {
        if (!_isThere)
        {
            _run.Making($"app {App}");
            if (_fly.Do(new Act($"Creating the app {App}"), cancellation, "apps", "create", App, "--org", Org, "--json").Failed(out var failure, out _))
            {
                return failure;
            }
        }

        return (_run.IsSqlite ? PrepareVolume(cancellation) : PrepareDatabase(cancellation)) ?? PrepareSecrets(cancellation) ?? WriteConfig();
    }

    public ReleaseEnd MakeRelease(CancellationToken cancellation)
    {
        string[] one = _run.IsSqlite ? ["--ha=false"] : [];
        if (!_fly.Do(
            new Act("Building and releasing at Fly") { Relays = true, TimeLimit = ReleaseTime, Meaning = _ => ExitCode.CheckFailed },
            cancellation,
            ["deploy", "--app", App, "--config", HasOwnConfig ? OwnConfig : MadeConfig, "--remote-only", "--yes", .. one, "--wait-timeout", Seconds]).Failed(out var failure, out _))
        {
            // Its name is for people alone; the release is made.
            Release = _run.Options.DryRun || Releases(cancellation).Failed(out _, out var made) || made is not [var newest, ..] ? null : newest.Image;
            return new ReleaseEnd(null, Replaces: true);
        }

        // No release was begun where the image cannot be built.
        var isNew = Releases(cancellation).Failed(out _, out var now) || now.Any(release => _releases.All(known => known.Version != release.Version));
        return new ReleaseEnd(failure, isNew);
    }

    public Failure? GoBack(CancellationToken cancellation) =>
        _fly.Do(
            new Act($"Going back to {Before}") { Relays = true, TimeLimit = ReleaseTime },
            cancellation,
            ["deploy", "--app", App, "--config", HasOwnConfig ? OwnConfig : MadeConfig, "--image", Before!, "--skip-release-command", "--yes", "--wait-timeout", Seconds]).Failed(out var failure, out _)
                ? failure
                : null;

    private string Seconds => string.Create(CultureInfo.InvariantCulture, $"{(int)_run.Options.Patience.TotalSeconds}s");

    private Failure? ProgramProblem(CancellationToken cancellation)
    {
        var answer = _fly.Ask(cancellation, "version");
        if (answer.Ending == Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, "The program 'flyctl' was not found; install it as https://fly.io/docs/flyctl/install says and try again.");
        }

        if (PlatformProgram.VersionIn(answer.Output) is not { } version || version < Oldest)
        {
            return new Failure(ExitCode.Precondition, $"The program 'flyctl' here is older than {Oldest}; install its newest version ('{_fly.Name} version upgrade') and try again.");
        }

        var who = _fly.Ask(cancellation, "auth", "whoami", "--json");
        return who.Succeeded ? null
            : who.Error.Contains("login", StringComparison.OrdinalIgnoreCase) || who.Error.Contains("no access token", StringComparison.OrdinalIgnoreCase) || who.Error.Contains("unauthorized", StringComparison.OrdinalIgnoreCase)
                ? new Failure(ExitCode.Precondition, $"Nobody is signed in to Fly; run '{_fly.Name} auth login', or set FLY_API_TOKEN, and try again.", _run.Mask.Clean(who.Error))
                : new Failure(ExitCode.Remote, $"Fly cannot be asked who you are ({_fly.Reason(who)}); try again when it can be reached.", _run.Mask.Clean(who.Error));
    }

    private Failure? RegionProblem() => _run.Settings.Value("region") is null && !HasOwnConfig
        ? new Failure(ExitCode.Precondition, $"Fly has to know where the app shall run; add 'region: fra', or another of '{_fly.Name} platform regions', under deploy, fly, in quickscale.yml.")
        : null;

    private Failure? ReadApp(CancellationToken cancellation)
    {
        // Fly tells names of secrets and never their values.
        if (_fly.Question(cancellation, "secrets", "list", "--app", App, "--json").Failed(out var failure, out var secrets)
            || _fly.Read(secrets, list => Items(list).Select(secret => Text(secret, "name")).ToList()).Failed(out failure, out var names)
            || Releases(cancellation).Failed(out failure, out var releases))
        {
            return failure;
        }

        _secrets.UnionWith(names);
        _releases = releases;
        if (_run.IsSqlite
            && (_fly.Question(cancellation, "volumes", "list", "--app", App, "--json").Failed(out failure, out var volumes)
                || _fly.Read(volumes, list => Items(list).Count(volume => Text(volume, "name") == FlyConfig.VolumeName)).Failed(out failure, out _volumes)))
        {
            return failure;
        }

        return null;
    }

    private Failure? SqliteProblem()
    {
        if (!_run.IsSqlite)
        {
            return null;
        }

        if (_volumes > 1)
        {
            return new Failure(ExitCode.Precondition, $"{App} has {_volumes} volumes named {FlyConfig.VolumeName}, and SQLite lies on one alone; destroy those that are not in use ('{_fly.Name} volumes list --app {App}') and try again.");
        }

        try
        {
            return HasOwnConfig && !File.ReadAllText(OwnConfig).Contains("/data", StringComparison.Ordinal)
                ? new Failure(ExitCode.Precondition, "fly.toml mounts no volume at /data, where SQLite needs one; add it under [mounts], or delete the file and let qs make it.")
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, "fly.toml cannot be read; settle that and try again.", unreadable.Message);
        }
    }

    private Failure? PrepareVolume(CancellationToken cancellation)
    {
        if (_volumes > 0)
        {
            return null;
        }

        _run.Making($"volume {FlyConfig.VolumeName}");
        string[] region = _run.Settings.Value("region") is { } code ? ["--region", code] : [];
        return _fly.Do(new Act("Creating the volume"), cancellation, ["volumes", "create", FlyConfig.VolumeName, "--app", App, .. region, "--size", "1", "--yes", "--json"]).Failed(out var failure, out _)
            ? failure
            : null;
    }

    /// <summary>Creating and attaching a database print its password: nothing of either is shown.</summary>
    private Failure? PrepareDatabase(CancellationToken cancellation)
    {
        if (_secrets.Contains(Database) || _secrets.Contains("ConnectionStrings__Default") || _run.Options.Variables.Any(name => name is Database or "ConnectionStrings__Default"))
        {
            return null;
        }

        if (FindCluster(cancellation).Failed(out var failure, out var cluster))
        {
            return failure;
        }

        if (cluster.Value is null)
        {
            _run.Making($"database {Cluster}");
            string[] region = _run.Settings.Value("region") is { } code ? ["--region", code] : [];
            if (_fly.Do(new Act("Creating the database") { IsSilent = true }, cancellation, ["mpg", "create", "--name", Cluster, "--org", Org, .. region, "--plan", _run.Settings.Value("plan", "basic")]).Failed(out failure, out _))
            {
                return failure;
            }

            if (!_run.Options.DryRun && FindCluster(cancellation).Failed(out failure, out cluster))
            {
                return failure;
            }
        }

        if (cluster.Value is null && !_run.Options.DryRun)
        {
            return new Failure(ExitCode.Remote, $"Fly does not list the database {Cluster} that it has just made; try again in a minute.");
        }

        return _fly.Do(new Act("Attaching the database") { IsSilent = true }, cancellation, "mpg", "attach", cluster.Value ?? "THE-NEW-DATABASE", "--app", App).Failed(out failure, out _)
            ? failure
            : null;
    }

    /// <summary>The id of the cluster; Fly says in words, and not in JSON, that there is none at all.</summary>
    private Result<Optional<string>> FindCluster(CancellationToken cancellation)
    {
        var answer = _fly.Ask(cancellation, "mpg", "list", "--org", Org, "--json");
        if (!answer.Succeeded)
        {
            return new Failure(ExitCode.Remote, $"Fly cannot be asked for databases of {Org} ({_fly.Reason(answer)}); settle that and try again.");
        }

        return answer.Output.StartsWith("No managed postgres clusters", StringComparison.OrdinalIgnoreCase)
            ? Optional<string>.None
            : _fly.Read(answer.Output).Failed(out var failure, out var list)
                || _fly.Read(list, json => new Optional<string>(Items(json).Where(IsOurs).Select(cluster => Text(cluster, "id")).FirstOrDefault())).Failed(out failure, out var found)
                    ? failure
                    : found;

        bool IsOurs(JsonElement cluster) => Text(cluster, "name") == Cluster || Text(cluster, "id") == Cluster;
    }

    private Failure? PrepareSecrets(CancellationToken cancellation)
    {
        var missing = new List<string>();
        var input = new StringBuilder();
        foreach (var name in _run.Options.Variables.Append(Secret).Distinct(StringComparer.Ordinal))
        {
            if (_secrets.Contains(name))
            {
                _run.Keeping(name);
                continue;
            }

            missing.Add(name);

            // Three quotation marks keep everything between them as it is.
            input.Append(name).Append("=\"\"\"").Append(_run.Options.Variables.Contains(name) ? _run.Handed(name) : _run.Mask.Create()).Append("\"\"\"\n");
        }

        _run.Setting(missing);
        return missing.Count > 0
            && _fly.Do(new Act($"Setting {Phrase.All(missing)}") { Input = input.ToString(), Names = missing }, cancellation, "secrets", "import", "--stage", "--app", App).Failed(out var failure, out _)
                ? failure
                : null;
    }

    private static string? Problem(string value) => value.Contains('"', StringComparison.Ordinal) ? "a quotation mark" : null;

    /// <summary>Writes the recipe among what a build writes; a fly.toml of the user's own is taken as it is.</summary>
    private Failure? WriteConfig()
    {
        if (HasOwnConfig || _run.Options.DryRun)
        {
            return null;
        }

        var settings = _run.PlainSettings(Address, Host);
        settings["Proxy__TrustPlatform"] = "true";
        settings["Proxy__Hops"] = "2";
        if (_run.IsSqlite)
        {
            settings[Database] = $"sqlite:///data/{_run.Project.File.Slug}.db";
            settings["Database__MigrateAtStart"] = "true";
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(MadeConfig)!);
            File.WriteAllText(MadeConfig, FlyConfig.Of(_run, App, settings));
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{MadeConfig} cannot be written; make the project's folder writable and try again.", unwritable.Message);
        }
    }

    private Result<IReadOnlyList<FlyRelease>> Releases(CancellationToken cancellation) =>
        _fly.Question(cancellation, "releases", "--app", App, "--image", "--json").Failed(out var failure, out var answer)
        || _fly.Read(answer, json => Items(json).Select(FlyRelease.Read).OrderByDescending(release => release.Version).ToList()).Failed(out failure, out var releases)
            ? failure
            : Result<IReadOnlyList<FlyRelease>>.Of(releases);

    /// <summary>An empty list of Go is null in JSON.</summary>
    private static List<JsonElement> Items(JsonElement list) => list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray()];

    private static string Text(JsonElement item, string name) =>
        item.EnumerateObject().First(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.GetString()!;
}

/// <summary>A release as <c>flyctl releases --json</c> tells it.</summary>
internal sealed record FlyRelease(int Version, string Status, string Image)
{
    // As Fly writes it today, and as it did.
    public bool IsComplete => Status is "complete" or "succeeded" && Image.Length > 0;

    public static FlyRelease Read(JsonElement item) =>
        new(item.GetProperty(nameof(Version)).GetInt32(), item.GetProperty(nameof(Status)).GetString()!, item.GetProperty("ImageRef").GetString() ?? string.Empty);
}
