using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>A commit of the project, cut to one module.</summary>
/// <param name="Id">The project's commit; null for one that stands for several.</param>
/// <param name="Commit">Its author, committer and message.</param>
/// <param name="Tree">The module's folder in it.</param>
/// <param name="OtherFiles">Files outside the module that it also changed, and that stay here.</param>
internal sealed record LocalCommit(string? Id, CommitObject Commit, string Tree, IReadOnlyList<string> OtherFiles);

/// <summary>What a project has done to a module since it was last brought to an upstream state.</summary>
/// <param name="Base">That state.</param>
/// <param name="Commits">The commits, the oldest first; none when the module is as upstream made it.</param>
internal sealed record LocalChanges(ModuleBase Base, IReadOnlyList<LocalCommit> Commits);

/// <summary>
/// Finds a module's own commits along the first parents. The walk ends at the day of the last embed or update, so that its cost
/// does not follow the length of the history; where dates mislead, all is walked.
/// </summary>
internal sealed class LocalHistory(Workspace workspace)
{
    // Time zones, and clocks that go wrong.
    private const int DaysOfGrace = 2;
    private readonly GitRepository _repository = workspace.Repository;

    /// <summary>Reads the commits of a module whose folder is there.</summary>
    public LocalChanges Read(EmbeddedModule module, CancellationToken cancellation) =>
        Read(module, module.Entry.InstalledAt.AddDays(-DaysOfGrace), cancellation) ?? (Read(module, null, cancellation))!;

    /// <returns>Null when the commit of the last embed or update does not lie in the time that was walked.</returns>
    private LocalChanges? Read(EmbeddedModule module, DateOnly? since, CancellationToken cancellation)
    {
        var walking = Walk(module.Entry, since, cancellation);
        var history = workspace.History == HistoryMode.Linear
            ? SubtreeHistory.None
            : SubtreeHistory.Read(_repository, workspace.Snapshot.Head, cancellation, since);
        var state = ModuleBase.Of(workspace, module, history, cancellation);
        var steps = walking;
        var last = LastSync(module.Entry, state, steps, cancellation);
        if (last < 0 && since is not null)
        {
            return null;
        }

        return new LocalChanges(state, Commits(state.Module.Entry, steps, last, cancellation));
    }

    /// <summary>The commits along the first parents that changed the module or config.yml, the newest first.</summary>
    private IReadOnlyList<Step> Walk(InstalledModule entry, DateOnly? since, CancellationToken cancellation)
    {
        var (folder, config) = (workspace.InRepository(entry.Prefix), workspace.InRepository(ProjectConfig.FileName));
        string[] limit = since is { } day ? [GitRepository.Since(day)] : [];
        var listed = _repository.Git.Do(
            cancellation,
            ["rev-list", "--first-parent", .. limit, "--end-of-options", workspace.Snapshot.Head, "--", GitRepository.Literal(folder), GitRepository.Literal(config)]);
        var ids = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var objects = _repository.Read([.. ids.SelectMany(id => new[] { id, $"{id}:{config}", $"{id}^:{config}" })], cancellation);
        var trees = _repository.Ids([.. ids.Select(id => $"{id}:{folder}")], cancellation);
        return [.. ids.Select((id, index) => new Step(
            id,
            new CommitObject(objects[3 * index]!.Content.Span),
            trees[index],
            Names(objects[(3 * index) + 1], entry) && !Names(objects[(3 * index) + 2], entry)))];
    }

    private static bool Names(GitObject? config, InstalledModule entry) => config is not null && config.Text.Contains(entry.Split, StringComparison.Ordinal);

    /// <summary>The place of the commit that brought the module to its present upstream state, or -1.</summary>
    private int LastSync(InstalledModule entry, ModuleBase state, IReadOnlyList<Step> steps, CancellationToken cancellation)
    {
        if (state.Module.Entry.Split == entry.Split)
        {
            return steps.ToList().FindIndex(step => step.Records);
        }

        // A plain git subtree pull: the merge, or the merge of a branch that holds it.
        for (var index = steps.Count - 1; index >= 0; index--)
        {
            var parents = steps[index].Commit.Parents;
            if (parents.Count > 1 && (parents.Contains(state.Squash!.Commit) || IsAncestor(state.Squash.Commit, steps[index].Id, cancellation)))
            {
                return index;
            }
        }

        return -1;
    }

    private bool IsAncestor(string commit, string of, CancellationToken cancellation) =>
        _repository.Git.Ask(cancellation, "merge-base", "--is-ancestor", commit, of).Succeeded;

    private IReadOnlyList<LocalCommit> Commits(InstalledModule entry, IReadOnlyList<Step> steps, int last, CancellationToken cancellation)
    {
        // What was done and taken back before upstream's state was there again, is nobody's concern.
        var pristine = steps.ToList().FindIndex(step => step.Tree == entry.Tree);
        var start = last < 0 || (pristine >= 0 && pristine < last) ? pristine : last;
        var end = start < 0 ? steps.Count : start;
        var newer = steps.Take(end).Reverse().ToList();
        if (start < 0)
        {
            // The history was rewritten, and what was whose can no longer be told.
            return steps.FirstOrDefault(step => step.Tree is not null) is { } newest && newest.Tree != entry.Tree
                ? [Standing(newest, $"Local changes to {entry.Name}")]
                : [];
        }

        var kept = new List<Step>();
        var before = steps[start].Tree ?? entry.Tree;
        foreach (var step in newer.Where(step => step.Tree is not null))
        {
            if (step.Tree != before)
            {
                kept.Add(step);
                before = step.Tree!;
            }
        }

        var others = OtherFiles(entry, kept, cancellation);
        var commits = kept.Select((step, index) => new LocalCommit(step.Id, step.Commit, step.Tree!, others[index]));
        return steps[start].Tree is { } tree && tree != entry.Tree
            ? [Standing(steps[start], $"Keep local changes to {entry.Name} from before {ModuleVersion.Tag(entry.InstalledVersion)}"), .. commits]
            : [.. commits];
    }

    private static LocalCommit Standing(Step step, string message) =>
        new(null, CommitObject.Of(step.Commit.Author, step.Commit.Committer, message), step.Tree!, []);

    /// <summary>For each commit the files outside the module, compared with its first parent.</summary>
    private List<List<string>> OtherFiles(InstalledModule entry, IReadOnlyList<Step> steps, CancellationToken cancellation)
    {
        if (steps.Count == 0)
        {
            return [];
        }

        var questions = string.Concat(steps.Select(step => $"{string.Join(' ', new[] { step.Id }.Concat(step.Commit.Parents.Take(1)))}\n"));
        var answer = _repository.Git.Do(questions, cancellation, "diff-tree", "--stdin", "--root", "-r", "-z", "--name-only", "--no-renames");
        var folder = workspace.InRepository(entry.Prefix) + "/";
        var found = new List<List<string>>();
        foreach (var field in GitRepository.Fields(answer.Output))
        {
            if (found.Count < steps.Count && field == steps[found.Count].Id)
            {
                found.Add([]);
            }
            else if (!field.StartsWith(folder, StringComparison.Ordinal))
            {
                found[^1].Add(field);
            }
        }

        return found;
    }

    /// <param name="Id">The commit.</param>
    /// <param name="Commit">Its content.</param>
    /// <param name="Tree">The module's folder; null when it has none.</param>
    /// <param name="Records">Whether it wrote the present upstream state into config.yml.</param>
    private sealed record Step(string Id, CommitObject Commit, string? Tree, bool Records);
}
