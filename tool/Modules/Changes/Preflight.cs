using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>What must be so before a commit can be made, each with its own sentence.</summary>
internal static class Preflight
{
    public static Failure? Problem(RepositoryPlace place, string folder, string prefix, WorkTreeState state)
    {
        if (MergeState.Unfinished(place) is { } unfinished)
        {
            return Refuse($"A {unfinished} is in progress in this repository; finish it or abort it ('git {unfinished} --abort') and try again.");
        }

        if (Busy(place) is { } busy)
        {
            return busy;
        }

        if (state.Unmerged.Count > 0)
        {
            return Refuse($"{Phrase.Some(state.Unmerged)} {(state.Unmerged.Count == 1 ? "is" : "are")} in conflict; resolve that and commit, then try again.");
        }

        var changed = state.Changed.Concat(state.Untracked).Select(path => path[prefix.Length..]).ToList();
        if (changed.Count > 0)
        {
            var (it, has) = changed.Count == 1 ? ("it", "has") : ("them", "have");
            return Refuse($"{Phrase.Some(changed)} {has} uncommitted changes, and qs has to write {it}; commit or stash {it} and try again.");
        }

        return LinkProblem(folder, ["modules", ".quickscale"]);
    }

    /// <summary>Somebody else's git in the midst of something.</summary>
    public static Failure? Busy(RepositoryPlace place) => File.Exists(Path.Combine(place.GitFolder, "index.lock"))
        ? Refuse($"Another git is at work in this repository ({Path.Combine(place.GitFolder, "index.lock")} exists); wait until it has ended, or delete that file if none is running.")
        : null;

    /// <summary>A link in the place of a module or of a file that qs writes would lead it elsewhere.</summary>
    public static Failure? LinkProblem(string folder, IEnumerable<string> paths) =>
        paths.FirstOrDefault(path => new FileInfo(Path.Combine(folder, path)).LinkTarget is not null) is { } link
            ? Refuse($"{link} is a symbolic link, through which qs does not write; replace it by what it leads to and try again.")
            : null;

    private static Failure Refuse(string sentence) => new(ExitCode.Precondition, sentence);
}
