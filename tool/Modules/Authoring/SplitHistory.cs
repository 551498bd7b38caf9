using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>A commit of a split history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Origin">The monorepo's commit that it was made of.</param>
/// <param name="Tree">The module's folder, now the root.</param>
/// <param name="Parents">Places of its parents in the list of the history, each before its own.</param>
internal sealed record SplitCommit(string Id, string Origin, string Tree, IReadOnlyList<int> Parents);

/// <summary>
/// The history of one folder as a history of its own. Each commit that changes the folder is made anew with the folder as its
/// root and with its author, committer, dates and message; the others are passed through. It follows all parents: a merge stays
/// a merge where both sides changed the folder.
/// <para>
/// What a commit becomes depends on the commit and its ancestors, and not on what came later. So the same commits are made again by every run in every
/// clone, and when one commit leads to another, so do their splits: whatever is merged, and however the branch is moved
/// forward, a split history grows at its end and is never rewritten. (Following first parents only would not do: a
/// <c>git pull</c> that merges makes somebody else's line the first.)
/// </para>
/// </summary>
internal sealed class SplitHistory(Func<ReadOnlySpan<byte>, string> idOf)
{
    private readonly List<SplitCommit> _commits = [];
    private readonly List<byte[]> _contents = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _tips = new(StringComparer.Ordinal);

    /// <summary>The commits, parents first, in an order that grows at its end.</summary>
    public IReadOnlyList<SplitCommit> Commits => _commits;

    /// <summary>The bytes of a commit.</summary>
    public ReadOnlySpan<byte> Content(int place) => _contents[place];

    /// <summary>The newest commit of the split of a commit that has the folder.</summary>
    public SplitCommit TipOf(string commit) => _commits[_tips[commit][0]];

    /// <summary>The commits that may have to be made anew; only these need to be read.</summary>
    public static IEnumerable<string> Candidates(IEnumerable<HistoryCommit> commits, Func<string, string?> treeOf) =>
        commits.Where(commit => treeOf(commit.Id) is { } tree && (commit.Parents.Count != 1 || treeOf(commit.Parents[0]) != tree)).Select(commit => commit.Id);

    /// <summary>Adds a commit of the monorepo, after its parents.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="tree">The folder's tree in it, or null when it has none.</param>
    /// <param name="read">Reads the commit object.</param>
    public void Add(HistoryCommit commit, string? tree, Func<string, ReadOnlyMemory<byte>> read)
    {
        var before = commit.Parents.Count == 1
            ? _tips[commit.Parents[0]]
            : Independent([.. commit.Parents.SelectMany(parent => _tips[parent]).Distinct().Order()]);
        _tips[commit.Id] = tree is null || (before.Length == 1 && _commits[before[0]].Tree == tree)
            ? before
            : [Make(commit, tree, before, read(commit.Id).Span)];
    }

    private int Make(HistoryCommit origin, string tree, int[] parents, ReadOnlySpan<byte> original)
    {
        // A merge's own first parent stays the first.
        var firstTips = origin.Parents.SelectMany(parent => _tips[parent]).ToList();
        int[] ordered = [.. parents.OrderBy(firstTips.IndexOf)];
        var content = new CommitObject(original).With(tree, ordered.Select(place => _commits[place].Id));
        var id = idOf(content);
        if (_places.TryGetValue(id, out var place))
        {
            // Two commits that differ only outside the folder, as a rebase leaves them.
            return place;
        }

        _places[id] = _commits.Count;
        _commits.Add(new SplitCommit(id, origin.Id, tree, ordered));
        _contents.Add(content);
        return _commits.Count - 1;
    }

    /// <summary>The places that no other of them leads back to. They are ascending, and a commit leads to lower places only.</summary>
    private int[] Independent(int[] places)
    {
        if (places.Length < 2)
        {
            return places;
        }

        var reached = new HashSet<int>();
        var open = new Stack<int>(places.SelectMany(place => _commits[place].Parents));
        while (open.TryPop(out var place))
        {
            if (place >= places[0] && reached.Add(place))
            {
                foreach (var parent in _commits[place].Parents)
                {
                    open.Push(parent);
                }
            }
        }

        return [.. places.Where(place => !reached.Contains(place))];
    }
}
