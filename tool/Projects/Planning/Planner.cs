using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Projects;

/// <summary>
/// Finds what leads from the committed project to what quickscale.yml wants. The same commit, file and releases give the same plan.
/// A module goes when neither the file names it nor a module that stays requires it; a version stays as long as the file allows it;
/// an option that the file does not name keeps its value.
/// </summary>
internal sealed class Planner(Workspace workspace, Catalogue catalogue)
{
    private readonly Snapshot _snapshot = workspace.Snapshot;

    /// <summary>Whether somebody wrote quickscale.yml, who is told where in it a module is named that is not there; <c>qs new</c> writes it of its own options.</summary>
    public bool IsFileTheirs { get; init; } = true;

    public Result<ProjectPlan> Plan(DateOnly today, CancellationToken cancellation)
    {
        // What is wrong with the file by itself comes before what modules and remotes say.
        if (WantedOptions.Read(_snapshot.Followed!, ProjectFile.FileName, new Dictionary<string, ModuleManifest>()).Failed(out var wrong, out _))
        {
            return wrong;
        }

        if (Problem() is { } problem)
        {
            return problem;
        }

        if (Choose(cancellation).Failed(out var failure, out var chosen)
            || WantedOptions.Read(_snapshot.Followed!, ProjectFile.FileName, chosen.ToDictionary(release => release.Name, release => release.Manifest, StringComparer.Ordinal)).Failed(out failure, out var options)
            || Actions(chosen, options, today, cancellation).Failed(out failure, out var actions))
        {
            return failure;
        }

        var rewire = Optional<PlannedAction>.None;
        if (actions.Count == 0 && Wiring().Failed(out failure, out rewire))
        {
            return failure;
        }

        return new ProjectPlan(
            rewire.Value is { } step ? [step] : actions,
            [.. options.Renamed().Select(pair => $"{pair.Module} now calls {pair.Old} {pair.New}; write that in quickscale.yml when you like."), .. Uncommitted()]);
    }

    private IEnumerable<string> Uncommitted()
    {
        if (workspace.State.Changed.Concat(workspace.State.Untracked).Any(path => path.EndsWith(ProjectConfig.FileName, StringComparison.Ordinal)))
        {
            yield return $"{ProjectConfig.FileName} has changes that are not committed; what counts is the committed one.";
        }
    }

    /// <summary>What of the embedded modules no plan can build on.</summary>
    private Failure? Problem()
    {
        foreach (var wanted in _snapshot.File.Modules)
        {
            if (_snapshot.Find(wanted.Name) is not { } module)
            {
                continue;
            }

            if (Broken(module) is { } broken)
            {
                return broken;
            }

            var named = wanted.Remote is { } remote ? _snapshot.File.Remotes.GetValueOrDefault(remote, remote) : module.Entry.Remote;
            if (named != module.Entry.Remote)
            {
                return new Failure(ExitCode.Precondition, $"quickscale.yml takes {module.Name} from {named}, and it is embedded from {module.Entry.Remote}; write that remote again, or remove the module, apply, and name it with the new remote.");
            }
        }

        return null;
    }

    private static Failure? Broken(EmbeddedModule module) => module.Manifest is not null ? null : new Failure(
        ExitCode.Precondition,
        module.Tree is null
            ? $"{module.Entry.Prefix} is gone from the commit, though .quickscale/config.yml lists it; bring it back with 'qs module repair {module.Name}', or take it out of quickscale.yml and plan again."
            : $"{module.Entry.Prefix}/{ModuleManifest.FileName} is gone or cannot be read; mend it and commit, or run 'qs module repair {module.Name}'.");

    /// <summary>The releases that the project shall have, each after those that it requires.</summary>
    private Result<IReadOnlyList<ModuleRelease>> Choose(CancellationToken cancellation)
    {
        if (Present() is { } present)
        {
            return Result<IReadOnlyList<ModuleRelease>>.Of(present);
        }

        var wanted = _snapshot.File.Modules.Select(module => Request(module.Name)).OrderBy(request => request.Keeps).ToList();
        var others = _snapshot.Modules.Where(module => wanted.All(request => request.Name != module.Name) && module.Manifest is not null).Select(module => Request(module.Name)).ToList();
        return catalogue.Load([.. wanted.Where(request => !request.Keeps).Select(request => request.Name)], cancellation).Failed(out var failure, out _)
            ? InFile(failure)
            : new Resolver(_snapshot, catalogue).Resolve(wanted, cancellation, others);
    }

    /// <summary>A missing module with its place in the file, which is wrong then, and not the command.</summary>
    private Failure InFile(Failure failure) =>
        IsFileTheirs && failure.MissingModule is { } name && !ProjectFile.Format.Read(_snapshot.Followed!, ProjectFile.FileName).Failed(out _, out var root) && root.Mapping("modules").Entry(name) is { } entry
            ? YamlReading.FailureAt(ProjectFile.FileName, entry.Key.Start, $"{char.ToLowerInvariant(failure.Sentence[0])}{failure.Sentence[1..^1]}", failure.Detail)
            : failure;

    /// <summary>What is embedded, where that is all that is wanted: no remote is asked and no bundle opened then.</summary>
    private IReadOnlyList<ModuleRelease>? Present()
    {
        var found = new Dictionary<string, ModuleRelease>(StringComparer.Ordinal);
        var open = new Queue<string>(_snapshot.File.Modules.Select(module => module.Name));
        while (open.TryDequeue(out var name))
        {
            if (found.ContainsKey(name))
            {
                continue;
            }

            if (Request(name).Stay is not { } release)
            {
                return null;
            }

            found[name] = release;
            foreach (var required in release.Manifest.Requires.Keys.Append(ModuleName.Core))
            {
                open.Enqueue(required);
            }
        }

        var fits = found.Values.All(release => release.Manifest.Requires.All(required => required.Value.Contains(found[required.Key].Version)));
        return fits ? Resolver.Order(found.Values, release => release.Name, release => release.Manifest) : null;
    }

    private ModuleRequest Request(string name)
    {
        var allowed = _snapshot.File.Modules.FirstOrDefault(module => module.Name == name)?.Version is { } text && VersionRange.TryParse(text, out var range) ? range : null;
        var request = new ModuleRequest(name) { Allowed = allowed };
        return _snapshot.Find(name) is { Entry: { } entry, Manifest: { } manifest } && allowed?.Contains(entry.InstalledVersion) != false
            ? request with { Keeps = true, Stay = new ModuleRelease(name, entry.InstalledVersion, entry.Split, entry.Tree, manifest) }
            : request;
    }

    private Result<IReadOnlyList<PlannedAction>> Actions(IReadOnlyList<ModuleRelease> chosen, WantedOptions options, DateOnly today, CancellationToken cancellation)
    {
        if (chosen.Select(release => _snapshot.Find(release.Name)).OfType<EmbeddedModule>().Select(Broken).FirstOrDefault(problem => problem is not null) is { } broken)
        {
            return broken;
        }

        var leaving = Leaving(chosen);
        if (leaving.Select(Held).FirstOrDefault(problem => problem is not null) is { } held)
        {
            return held;
        }

        var missing = chosen.Where(release => _snapshot.Find(release.Name) is null).ToList();
        var embeds = new EmbedPlan([], [], []);
        var updates = Result<IReadOnlyList<ModuleUpdate>>.Of([]);
        if (missing.Count > 0 && new Embedding(workspace, catalogue).PlanReleases(missing, today, cancellation).Failed(out var failure, out embeds))
        {
            return failure;
        }

        var moving = chosen.Where(release => _snapshot.Find(release.Name) is { } module && module.Entry.InstalledVersion != release.Version).ToList();
        if (moving.Count > 0)
        {
            var bases = ModuleBase.Find(workspace, [.. moving.Select(release => _snapshot.Find(release.Name)!)], cancellation);
            updates = new Updating(workspace, catalogue).Steps([.. bases.Zip(moving)], "Update", today, cancellation);
        }

        if (updates.Failed(out failure, out var moves))
        {
            return failure;
        }

        var actions = new List<PlannedAction>();
        foreach (var release in chosen)
        {
            var action = embeds.Steps.FirstOrDefault(step => step.Name == release.Name) is { } embed ? Embed(release, embed, chosen, options)
                : moves.FirstOrDefault(update => update.Name == release.Name) is { } move ? Update(move)
                : null;
            actions.AddRange(action is null ? [] : [action]);
            if (Set(release, action?.Step, options).Failed(out failure, out var set))
            {
                return failure;
            }

            actions.AddRange(set.Value is null ? [] : [set.Value]);
        }

        return Result<IReadOnlyList<PlannedAction>>.Of([.. actions, .. leaving.Select(Remove)]);
    }

    /// <summary>The modules that go, each before those that it requires.</summary>
    private IReadOnlyList<EmbeddedModule> Leaving(IReadOnlyList<ModuleRelease> chosen) =>
        [.. Resolver.Order(_snapshot.Modules.Where(module => chosen.All(release => release.Name != module.Name)), module => module.Name, module => module.Manifest).Reverse()];

    private static Failure? Held(EmbeddedModule module) => !module.HasLocalChanges ? null : new Failure(
        ExitCode.Precondition,
        $"{module.Entry.Prefix} holds changes of your own ('qs module diff {module.Name}' shows them), and quickscale.yml no longer names it; send them back with 'qs module push {module.Name}', or commit quickscale.yml and run 'qs module remove {module.Name}' with --keep-files or --force.");

    private PlannedAction Embed(ModuleRelease release, ModuleStep step, IReadOnlyList<ModuleRelease> chosen, WantedOptions options) => new(PlannedKind.Embed, step)
    {
        To = release,
        RequiredBy = _snapshot.File.Modules.Any(module => module.Name == release.Name)
            ? []
            : [.. chosen.Where(other => other.Manifest.Requires.ContainsKey(release.Name)).Select(other => other.Name)],
        Options = [.. release.Manifest.Options
            .Where(option => step.Entry!.Options.ContainsKey(option.Name))
            .Select(option => new PlannedOption(option, null, options.Of(release.Name).GetValueOrDefault(option.Name) ?? step.Entry!.Options[option.Name]))],
    };

    private static PlannedAction Update(ModuleUpdate update) => new(PlannedKind.Update, update.Step)
    {
        From = update.From,
        To = update.To,
        Notes = update.Notes,
    };

    /// <summary>Other values, on top of what an update or embed of the same module makes.</summary>
    private Result<Optional<PlannedAction>> Set(ModuleRelease release, ModuleStep? before, WantedOptions options)
    {
        var module = _snapshot.Find(release.Name);
        var entry = before?.Entry ?? module!.Entry;
        var changed = options.Of(release.Name)
            .Where(pair => !pair.Value.Equals(entry.Options.GetValueOrDefault(pair.Key)))
            .Select(pair => new PlannedOption(release.Manifest.Options.Single(option => option.Name == pair.Key), entry.Options.GetValueOrDefault(pair.Key), pair.Value))
            .OrderBy(option => option.Option.Name, StringComparer.Ordinal)
            .ToList();
        if (changed.Count == 0)
        {
            return Optional<PlannedAction>.None;
        }

        if (module is not null && changed.Find(option => !option.Option.Mutable) is { } decided)
        {
            var was = decided.From is null ? "no value" : decided.From.ToString();
            return options.At(release.Name, decided.Option.Name, $"{release.Name}.{decided.Option.Name} was fixed as {was} when the module was embedded; write that again, or take the module out of the file, apply, and name it anew with {decided.To}: its data stays");
        }

        var inForce = new Dictionary<string, OptionValue>(entry.Options, StringComparer.Ordinal);
        changed.ForEach(option => inForce[option.Option.Name] = option.To);
        return new Optional<PlannedAction>(new PlannedAction(PlannedKind.Set, new ModuleStep(
            release.Name,
            $"Set {string.Join(", ", changed.Select(option => $"{release.Name}.{option.Option.Name}={option.To}"))}",
            "As quickscale.yml wants it.",
            before is null ? module!.Tree : before.Tree,
            Squash: null,
            entry with { Options = inForce },
            before?.Wanted,
            new WiredModule(release.Manifest, inForce, before?.Wired?.Projects ?? module!.Projects)))
        {
            Options = changed,
        });
    }

    private static PlannedAction Remove(EmbeddedModule module) => new(
        PlannedKind.Remove,
        new ModuleStep(
            module.Name,
            $"Remove {module.Name} {ModuleVersion.Tag(module.Entry.InstalledVersion)}",
            "Its tables and data stay in the database.",
            Tree: null,
            Squash: null,
            Entry: null,
            Wanted: null,
            Wired: null))
    {
        From = module.Entry.InstalledVersion,
        Projects = module.Projects,
    };

    /// <summary>Whether the managed files are what follows from the modules; any step writes them, and this one nothing else.</summary>
    private Result<Optional<PlannedAction>> Wiring()
    {
        if (_snapshot.Modules.FirstOrDefault(module => module.Manifest is not null) is not { } any)
        {
            return Optional<PlannedAction>.None;
        }

        var step = new ModuleStep(
            any.Name,
            "Write again what follows from the modules",
            "As quickscale.yml and the modules want it.",
            any.Tree,
            Squash: null,
            any.Entry,
            _snapshot.File.Modules.FirstOrDefault(wanted => wanted.Name == any.Name),
            new WiredModule(any.Manifest!, any.Entry.Options, any.Projects));
        var draft = new ProjectDraft(_snapshot);
        draft.Remember(workspace.History);
        return draft.Apply(step).Failed(out var failure, out var files) ? failure
            : files.Count == 0 ? Optional<PlannedAction>.None
            : new Optional<PlannedAction>(new PlannedAction(PlannedKind.Rewire, step));
    }
}
