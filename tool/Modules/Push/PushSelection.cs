using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>The module that is pushed, or why there is nothing to push.</summary>
internal sealed record PushChoice(LocalChanges? Changes, string Sentence);

/// <summary>Chooses the module that a push is about.</summary>
internal sealed class PushSelection(Workspace workspace, Output output)
{
    private readonly Snapshot _snapshot = workspace.Snapshot;

    public Result<PushChoice> Choose(string? name, CancellationToken cancellation)
    {
        if (name is null)
        {
            return Find(cancellation);
        }

        if (_snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, _snapshot);
        }

        if (module.Tree is null)
        {
            return new Failure(ExitCode.Precondition, $"{module.Entry.Prefix} is gone from the commit, though .quickscale/config.yml lists it; bring it back with 'qs module repair {name}', or take it off the list with 'qs module remove {name}'.");
        }

        if (Uncommitted(module) is { } uncommitted)
        {
            return uncommitted;
        }

        var changes = module.HasLocalChanges ? new LocalHistory(workspace).Read(module, cancellation) : null;
        return changes is { Commits.Count: > 0 }
            ? new PushChoice(changes, string.Empty)
            : new PushChoice(null, $"{name} is as upstream made it: there is nothing to push.");
    }

    private Result<PushChoice> Find(CancellationToken cancellation)
    {
        var found = new List<LocalChanges>();
        foreach (var module in _snapshot.Modules.Where(module => module.HasLocalChanges))
        {
            if (new LocalHistory(workspace).Read(module, cancellation) is { Commits.Count: > 0 } changes)
            {
                found.Add(changes);
            }
        }

        if (found.Count == 0)
        {
            return _snapshot.Modules.Select(Uncommitted).FirstOrDefault(problem => problem is not null) is { } uncommitted
                ? uncommitted
                : new PushChoice(null, "No module has changes of its own: there is nothing to push.");
        }

        if (found.Count > 1)
        {
            if (Ask(found, cancellation).Failed(out var failure, out var chosen))
            {
                return failure;
            }

            found = [chosen];
        }

        return Uncommitted(found[0].Base.Module) is { } dirty ? dirty : new PushChoice(found[0], string.Empty);
    }

    private Result<LocalChanges> Ask(List<LocalChanges> found, CancellationToken cancellation)
    {
        var names = found.ConvertAll(changes => changes.Base.Module.Name);
        if (!output.CanAsk)
        {
            return new Failure(ExitCode.Usage, $"{Phrase.All(names)} have changes, and one module is pushed at a time; name it: qs module push {names[0]}.");
        }

        var answer = output.Ask($"Which module ({string.Join(", ", names)}):", cancellation);
        return found.Find(changes => changes.Base.Module.Name == answer) is { } chosen
            ? chosen
            : new Failure(ExitCode.Usage, $"One module is pushed at a time; answer with {string.Join(" or ", names)}.");
    }

    private Failure? Uncommitted(EmbeddedModule module)
    {
        var folder = workspace.InRepository(module.Entry.Prefix) + "/";
        var state = workspace.State;
        var paths = state.Changed.Concat(state.Unmerged).Concat(state.Untracked)
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .Select(path => path[workspace.Repository.Place.Prefix.Length..])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return paths.Count == 0
            ? null
            : new Failure(ExitCode.Precondition, $"{Phrase.Some(paths)} {(paths.Count == 1 ? "has" : "have")} changes that are not committed, and commits are what is pushed; commit or stash them and push again.");
    }
}
