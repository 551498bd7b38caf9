using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>An update of one module.</summary>
/// <param name="From">The version that is embedded.</param>
/// <param name="To">The one that comes.</param>
/// <param name="Step">Its commit, or the merge that a person has to finish.</param>
/// <param name="Notes">What upstream tells about it.</param>
/// <param name="OptionChanges">Options that are new, gone, renamed or have another default.</param>
internal sealed record ModuleUpdate(SemanticVersion From, ModuleRelease To, ModuleStep Step, UpstreamNotes Notes, IReadOnlyList<string> OptionChanges)
{
    public string Name => To.Name;
}

/// <summary>A module that does not get the newest version of its major version.</summary>
/// <param name="Name">The module.</param>
/// <param name="Stays">The version that it has when all is done.</param>
/// <param name="Newest">The one that is there.</param>
/// <param name="Why">What stands between, as a sentence that says what to do.</param>
internal sealed record HeldBack(string Name, SemanticVersion Stays, SemanticVersion Newest, string Why);

/// <summary>What an update will do.</summary>
/// <param name="Updates">Those that merge cleanly, in dependency order.</param>
/// <param name="Conflicts">Those that a person has to merge.</param>
/// <param name="Additions">Modules that a new version requires and that were not embedded yet.</param>
/// <param name="Current">Modules for which there is nothing newer.</param>
/// <param name="Beyond">Newer releases that are not gone to without being named, since they are of another major version.</param>
/// <param name="Held">Modules that something keeps from their newest version.</param>
internal sealed record UpdatePlan(
    IReadOnlyList<ModuleUpdate> Updates,
    IReadOnlyList<ModuleUpdate> Conflicts,
    EmbedPlan? Additions,
    IReadOnlyList<InstalledModule> Current,
    IReadOnlyList<ModuleRelease> Beyond,
    IReadOnlyList<HeldBack> Held)
{
    public IReadOnlyList<ModuleStep> Steps => [.. Additions?.Steps ?? [], .. Updates.Select(update => update.Step)];
}

/// <summary>Plans updates: which versions, and what merging them gives.</summary>
internal sealed class Updating(Workspace workspace, Catalogue catalogue)
{
    private readonly Snapshot _snapshot = workspace.Snapshot;

    /// <param name="names">The modules; none means all.</param>
    /// <param name="to">The version to go to, up or down; null for the newest that fits.</param>
    /// <param name="today">What config.yml is to say.</param>
    /// <param name="cancellation">Cancels the planning.</param>
    public Result<UpdatePlan> Plan(IReadOnlyList<string> names, VersionRange? to, DateOnly today, CancellationToken cancellation)
    {
        if (Chosen(names).Failed(out var failure, out var modules))
        {
            return failure;
        }

        var bases = ModuleBase.Find(workspace, modules, cancellation);
        if (catalogue.Load([.. modules.Select(module => module.Name)], cancellation).Failed(out failure, out _))
        {
            return failure;
        }

        var requests = new List<ModuleRequest>();
        foreach (var state in bases)
        {
            var wish = _snapshot.File.Modules.FirstOrDefault(module => module.Name == state.Module.Name)?.Version;
            requests.Add(new ModuleRequest(state.Module.Name)
            {
                Version = to,
                Allowed = wish is not null && VersionRange.TryParse(wish, out var range) ? range : null,
                Stay = Present(state),
            });
        }

        if (new Resolver(_snapshot, catalogue).Resolve(requests, cancellation).Failed(out failure, out var releases))
        {
            return failure;
        }

        var held = to is null ? Held(requests, releases, cancellation) : [];
        var states = bases.ToDictionary(state => state.Module.Name, StringComparer.Ordinal);
        var news = releases.Where(release => states.TryGetValue(release.Name, out var state) && IsNews(state, release)).ToList();
        if (Steps([.. news.Select(release => (states[release.Name], release))], "Update", today, cancellation).Failed(out failure, out var updates))
        {
            return failure;
        }

        var waiting = Waiting(updates);
        held = [.. held, .. waiting];
        var additions = Additions([.. releases.Where(release => Unmet(release, StaysOf(updates, waiting)) is null)], today, cancellation);
        if (additions.Failed(out failure, out var added))
        {
            return failure;
        }

        return new UpdatePlan(
            [.. updates.Where(update => update.Step.Conflict is null && waiting.TrueForAll(one => one.Name != update.Name))],
            [.. updates.Where(update => update.Step.Conflict is not null)],
            added.Steps.Count > 0 ? added : null,
            [.. modules.Where(module => news.All(release => release.Name != module.Name) && held.All(one => one.Name != module.Name)).Select(module => module.Entry)],
            to is null ? Beyond(releases.Where(release => states.ContainsKey(release.Name)), cancellation) : [],
            held);
    }

    /// <summary>What each module could have that is not among what was chosen, and why it is not: the sentence that naming that version would get.</summary>
    private List<HeldBack> Held(IReadOnlyList<ModuleRequest> requests, IReadOnlyList<ModuleRelease> chosen, CancellationToken cancellation)
    {
        var held = new List<HeldBack>();
        foreach (var request in requests)
        {
            var stays = chosen.FirstOrDefault(release => release.Name == request.Name)?.Version;
            if (stays is null
                || catalogue.Releases(request.Name, requiredBy: null, cancellation).Failed(out _, out var all)
                || all.FirstOrDefault(release => release.Manifest.Status == ModuleStatus.Released && release.Version > stays && release.Version.Major == stays.Major) is not { } newest)
            {
                continue;
            }

            if (request.Allowed is { } allowed && !allowed.Contains(newest.Version))
            {
                held.Add(new HeldBack(request.Name, stays, newest.Version, $"quickscale.yml allows {allowed}; change it there to go further."));
                continue;
            }

            _ = VersionRange.TryParse(newest.Version.ToString(), out var exactly);
            if (new Resolver(_snapshot, catalogue).Resolve([.. requests.Select(other => other.Name == request.Name ? other with { Version = exactly } : other)], cancellation).Failed(out var obstacle, out _))
            {
                held.Add(new HeldBack(request.Name, stays, newest.Version, obstacle.Sentence));
            }
        }

        return held;
    }

    /// <summary>Updates that merge cleanly and require more than a module has that stays for its conflicts: with them the project would not build.</summary>
    private static List<HeldBack> Waiting(IReadOnlyList<ModuleUpdate> updates)
    {
        var waiting = new List<HeldBack>();
        while (updates.FirstOrDefault(update => !StaysOf(updates, waiting).ContainsKey(update.Name) && Unmet(update.To, StaysOf(updates, waiting)) is not null) is { } next)
        {
            var first = updates.First(update => update.Step.Conflict is not null).Name;
            waiting.Add(new HeldBack(next.Name, next.From, next.To.Version, $"it waits for {Unmet(next.To, StaysOf(updates, waiting))}; run 'qs module update {first} --merge' first."));
        }

        return waiting;
    }

    /// <summary>The versions of the modules that stay although there is a newer one.</summary>
    private static Dictionary<string, SemanticVersion> StaysOf(IReadOnlyList<ModuleUpdate> updates, List<HeldBack> waiting) =>
        updates.Where(update => update.Step.Conflict is not null || waiting.Exists(one => one.Name == update.Name)).ToDictionary(update => update.Name, update => update.From, StringComparer.Ordinal);

    /// <summary>The first module that is older than a release requires; null when none is.</summary>
    private static string? Unmet(ModuleRelease release, Dictionary<string, SemanticVersion> stays) =>
        release.Manifest.Requires.Where(required => stays.TryGetValue(required.Key, out var version) && !required.Value.Contains(version)).Select(required => required.Key).FirstOrDefault();

    private List<ModuleRelease> Beyond(IEnumerable<ModuleRelease> chosen, CancellationToken cancellation)
    {
        var beyond = new List<ModuleRelease>();
        foreach (var release in chosen)
        {
            if (!catalogue.Releases(release.Name, requiredBy: null, cancellation).Failed(out _, out var all)
                && all.FirstOrDefault(other => other.Version.Major > release.Version.Major && other.Manifest.Status == ModuleStatus.Released) is { } newest)
            {
                beyond.Add(newest);
            }
        }

        return beyond;
    }

    /// <summary>Plans the steps that bring modules to given releases, with a merge where the user has changes of their own.</summary>
    public Result<IReadOnlyList<ModuleUpdate>> Steps(
        IReadOnlyList<(ModuleBase From, ModuleRelease To)> moves,
        string verb,
        DateOnly today,
        CancellationToken cancellation)
    {
        foreach (var (from, _) in moves)
        {
            if (from.Module.Tree is null)
            {
                return new Failure(ExitCode.Precondition, $"{from.Module.Entry.Prefix} is gone from the commit, though .quickscale/config.yml lists it; bring it back with 'qs module repair {from.Module.Name}', or take it off the list with 'qs module remove {from.Module.Name}'.");
            }
        }

        if (UpstreamTree.Read(workspace.Repository, [.. moves.Select(move => move.To)], cancellation).Failed(out var refused, out var projects))
        {
            return refused;
        }

        var edited = moves.Where(move => move.From.Module.HasLocalChanges && move.From.Module.Tree != move.To.Tree).ToList();
        if (MissingBase(edited, cancellation) is { } missing)
        {
            return missing;
        }

        var merges = new ThreeWayMerge(workspace).Merge([.. edited.Select(move => (move.From, move.To.Tree))], cancellation);
        var trees = workspace.Repository.Ids([.. merges.Zip(edited).Select(pair => $"{pair.First.Tree}:{workspace.InRepository(pair.Second.From.Module.Entry.Prefix)}")], cancellation);
        var merged = edited.Select((move, index) => (move.From.Module.Name, Merge: merges[index], Tree: trees[index])).ToDictionary(item => item.Name, StringComparer.Ordinal);
        var subjects = Subjects(moves, cancellation);
        var notes = UpstreamNotes.Read(
            workspace,
            [.. moves.Select((move, index) => (move.From.Module.Entry.InstalledVersion, move.To, (IReadOnlyList<string>)[.. subjects[index].Added.Select(commit => commit.Subject)]))],
            cancellation);
        var updates = new List<ModuleUpdate>();
        for (var index = 0; index < moves.Count; index++)
        {
            var (from, to) = moves[index];
            var merge = merged.GetValueOrDefault(from.Module.Name);
            if (Step(from, to, merge.Merge is null ? to.Tree : merge.Tree, subjects[index], projects[index], verb, today).Failed(out var failure, out var step))
            {
                return failure;
            }

            var conflict = merge.Merge is { IsClean: false } unfinished ? unfinished : null;
            updates.Add(new ModuleUpdate(from.Module.Entry.InstalledVersion, to, step with { Conflict = conflict }, notes[index], OptionChanges(from.Module, to)));
        }

        return Result<IReadOnlyList<ModuleUpdate>>.Of(updates);
    }

    private static bool IsNews(ModuleBase state, ModuleRelease release) =>
        release.Version != state.Module.Entry.InstalledVersion || (release.Commit == state.Module.Entry.Split && state.Squash is { } squash && squash.Split != release.Commit);

    private static ModuleRelease? Present(ModuleBase state) => state.Module is { Entry: { } entry, Manifest: { } manifest }
        ? new ModuleRelease(entry.Name, entry.InstalledVersion, entry.Split, entry.Tree, manifest)
        : null;

    private Result<IReadOnlyList<EmbeddedModule>> Chosen(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (_snapshot.Find(name) is null)
            {
                return NotEmbedded(name, _snapshot);
            }
        }

        var modules = names.Count == 0 ? _snapshot.Modules : [.. names.Distinct(StringComparer.Ordinal).Select(name => _snapshot.Find(name)!)];
        return modules.FirstOrDefault(module => module.Tree is not null && module.Manifest is null) is { } broken
            ? new Failure(ExitCode.Precondition, $"{broken.Entry.Prefix}/{ModuleManifest.FileName} is gone or cannot be read; mend it and commit, or run 'qs module repair {broken.Name}'.")
            : Result<IReadOnlyList<EmbeddedModule>>.Of(modules);
    }

    /// <summary>The sentence about a module that a command needs and that is not there.</summary>
    public static Failure NotEmbedded(string name, Snapshot snapshot) => new(
        ModuleName.IsValid(name) ? ExitCode.Precondition : ExitCode.Usage,
        snapshot.Modules.Count == 0
            ? $"Module '{name}' is not embedded, nor is any other; embed it with 'qs module embed {(ModuleName.IsValid(name) ? name : "NAME")}'."
            : $"Module '{name}' is not embedded; there {(snapshot.Modules.Count == 1 ? "is" : "are")} {Phrase.All([.. snapshot.Modules.Select(module => module.Name)])}.");

    /// <summary>Without the base there is nothing to merge against.</summary>
    private Failure? MissingBase(List<(ModuleBase From, ModuleRelease To)> edited, CancellationToken cancellation)
    {
        var found = workspace.Repository.Ids([.. edited.Select(move => $"{move.From.Module.Entry.Tree}^{{tree}}")], cancellation);
        var index = found.ToList().IndexOf(null);
        return index < 0 ? null : new Failure(
            ExitCode.Precondition,
            $"The state that '{edited[index].From.Module.Name}' was embedded from is not in this clone, and its remote no longer has it; {(workspace.Repository.Place.IsShallow ? "run 'git fetch --unshallow'" : "fetch the commit that embedded it")} and try again.");
    }

    /// <summary>What upstream has done between the two states; nothing where one of them is no longer to be had.</summary>
    private IReadOnlyList<(IReadOnlyList<(string Id, string Subject)> Added, IReadOnlyList<(string Id, string Subject)> Reverted)> Subjects(
        IReadOnlyList<(ModuleBase From, ModuleRelease To)> moves,
        CancellationToken cancellation)
    {
        var known = workspace.Repository.Ids([.. moves.Select(move => $"{move.From.Module.Entry.Split}^{{commit}}")], cancellation);
        var ranges = moves.Where((_, index) => known[index] is not null).Select(move => (From: move.From.Module.Entry.Split, To: move.To.Commit)).ToList();
        var added = workspace.Repository.Subjects(ranges, cancellation);
        var reverted = workspace.Repository.Subjects([.. ranges.Select(range => (range.To, range.From))], cancellation);
        return [.. moves.Select(move => (
            added.GetValueOrDefault(move.To.Commit) ?? [],
            known.Contains(move.From.Module.Entry.Split) ? reverted.GetValueOrDefault(move.From.Module.Entry.Split) ?? [] : []))];
    }

    private Result<ModuleStep> Step(
        ModuleBase from,
        ModuleRelease to,
        string? tree,
        (IReadOnlyList<(string Id, string Subject)> Added, IReadOnlyList<(string Id, string Subject)> Reverted) subjects,
        IReadOnlyList<string> projects,
        string verb,
        DateOnly today)
    {
        var old = from.Module.Entry;
        var upgrades = to.Version < old.InstalledVersion && from.Module.Manifest is { } newer
            ? ModuleOptions.Reversed(ModuleOptions.Between(newer, to.Version))
            : ModuleOptions.Between(to.Manifest, old.InstalledVersion);
        if (ModuleOptions.InForce(to.Manifest, ModuleOptions.Renamed(old.Options, upgrades, to.Manifest)).Failed(out var failure, out var options))
        {
            return failure with { Sentence = $"{failure.Sentence[..^1]}: 'qs module set' changes it before the update." };
        }

        var entry = old with { InstalledVersion = to.Version, InstalledAt = today, Split = to.Commit, Tree = to.Tree, Source = to.Manifest.Source, Options = options };
        var wanted = _snapshot.File.Modules.FirstOrDefault(module => module.Name == to.Name);
        var folder = workspace.InRepository(old.Prefix);
        var squash = workspace.History == HistoryMode.Linear
            ? null
            : new SquashCommit(to.Tree, SquashMessage.OfUpdate(folder, old.Split, to.Commit, subjects.Added, subjects.Reverted), from.Squash?.Commit);
        return new ModuleStep(
            to.Name,
            $"{verb} {to.Name} to {ModuleVersion.Tag(to.Version)}",
            SquashMessage.Body(entry),
            tree ?? from.Module.Tree,
            squash,
            entry,
            wanted is null ? null : wanted with { Options = ModuleOptions.Renamed(wanted.Options, upgrades, to.Manifest) },
            new WiredModule(to.Manifest, options, projects));
    }

    private static IReadOnlyList<string> OptionChanges(EmbeddedModule module, ModuleRelease to)
    {
        var before = module.Manifest?.Options ?? [];
        var renamed = ModuleOptions.Between(to.Manifest, module.Entry.InstalledVersion).SelectMany(upgrade => upgrade.RenamedOptions).ToList();
        return
        [
            .. renamed.Select(pair => $"{pair.Key} is now called {pair.Value}"),
            .. to.Manifest.Options.Where(option => before.All(old => old.Name != option.Name) && renamed.All(pair => pair.Value != option.Name))
                .Select(option => $"{option.Name} is new{(option.Default is { } standard ? $" ({standard})" : string.Empty)}: {option.Summary}"),
            .. before.Where(old => to.Manifest.Options.All(option => option.Name != old.Name) && renamed.All(pair => pair.Key != old.Name)).Select(old => $"{old.Name} is gone"),
        ];
    }

    private Result<EmbedPlan> Additions(IReadOnlyList<ModuleRelease> releases, DateOnly today, CancellationToken cancellation)
    {
        var missing = releases.Where(release => _snapshot.Find(release.Name) is null).ToList();
        return missing.Count == 0
            ? new EmbedPlan([], [], [])
            : new Embedding(workspace, catalogue).PlanReleases(missing, today, cancellation);
    }
}
