using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>
/// The files by which git, and every editor, knows that a merge is under way. With them <c>git merge --abort</c>,
/// <c>git commit</c> and <c>qs module update --continue</c> all do what their names say. In linear history it is a cherry-pick,
/// which git finishes with a commit of one parent.
/// </summary>
internal static class MergeState
{
    private static readonly string[] Files = ["MERGE_HEAD", "MERGE_MODE", "MERGE_MSG", "CHERRY_PICK_HEAD"];

    public static void Write(RepositoryPlace place, string head, string theirs, bool isLinear, string message)
    {
        Put(place, "ORIG_HEAD", head + "\n");
        Put(place, "MERGE_MSG", message);
        if (isLinear)
        {
            Put(place, "CHERRY_PICK_HEAD", theirs + "\n");
            return;
        }

        Put(place, "MERGE_MODE", "no-ff");
        Put(place, "MERGE_HEAD", theirs + "\n");
    }

    public static void Delete(RepositoryPlace place)
    {
        foreach (var file in Files)
        {
            File.Delete(Path.Combine(place.GitFolder, file));
        }
    }

    /// <summary>The operation that a person has left unfinished in this work tree, or null.</summary>
    public static string? Unfinished(RepositoryPlace place)
    {
        (string File, string Name)[] marks =
        [
            ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"),
            ("rebase-merge", "rebase"), ("rebase-apply", "rebase"), ("sequencer", "cherry-pick"),
        ];
        return marks.FirstOrDefault(mark => Path.Exists(Path.Combine(place.GitFolder, mark.File))).Name;
    }

    private static void Put(RepositoryPlace place, string name, string text) => File.WriteAllText(Path.Combine(place.GitFolder, name), text);
}
