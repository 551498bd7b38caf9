using System.Text.Json;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>
/// What belongs to a deployment at Railway: project, service, volume or database, domain and variables. Project, environment and service
/// stand in every call that takes them; the folder is linked to the project only where something is to be added, because that call takes
/// none of them.
/// </summary>
internal sealed class RailwayResources(DeployRun run, PlatformProgram railway)
{
    public const string MountPath = "/data";
    private const string Secret = "App__Secret";
    private const string Database = "DATABASE_URL";

    // Any address will do to know which settings there are.
    private static readonly Uri SomeAddress = new("https://the-domain-that-railway-gives");

    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);
    private RailwayState? _state;
    private string? _serviceId;
    private string? _host;
    private Uri? _address;
    private bool _isNewProject;

    public Uri Address => _address ?? SomeAddress;

    public string Service => run.Settings.Value("service", run.Project.File.Slug);

    /// <summary>Names of the variables that the service has.</summary>
    public IReadOnlyCollection<string> Variables => _variables.Keys;

    /// <summary>The volumes of the service.</summary>
    public IReadOnlyList<RailwayVolume> Volumes => [.. _state?.Volumes.Where(volume => volume.ServiceId == _serviceId) ?? []];

    /// <summary>Project, environment and service, as a call names them.</summary>
    public IReadOnlyList<string> Whole => [.. Place, "--service", Service];

    private string[] Place => ["--project", _state?.ProjectId ?? "THE-NEW-PROJECT", "--environment", Environment];

    private string Project => run.Settings.Value("project", run.Project.File.Slug);

    private string DatabaseService => run.Settings.Value("database", "Postgres");

    private string Environment => run.Settings.Environment;

    /// <summary>A token of a project is for it alone: it can neither list nor create projects.</summary>
    private static bool HasProjectToken => System.Environment.GetEnvironmentVariable("RAILWAY_TOKEN") is { Length: > 0 };

    private bool HasDatabase => _variables.ContainsKey(Database) || _variables.ContainsKey("ConnectionStrings__Default");

    /// <summary>Looks for what there is already. Whether there is a service says <paramref name="isThere"/>.</summary>
    public Failure? Find(out bool isThere, CancellationToken cancellation)
    {
        var problem = FindProject(cancellation);
        isThere = problem is null && _state is not null && _state.Services.TryGetValue(Service, out _serviceId);
        return problem ?? (isThere ? ReadService(cancellation) : null);
    }

    /// <summary>Creates what is missing and sets what differs.</summary>
    public Failure? Prepare(CancellationToken cancellation) =>
        PrepareProject(cancellation) ?? PrepareService(cancellation) ?? PrepareVolume(cancellation) ?? PrepareDatabase(cancellation) ?? PrepareAddress(cancellation) ?? PrepareVariables(cancellation);

    private Failure? FindProject(CancellationToken cancellation)
    {
        if (HasProjectToken)
        {
            return ReadState(["status", "--json"], cancellation)
                ?? (_state!.ProjectName.Equals(Project, StringComparison.OrdinalIgnoreCase) || _state.ProjectId == Project
                    ? null
                    : new Failure(ExitCode.Precondition, $"RAILWAY_TOKEN is for the project {_state.ProjectName}, and quickscale.yml names {Project}; take the token of that project, or correct deploy, railway, project."));
        }

        var who = railway.Ask(cancellation, "whoami", "--json");
        if (!who.Succeeded)
        {
            return IsSignedOut(who.Error)
                ? new Failure(ExitCode.Precondition, "Nobody is signed in to Railway; run 'railway login', or set RAILWAY_TOKEN to a token of the project, and try again.", run.Mask.Clean(who.Error))
                : new Failure(ExitCode.Remote, $"Railway cannot be asked who you are ({railway.Reason(who)}); try again when it can be reached.", run.Mask.Clean(who.Error));
        }

        if (railway.Question(cancellation, "list", "--json").Failed(out var failure, out var answer)
            || railway.Read(answer, list => list.EnumerateArray().Where(IsOurs).Select(project => project.GetProperty("id").GetString()!).ToList()).Failed(out failure, out var ids))
        {
            return failure;
        }

        if (ids.Count > 1)
        {
            return new Failure(ExitCode.Precondition, $"There are {ids.Count} projects named {Project} at Railway; write the id of the right one as deploy, railway, project in quickscale.yml.");
        }

        if (ids.Count == 0)
        {
            return Environment == DeploySettings.Production
                ? null
                : new Failure(ExitCode.Precondition, $"There is no project {Project} at Railway, and a new one has only the environment production; deploy that first, and make this one with 'railway environment new {Environment}'.");
        }

        return ReadState(["status", "--json", "--project", ids[0], "--environment", Environment], cancellation);

        bool IsOurs(JsonElement project) =>
            (project.GetProperty("name").GetString() == Project || project.GetProperty("id").GetString() == Project)
            && !(project.TryGetProperty("deletedAt", out var deleted) && deleted.ValueKind == JsonValueKind.String);
    }

    private static bool IsSignedOut(string said) =>
        said.Contains("login", StringComparison.OrdinalIgnoreCase) || said.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) || said.Contains("signed in", StringComparison.OrdinalIgnoreCase);

    private Failure? ReadState(IReadOnlyList<string> question, CancellationToken cancellation) =>
        railway.Question(cancellation, question).Failed(out var failure, out var answer)
        || railway.Read(answer, json => RailwayState.Read(json, Environment)).Failed(out failure, out _state)
            ? failure
            : null;

    private Failure? ReadService(CancellationToken cancellation)
    {
        // Railway tells names only together with values. Of these none is kept but those that we set ourselves and that are no secret.
        if (railway.SecretQuestion(cancellation, ["variable", "list", "--json", .. Whole]).Failed(out var failure, out var variables)
            || railway.Read(variables, json => json.EnumerateObject().Select(variable => (variable.Name, Value: Wanted(SomeAddress).ContainsKey(variable.Name) ? variable.Value.GetString() : null)).ToList()).Failed(out failure, out var found)
            || railway.Question(cancellation, ["domain", "list", "--json", .. Whole]).Failed(out failure, out var domains)
            || railway.Read(domains, json => json.GetProperty("domains").EnumerateArray().Select(domain => domain.GetProperty("domain").GetString()!).ToList()).Failed(out failure, out var hosts))
        {
            return failure;
        }

        foreach (var (name, value) in found)
        {
            _variables[name] = value;
        }

        if (hosts.Count > 0)
        {
            return railway.Read(default, _ => HostOf(hosts[0])).Failed(out failure, out _host) ? failure : null;
        }

        return null;
    }

    private Failure? PrepareProject(CancellationToken cancellation)
    {
        if (_state is not null)
        {
            return null;
        }

        _isNewProject = true;
        run.Making($"project {Project}");
        string[] workspace = run.Settings.Value("workspace") is { } name ? ["--workspace", name] : [];
        if (railway.Do(new Act($"Creating the project {Project}"), cancellation, ["init", "--name", Project, .. workspace, "--json"]).Failed(out var failure, out var text))
        {
            return failure;
        }

        return run.Options.DryRun || !(railway.Read(text).Failed(out failure, out var made)
            || railway.Read(made, json => new RailwayState(json.GetProperty("id").GetString()!, Project, new Dictionary<string, string>(), [])).Failed(out failure, out _state))
            ? null
            : failure;
    }

    private Failure? PrepareService(CancellationToken cancellation)
    {
        if (_serviceId is not null)
        {
            return null;
        }

        run.Making($"service {Service}");
        if (Link(cancellation) is { } unlinked)
        {
            return unlinked;
        }

        if (railway.Do(new Act($"Creating the service {Service}"), cancellation, "add", "--service", Service, "--json").Failed(out var failure, out var text)
            || (!run.Options.DryRun && (railway.Read(text).Failed(out failure, out var made) || railway.Read(made, json => json.GetProperty("id").GetString()!).Failed(out failure, out _serviceId))))
        {
            return failure;
        }

        return run.Settings.Value("region") is { } region
            && railway.Do(new Act($"Choosing the region {region}"), cancellation, ["scale", $"{region}=1", "--json", .. Whole]).Failed(out failure, out _)
                ? failure
                : null;
    }

    private Failure? PrepareVolume(CancellationToken cancellation)
    {
        if (!run.IsSqlite || Volumes.Count > 0)
        {
            return null;
        }

        run.Making($"volume at {MountPath}");
        // Here the service goes by its id alone.
        return railway.Do(
            new Act("Creating the volume"), cancellation, ["volume", .. Place, "--service", _serviceId ?? "THE-NEW-SERVICE", "add", "--mount-path", MountPath, "--json"]).Failed(out var refused, out _)
            ? refused
            : null;
    }

    /// <summary>The one call that adds a service or a database takes its project from the folder's link.</summary>
    private Failure? Link(CancellationToken cancellation) =>
        _isNewProject || HasProjectToken
        || !railway.Do(new Act("Linking the folder"), cancellation, ["link", .. Place, "--json"]).Failed(out var failure, out _)
            ? null
            : failure;

    private Failure? PrepareDatabase(CancellationToken cancellation)
    {
        if (run.IsSqlite || HasDatabase || _state?.Services.ContainsKey(DatabaseService) == true)
        {
            return null;
        }

        run.Making($"database {DatabaseService}");
        return Link(cancellation)
            ?? (railway.Do(new Act("Creating the database"), cancellation, "add", "--database", "postgres", "--json").Failed(out var failure, out _) ? failure : null);
    }

    private Failure? PrepareAddress(CancellationToken cancellation)
    {
        _address = run.Settings.Address;
        if (_host is null)
        {
            run.Making("domain");
            if (railway.Do(new Act("Creating the domain"), cancellation, ["domain", "--json", .. Whole]).Failed(out var failure, out var text)
                || (!run.Options.DryRun && (railway.Read(text).Failed(out failure, out var made) || railway.Read(made, json => HostOf(json.GetProperty("domain").GetString()!)).Failed(out failure, out _host))))
            {
                return failure;
            }
        }

        _address ??= _host is null ? null : new Uri($"https://{_host}");
        return null;
    }

    private static string HostOf(string domain) => new Uri(domain.Contains("://", StringComparison.Ordinal) ? domain : $"https://{domain}").Host;

    private Failure? PrepareVariables(CancellationToken cancellation)
    {
        var different = Wanted(Address).Where(setting => _variables.GetValueOrDefault(setting.Key) != setting.Value).ToList();
        if (!HasDatabase)
        {
            // The reference is Railway's to resolve; nobody here sees what it stands for.
            different.Add(KeyValuePair.Create(Database, run.IsSqlite ? $"sqlite://{MountPath}/{run.Project.File.Slug}.db" : $"${{{{{DatabaseService}.{Database}}}}}"));
        }

        if (different.Count > 0)
        {
            run.Setting(different.Select(setting => setting.Key));
            if (railway.Do(new Act("Setting variables"), cancellation, ["variable", "set", .. different.Select(setting => $"{setting.Key}={setting.Value}"), "--skip-deploys", "--json", .. Whole]).Failed(out var failure, out _))
            {
                return failure;
            }
        }

        foreach (var name in run.Options.Variables.Append(Secret).Distinct(StringComparer.Ordinal))
        {
            if (_variables.ContainsKey(name))
            {
                run.Keeping(name);
                continue;
            }

            run.Setting([name]);
            var value = run.Options.Variables.Contains(name) ? run.Handed(name) : run.Mask.Create();
            if (railway.Do(new Act($"Setting {name}") { Input = value, Names = [name] }, cancellation, ["variable", "set", name, "--stdin", "--skip-deploys", "--json", .. Whole]).Failed(out var failure, out _))
            {
                return failure;
            }
        }

        return null;
    }

    private Dictionary<string, string> Wanted(Uri address)
    {
        var wanted = run.PlainSettings(address, _host);
        wanted["Proxy__TrustPlatform"] = "true";
        wanted["RAILWAY_DEPLOYMENT_DRAINING_SECONDS"] = "30";
        if (run.IsSqlite)
        {
            wanted["Database__MigrateAtStart"] = "true";
            wanted["RAILWAY_RUN_UID"] = "0";
        }

        return wanted;
    }
}
