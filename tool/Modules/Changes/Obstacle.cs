using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// What in the work tree stands against a change, where git would not stop: some of its commands overwrite ignored files, some
/// untracked ones too, and all of them take a file that somebody deleted for one that may be written anew.
/// </summary>
internal static class Obstacle
{
    // Where the file system takes a.txt and A.txt for one, a file that is renamed so is not in its own way.
    private static readonly StringComparer SameName = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <param name="what">The command, as sentences name it.</param>
    /// <param name="top">The root of the work tree.</param>
    /// <param name="changes">The files that are to be changed.</param>
    /// <param name="isSparse">Whether files may be missing because the user has not checked them out.</param>
    public static Failure? Find(string what, string top, IReadOnlyList<TreeChange> changes, bool isSparse)
    {
        var leaving = changes.Where(change => change.Kind == 'D').Select(change => change.Path).ToHashSet(SameName);
        var taken = changes.Where(change => change.Kind == 'A').Select(change => change.Path).Where(path => IsTaken(top, path, leaving)).ToList();
        if (taken.Count > 0)
        {
            return Overwritten(what, taken);
        }

        var deleted = isSparse ? [] : changes.Where(change => change.Kind is not ('A' or 'D') && !IsThere(Path.Combine(top, change.Path))).Select(change => change.Path).ToList();
        return deleted.Count == 0 ? null : new Failure(
            ExitCode.Precondition,
            $"{Phrase.Some(deleted)} {(deleted.Count == 1 ? "was" : "were")} deleted and not committed, and '{what}' would bring {(deleted.Count == 1 ? "it" : "them")} back; commit that, or undo it with 'git restore', and try again.");
    }

    /// <summary>The sentence about files that would be lost.</summary>
    public static Failure Overwritten(string what, IReadOnlyList<string> files, string? detail = null) => new(
        ExitCode.Precondition,
        $"'{what}' would overwrite {Phrase.Some(files)}; commit, move or delete {(files.Count == 1 ? "it" : "them")} and try again: nothing was changed.",
        detail);

    private static bool IsTaken(string top, string path, HashSet<string> leaving)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            var folder = path[..slash];
            if (!leaving.Contains(folder) && IsThere(Path.Combine(top, folder)) && !Directory.Exists(Path.Combine(top, folder)))
            {
                return true;
            }
        }

        var whole = Path.Combine(top, path);
        return Directory.Exists(whole) && new DirectoryInfo(whole).LinkTarget is null
            ? Directory.EnumerateFiles(whole, "*", SearchOption.AllDirectories).Any(file => !leaving.Contains(Path.GetRelativePath(top, file).Replace('\\', '/')))
            : IsThere(whole);
    }

    // A link that leads nowhere is there too.
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
