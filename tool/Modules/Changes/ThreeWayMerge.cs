using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Merges new upstream states into a project, in the object database alone. Base, ours and theirs are the project's whole tree with the
/// module's folder replaced, exactly the trees that <c>git merge -Xsubtree</c> would compare.
/// </summary>
internal sealed class ThreeWayMerge(Workspace workspace)
{
    /// <param name="modules">Each with the tree that it was last brought to and the tree that it is brought to.</param>
    /// <param name="cancellation">Cancels the merge.</param>
    /// <returns>For each module what comes out, as a tree of the whole repository.</returns>
    public IReadOnlyList<MergedTree> Merge(IReadOnlyList<(ModuleBase From, string To)> modules, CancellationToken cancellation)
    {
        if (modules.Count == 0)
        {
            return [];
        }

        // These commits carry trees to git's merge and are never seen: who made them does not matter, and the same ones are made again.
        const string Nobody = "qs <qs@localhost> 0 +0000";
        var head = workspace.Snapshot.Head;
        var whole = workspace.Repository.Ids([$"{head}^{{tree}}"], cancellation)[0]!;
        var stream = new ObjectStream(Nobody, Nobody, head.Length);
        var marks = new List<(string Ours, string Theirs)>();
        foreach (var (from, to) in modules)
        {
            var folder = workspace.InRepository(from.Module.Entry.Prefix);
            var common = stream.Commit("base\n", [head], TreeEdit.Tree(from.Module.Entry.Tree, folder));
            marks.Add((
                stream.Commit("ours\n", [common], TreeEdit.Tree(whole, string.Empty)),
                stream.Commit("theirs\n", [common], TreeEdit.Tree(to, folder))));
        }

        var ids = stream.Write(workspace.Repository, cancellation);
        return AtOnce.Run([.. marks.Select<(string Ours, string Theirs), Func<MergedTree>>(pair => () => workspace.Repository.MergeTrees(ids[pair.Ours], ids[pair.Theirs], cancellation))]);
    }
}
