using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>A commit as it is sent.</summary>
/// <param name="From">The project's commit that it was made of.</param>
/// <param name="Id">Its id.</param>
/// <param name="Tree">The module's folder in it.</param>
internal sealed record PushedCommit(LocalCommit From, string Id, string Tree);

/// <summary>
/// Makes the project's commits to a module anew on another commit, with author, committer and message as they were: the same commits
/// on the same ground have the same ids again.
/// </summary>
internal sealed class Replay(TemporaryRepository store)
{
    /// <summary>On the module's own history, where the module is the root.</summary>
    public IReadOnlyList<PushedCommit> OnModule(string commit, IReadOnlyList<LocalCommit> commits) =>
        Chain(commit, [.. commits.Select(local => (local, local.Tree, local.Tree))]);

    /// <summary>On a commit of a monorepo, by merging each change into the module's folder there. A change that is there already is left out.</summary>
    /// <param name="commit">The monorepo's commit.</param>
    /// <param name="source">The module's folder in it.</param>
    /// <param name="from">The tree that the first of the commits changed.</param>
    /// <param name="commits">The project's commits.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The commits, or those files of the first commit that does not merge.</returns>
    public (IReadOnlyList<PushedCommit> Commits, LocalCommit? Stuck, IReadOnlyList<string> Conflicts) OnMonorepo(
        string commit,
        string source,
        string from,
        IReadOnlyList<LocalCommit> commits,
        CancellationToken cancellation)
    {
        var there = store.Repository.Ids([$"{commit}:{source}"], cancellation)[0]!;
        var steps = new List<(LocalCommit Commit, string Tree)>();
        foreach (var local in commits)
        {
            // As a rule the monorepo has not moved on since the release, and there is nothing to merge.
            var merged = there == from ? null : Merge(from, there, local.Tree, cancellation);
            if (merged is { IsClean: false })
            {
                return ([], local, merged.Conflicts);
            }

            var next = merged?.Tree ?? local.Tree;
            if (next != there)
            {
                steps.Add((local, next));
            }

            (from, there) = (local.Tree, next);
        }

        var roots = Roots(commit, source, [.. steps.Select(step => step.Tree)], cancellation);
        return (Chain(commit, [.. steps.Zip(roots, (step, root) => (step.Commit, step.Tree, root))]), null, []);
    }

    private List<PushedCommit> Chain(string commit, IReadOnlyList<(LocalCommit Local, string Tree, string Root)> steps)
    {
        var made = new List<PushedCommit>();
        foreach (var (local, tree, root) in steps)
        {
            var content = local.Commit.With(root, [made.Count == 0 ? commit : made[^1].Id]);
            var id = store.IdOf(content);
            store.Write(id, content);
            made.Add(new PushedCommit(local, id, tree));
        }

        return made;
    }

    private MergedTree Merge(string from, string ours, string theirs, CancellationToken cancellation)
    {
        var stream = Stream(from);
        var common = stream.Commit("base\n", [], TreeEdit.Tree(from, string.Empty));
        var (left, right) = (stream.Commit("ours\n", [common], TreeEdit.Tree(ours, string.Empty)), stream.Commit("theirs\n", [common], TreeEdit.Tree(theirs, string.Empty)));
        var ids = stream.Write(store.Repository, cancellation);
        return store.Repository.MergeTrees(ids[left], ids[right], cancellation);
    }

    /// <summary>The monorepo's tree with the module's folder replaced, once for each tree.</summary>
    private IReadOnlyList<string> Roots(string commit, string source, IReadOnlyList<string> trees, CancellationToken cancellation)
    {
        if (trees.Count == 0)
        {
            return [];
        }

        var stream = Stream(commit);
        var marks = trees.Select(tree => stream.Commit("root\n", [commit], TreeEdit.Tree(tree, source))).ToList();
        var ids = stream.Write(store.Repository, cancellation);
        return [.. store.Repository.Ids([.. marks.Select(mark => $"{ids[mark]}^{{tree}}")], cancellation).Select(id => id!)];
    }

    // These commits carry trees to git and are never sent.
    private static ObjectStream Stream(string anyId)
    {
        const string Nobody = "qs <qs@localhost> 0 +0000";
        return new ObjectStream(Nobody, Nobody, anyId.Length);
    }
}
