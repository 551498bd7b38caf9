using System.Text;

namespace QuickScale.Tool.Modules;

/// <summary>The messages of the commits that qs makes. Those of squash commits are git subtree's own, letter for letter.</summary>
internal static class SquashMessage
{
    private const int ShortId = 7;

    public static string OfEmbed(string folder, string split) =>
        $"Squashed '{folder}/' content from commit {split[..ShortId]}\n\n{Trailers(folder, split)}";

    /// <param name="folder">The module's folder, from the repository's root.</param>
    /// <param name="from">The upstream commit that was embedded.</param>
    /// <param name="to">The one that is.</param>
    /// <param name="added">Commits that came, newest first.</param>
    /// <param name="reverted">Commits that went, newest first: a step back.</param>
    public static string OfUpdate(string folder, string from, string to, IEnumerable<(string Id, string Subject)> added, IEnumerable<(string Id, string Subject)> reverted)
    {
        var text = new StringBuilder($"Squashed '{folder}/' changes from {from[..ShortId]}..{to[..ShortId]}\n\n");
        foreach (var (id, subject) in added)
        {
            text.Append($"{id[..ShortId]} {subject}\n");
        }

        foreach (var (id, subject) in reverted)
        {
            text.Append($"REVERT: {id[..ShortId]} {subject}\n");
        }

        return $"{text}\n{Trailers(folder, to)}";
    }

    /// <summary>The second part of the message of our own commit. Nothing in it may begin like a trailer of git subtree.</summary>
    public static string Body(InstalledModule entry) => $"{entry.Prefix} is commit {entry.Split}\nof {entry.Branch} from {entry.Remote}.";

    private static string Trailers(string folder, string split) => $"git-subtree-dir: {folder}\ngit-subtree-split: {split}\n";
}
