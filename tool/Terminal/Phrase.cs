namespace QuickScale.Tool.Terminal;

/// <summary>Lists as a sentence names them.</summary>
internal static class Phrase
{
    private const int Shown = 3;

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string All(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "none",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
    };

    /// <summary>The first few, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> items) =>
        items.Count <= Shown ? All(items) : $"{string.Join(", ", items.Take(Shown))} and {items.Count - Shown} more";

    /// <summary>A word as it is typed in a shell: between quotation marks where it would be more than one word, or mean something else there.</summary>
    public static string Typed(string word) =>
        word is [not '@', ..] && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '@' or '.' or '-' or '_' or '/') ? word : $"\"{string.Concat(word.Select(letter => letter is '"' or '\\' or '$' or '`' ? $"\\{letter}" : letter.ToString()))}\"";

    /// <summary>"1 file", "2 files".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
