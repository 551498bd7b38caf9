using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>A squash commit in the history of a project.</summary>
/// <param name="Commit">Its id.</param>
/// <param name="Tree">The module's folder as upstream had it.</param>
/// <param name="Split">The upstream commit that it stands for.</param>
/// <param name="Parents">Its parents: the squash commit before it, or none.</param>
internal sealed record KnownSquash(string Commit, string Tree, string Split, IReadOnlyList<string> Parents);

/// <summary>
/// The squash commits that a history holds, by the folder they are for. Names and trailers are compared whole: git subtree takes the
/// folder for a regular expression and the newest commit by its date, and can be wrong about both.
/// </summary>
internal sealed class SubtreeHistory
{
    private readonly ILookup<string, KnownSquash> _squashes;

    private SubtreeHistory(ILookup<string, KnownSquash> squashes) => _squashes = squashes;

    public static SubtreeHistory None { get; } = new(Array.Empty<KnownSquash>().ToLookup(_ => string.Empty));

    /// <param name="repository">The repository.</param>
    /// <param name="head">The commit whose history is read.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <param name="since">Where reading may stop; null reads all.</param>
    public static SubtreeHistory Read(GitRepository repository, string head, CancellationToken cancellation, DateOnly? since = null)
    {
        string[] limit = since is { } day ? [GitRepository.Since(day)] : [];
        var answer = repository.Git.Do(
            cancellation,
            ["log", "-z", "--no-show-signature", "--topo-order", "--extended-regexp", "--grep=^git-subtree-dir: ", "--format=%H %T %P%n%B", .. limit, "--end-of-options", head]);
        return new SubtreeHistory(GitRepository.Fields(answer.Output).Select(Parse).OfType<(string Folder, KnownSquash Squash)>().ToLookup(item => item.Folder, item => item.Squash, StringComparer.Ordinal));
    }

    /// <summary>All squash commits for a folder, the newest first.</summary>
    public IEnumerable<KnownSquash> Of(string folder) => _squashes[folder];

    /// <summary>The squash commit of the recorded upstream commit; null where the history has lost it.</summary>
    public KnownSquash? Recorded(string folder, string split, string tree) => Real(folder, split, tree).FirstOrDefault(squash => squash.Split == split);

    /// <summary>The ends of other lines of squash commits: one of them may be what a plain <c>git subtree pull</c> or <c>add</c> has made.</summary>
    public IReadOnlyList<KnownSquash> Others(string folder, string split, string tree)
    {
        var all = Real(folder, split, tree);
        return [.. all.Where(squash => squash.Split != split && !all.Any(other => other.Parents.Contains(squash.Commit)))];
    }

    // Where a pull request was squashed, an ordinary commit can have the message of a squash commit, but not its tree.
    private List<KnownSquash> Real(string folder, string split, string tree) =>
        [.. _squashes[folder].Where(squash => squash.Split != split || squash.Tree == tree)];

    private static (string Folder, KnownSquash Squash)? Parse(string record)
    {
        var lines = record.Split('\n');
        var ids = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var folders = Values("git-subtree-dir: ");
        var splits = Values("git-subtree-split: ");

        // A pull request that was squashed may hold the trailers of two modules, and the commit that a split leaves has a mainline.
        return folders is [var folder] && splits is [var split] && Values("git-subtree-mainline: ").Count == 0 && ids.Length is 2 or 3
            ? (folder.TrimEnd('/'), new KnownSquash(ids[0], ids[1], split, ids[2..]))
            : null;

        List<string> Values(string name) =>
            [.. lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[name.Length..].Trim()).Distinct(StringComparer.Ordinal)];
    }
}
