using QuickScale.Tool.Git;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>A module as it was asked for: <c>auth</c>, <c>auth@0.2.0</c> or <c>auth@v0.2.0</c>.</summary>
internal sealed record ModuleWish(string Name, VersionRange? Version)
{
    public static Result<ModuleWish> Parse(string typed)
    {
        var at = typed.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? typed : typed[..at];
        if (!ModuleName.IsValid(name))
        {
            return new Failure(ExitCode.Usage, $"'{name}' is no module's name, which is of small letters, digits and dashes; run 'qs module list' for those there are.");
        }

        if (at < 0)
        {
            return new ModuleWish(name, null);
        }

        return VersionRange.TryParse(typed[(at + 1)..], out var range)
            ? new ModuleWish(name, range)
            : new Failure(ExitCode.Usage, $"'{typed[(at + 1)..]}' is no version; write it as in {name}@0.2.0.");
    }
}

/// <summary>What an embed will do.</summary>
/// <param name="Steps">One for each module that is new, in dependency order.</param>
/// <param name="Releases">What they embed.</param>
/// <param name="Present">Modules that were asked for and are there already.</param>
internal sealed record EmbedPlan(
    IReadOnlyList<ModuleStep> Steps,
    IReadOnlyList<ModuleRelease> Releases,
    IReadOnlyList<InstalledModule> Present);

/// <summary>Plans the embedding of modules with all that they require.</summary>
internal sealed class Embedding(Workspace workspace, Catalogue catalogue)
{
    private readonly Snapshot _snapshot = workspace.Snapshot;

    public Result<EmbedPlan> Plan(IReadOnlyList<ModuleWish> wishes, IReadOnlyList<string> settings, DateOnly today, CancellationToken cancellation)
    {
        var present = wishes.Select(wish => _snapshot.Find(wish.Name)?.Entry).OfType<InstalledModule>().ToList();
        var wanted = wishes.Where(wish => _snapshot.Find(wish.Name) is null).ToList();
        if (catalogue.Load([.. wanted.Select(wish => wish.Name)], cancellation).Failed(out var failure, out _))
        {
            return failure;
        }

        var requests = wanted.Select(wish => new ModuleRequest(wish.Name) { Version = wish.Version, Allowed = RangeOf(wish.Name) }).ToList();
        if (new Resolver(_snapshot, catalogue).Resolve(requests, cancellation).Failed(out failure, out var releases))
        {
            return failure;
        }

        return Given(settings, wishes, releases).Failed(out failure, out var given)
            ? failure
            : PlanReleases(releases, given, present, today, cancellation);
    }

    /// <summary>Plans the embedding of releases that something else requires, with the options that quickscale.yml wishes for.</summary>
    public Result<EmbedPlan> PlanReleases(IReadOnlyList<ModuleRelease> releases, DateOnly today, CancellationToken cancellation) =>
        Given([], [], releases).Failed(out var failure, out var given) ? failure : PlanReleases(releases, given, [], today, cancellation);

    private Result<EmbedPlan> PlanReleases(
        IReadOnlyList<ModuleRelease> releases,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>> given,
        IReadOnlyList<InstalledModule> present,
        DateOnly today,
        CancellationToken cancellation)
    {
        if (releases.Select(release => Obstruction(release.Name)).FirstOrDefault(problem => problem is not null) is { } obstruction)
        {
            return obstruction;
        }

        if (UpstreamTree.Read(workspace.Repository, releases, cancellation).Failed(out var refused, out var projects))
        {
            return refused;
        }

        var steps = new List<ModuleStep>();
        foreach (var (release, found) in releases.Zip(projects))
        {
            if (Step(release, found, given.GetValueOrDefault(release.Name) ?? NoOptions, today).Failed(out var failure, out var step))
            {
                return failure;
            }

            steps.Add(step);
        }

        return new EmbedPlan(steps, releases, present);
    }

    private static IReadOnlyDictionary<string, OptionValue> NoOptions { get; } = new Dictionary<string, OptionValue>();

    private VersionRange? RangeOf(string name) =>
        _snapshot.File.Modules.FirstOrDefault(module => module.Name == name)?.Version is { } text && VersionRange.TryParse(text, out var range) ? range : null;

    /// <summary>What lies where a module would go.</summary>
    private Failure? Obstruction(string name)
    {
        var folder = Path.Combine(workspace.Folder, "modules", name);
        return Preflight.LinkProblem(workspace.Folder, [$"modules/{name}"]) ?? (Path.Exists(folder)
            ? new Failure(ExitCode.Precondition, $"modules/{name} exists and is not the module '{name}' (.quickscale/config.yml does not list it); move or delete that folder and try again.")
            : null);
    }

    private Result<IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>> Given(IReadOnlyList<string> settings, IReadOnlyList<ModuleWish> wishes, IReadOnlyList<ModuleRelease> releases)
    {
        var typed = new List<(string Module, string Option, string Value)>();
        foreach (var setting in settings)
        {
            if (ModuleOptions.Read(setting, wishes is [var only] ? only.Name : null).Failed(out var failure, out var read))
            {
                return failure;
            }

            if (releases.All(release => release.Name != read.Module))
            {
                return new Failure(ExitCode.Usage, $"'{setting}' is for the module '{read.Module}', which is not embedded by this command; set it with 'qs module set'.");
            }

            typed.Add(read);
        }

        var given = new Dictionary<string, IReadOnlyDictionary<string, OptionValue>>(StringComparer.Ordinal);
        foreach (var release in releases)
        {
            if (ModuleOptions.Parse(release.Manifest, typed.Where(item => item.Module == release.Name).Select(item => (item.Option, item.Value))).Failed(out var failure, out var values))
            {
                return failure;
            }

            // What quickscale.yml already wishes for is in force too.
            var wished = _snapshot.File.Modules.FirstOrDefault(module => module.Name == release.Name)?.Options ?? NoOptions;
            given[release.Name] = wished.Where(pair => !values.ContainsKey(pair.Key)).Concat(values).ToDictionary(StringComparer.Ordinal);
        }

        return Result<IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>>.Of(given);
    }

    private Result<ModuleStep> Step(ModuleRelease release, IReadOnlyList<string> projects, IReadOnlyDictionary<string, OptionValue> given, DateOnly today)
    {
        if (ModuleOptions.InForce(release.Manifest, given).Failed(out var failure, out var inForce))
        {
            return failure;
        }

        var remote = catalogue.RemoteOf(release.Name);
        var entry = new InstalledModule(
            release.Name,
            $"modules/{release.Name}",
            remote.Text,
            Catalogue.BranchOf(release.Name),
            release.Version,
            today,
            release.Commit,
            release.Tree,
            release.Manifest.Source,
            inForce);
        var wanted = _snapshot.File.Modules.FirstOrDefault(module => module.Name == release.Name) ?? new WantedModule(release.Name, null, RemoteWord(remote), NoOptions);
        var folder = workspace.InRepository(entry.Prefix);
        return new ModuleStep(
            release.Name,
            $"Embed {release.Name} {ModuleVersion.Tag(release.Version)}",
            SquashMessage.Body(entry),
            release.Tree,
            workspace.History == HistoryMode.Linear ? null : new SquashCommit(release.Tree, SquashMessage.OfEmbed(folder, release.Commit), null),
            entry,
            wanted with { Options = given },
            new WiredModule(release.Manifest, inForce, projects));
    }

    /// <summary>How quickscale.yml names a remote: not at all when it is the default one.</summary>
    private string? RemoteWord(RemoteAddress remote) => remote.Text == _snapshot.Config.DefaultRemote
        ? null
        : _snapshot.File.Remotes.FirstOrDefault(named => named.Value == remote.Text).Key ?? remote.Text;
}
