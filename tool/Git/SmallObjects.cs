using System.Globalization;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Git;

/// <summary>
/// Reads what a stranger has sent and nobody has checked yet. It is not read only to learn that it is too large: a manifest has a few
/// thousand bytes.
/// </summary>
internal static class SmallObjects
{
    /// <summary>The bytes of an object: enough for the folder of as many files as a module may have.</summary>
    public const int Largest = 1024 * 1024;

    // Of all of them together; only where they have more, git is asked for the sizes first.
    private const int MostAtOnce = 2 * Largest;

    /// <summary>Reads objects by name; null for a name that leads nowhere, or to an object of more than <see cref="Largest"/> bytes.</summary>
    public static IReadOnlyList<GitObject?> Read(GitRepository repository, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var lines = GitRepository.Lines(names);
        var answer = repository.Git.Ask(lines, MostAtOnce, cancellation, "cat-file", "--batch");
        if (answer.Succeeded)
        {
            return [.. GitRepository.Objects(names, answer.Bytes).Select(found => found?.Content.Length > Largest ? null : found)];
        }

        if (answer.Ending != Ending.PrintedTooMuch)
        {
            throw new FailureException(GitProgram.Unexpected("cat-file", answer));
        }

        var sizes = repository.Git.Do(lines, cancellation, "cat-file", "--batch-check=%(objectsize)").Output.TrimEnd('\n').Split('\n');
        var isSmall = sizes.Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= Largest).ToList();
        var small = new Queue<GitObject?>(repository.Read([.. names.Where((_, index) => isSmall[index])], cancellation));
        return [.. isSmall.Select(isRead => isRead ? small.Dequeue() : null)];
    }
}
