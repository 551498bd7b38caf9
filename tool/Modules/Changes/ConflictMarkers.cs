using System.Text;
using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Names the two sides in the markers of conflicts. Git writes what it was given there: the ids of commits that carried trees to it
/// and lead nowhere afterwards.
/// </summary>
internal static class ConflictMarkers
{
    /// <summary>The files with <c>HEAD</c> in their markers, and for the new state its own name, to be put into the merged tree.</summary>
    public static IReadOnlyList<TreeEdit> Name(GitRepository repository, MergedTree merged, string theirs, ObjectStream stream, CancellationToken cancellation)
    {
        // Only a text that both sides have holds markers; git's list of names has one a line.
        var sides = merged.Stages.Where(stage => stage.Stage == 3).Select(stage => stage.Path).ToHashSet(StringComparer.Ordinal);
        var files = merged.Stages.Where(stage => stage.Stage == 2 && sides.Contains(stage.Path) && stage.Mode.StartsWith("100", StringComparison.Ordinal) && !stage.Path.Contains('\n', StringComparison.Ordinal)).ToList();
        if (files.Count == 0)
        {
            return [];
        }

        // The mode is the merged one: either side may have made the file executable.
        var modes = repository.Tree(merged.Tree, cancellation).ToDictionary(entry => entry.Path, entry => entry.Mode, StringComparer.Ordinal);
        var contents = repository.Read([.. files.Select(file => $"{merged.Tree}:{file.Path}")], cancellation);
        return [.. files.Zip(contents, Edit).OfType<TreeEdit>()];

        TreeEdit? Edit(MergeStage file, GitObject? content)
        {
            if (content?.Type != "blob")
            {
                return null;
            }

            // The ids stand nowhere else: they are hashes that were just made. What is no UTF-8 is left as it is.
            var text = content.Text;
            var named = text.Replace(merged.Ours, "HEAD", StringComparison.Ordinal).Replace(merged.Theirs, theirs, StringComparison.Ordinal);
            return named != text && Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(content.Content.Span) ? TreeEdit.File(stream.File(named), file.Path, modes[file.Path]) : null;
        }
    }
}
