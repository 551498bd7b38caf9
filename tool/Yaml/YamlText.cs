using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Yaml;

/// <summary>Writes single values, so that every reader of YAML reads back the same text, in block and in flow style.</summary>
internal static partial class YamlText
{
    private const int MaxShown = 60;

    // What readers of YAML 1.1 or 1.2 take for something else than text.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };

    public static string Of(string value) => value switch
    {
        _ when Plain.IsMatch(value) && !Words.Contains(value) && !NumberLike.IsMatch(value) => value,
        _ when Enumerable.Range(0, value.Length).Any(index => IsForbidden(value, index)) => DoubleQuoted(value),
        _ => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'",
    };

    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Of))}]";

    /// <summary>A text from a file in a sentence: in quotes, short, and without anything that a terminal obeys.</summary>
    public static string Shown(string value)
    {
        var cut = value.Length > MaxShown ? value[..MaxShown] + "…" : value;
        var shown = new StringBuilder("'");
        for (var index = 0; index < cut.Length; index++)
        {
            shown.Append(IsForbidden(cut, index) ? '\uFFFD' : cut[index]);
        }

        return shown.Append('\'').ToString();
    }

    /// <summary>Controls, other line ends, marks that turn the direction of the text round, halves of characters.</summary>
    public static bool IsForbidden(string text, int index)
    {
        var letter = text[index];
        if (char.IsSurrogate(letter))
        {
            return !(char.IsHighSurrogate(letter) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
                && !(char.IsLowSurrogate(letter) && index > 0 && char.IsHighSurrogate(text[index - 1]));
        }

        return char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'
            or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
    }

    public static bool HasForbidden(string text) => Enumerable.Range(0, text.Length).Any(index => IsForbidden(text, index));

    [GeneratedRegex(@"^[A-Za-z0-9_/](?:[A-Za-z0-9_/.@+-]|:(?=[^\s]))*\z(?<!:)", RegexOptions.CultureInvariant)]
    private static partial Regex Plain { get; }

    // Also 1_000, 0x1F, 1:30 (sixty-based), .inf, and a hash of digits with one e.
    [GeneratedRegex(@"^(?:[0-9_]+|0x[0-9A-Fa-f_]+|0o[0-7]+|0b[01_]+|(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][+-]?[0-9]+)?|[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?|\.(?:inf|nan))\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NumberLike { get; }

    private static string DoubleQuoted(string value)
    {
        var text = new StringBuilder("\"");
        for (var index = 0; index < value.Length; index++)
        {
            var letter = value[index];
            text.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when IsForbidden(value, index) => $"\\u{(int)letter:X4}",
                _ => letter.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
