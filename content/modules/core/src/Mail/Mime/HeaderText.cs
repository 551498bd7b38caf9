using System.Text;

namespace QuickScale.Modules.Core;

/// <summary>Header fields of e-mails, in ASCII: RFC 5322 for what is, RFC 2047 for what is not.</summary>
internal static class HeaderText
{
    /// <summary>Of a line with encoded words (RFC 2047, 2); a plain line should keep to 78 (RFC 5322, 2.1.1).</summary>
    private const int LongestLine = 76;

    /// <summary>Bytes of text in one encoded word: with its frame it is 52 characters, which leaves room for the field's name.</summary>
    private const int BytesOfWord = 30;

    /// <summary>A field of free text.</summary>
    /// <exception cref="ArgumentException">The value has control characters, with which other fields could be forged.</exception>
    public static string Unstructured(string name, string value)
    {
        Refuse(name, value);
        return IsPlain(value) ? $"{name}: {Folded(value, name.Length + 2)}" : $"{name}: {Encoded(value)}";
    }

    /// <summary>A field with one address.</summary>
    /// <exception cref="ArgumentException">Name or address have control characters.</exception>
    public static string Mailbox(string name, string displayName, string address)
    {
        Refuse(name, displayName);
        Refuse(name, address);
        if (displayName.Length == 0)
        {
            return $"{name}: {address}";
        }

        var shown = IsPlain(displayName) && displayName.Length < BytesOfWord
            ? $"\"{displayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : Encoded(displayName);
        return $"{name}: {shown}\r\n <{address}>";
    }

    /// <summary>Text that stands for itself: nobody can take a part of it for an encoded word, and folding loses nothing.</summary>
    private static bool IsPlain(string value) =>
        value.All(character => character is >= ' ' and <= '~')
        && !value.Contains("=?", StringComparison.Ordinal)
        && value.Trim().Length == value.Length
        && value.Split(' ').All(word => word.Length < LongestLine);

    private static string Folded(string value, int used)
    {
        var text = new StringBuilder();
        var length = used;
        foreach (var (index, word) in value.Split(' ').Index())
        {
            // Not before nothing: of two spaces the second would make a line of its own.
            var folds = index > 0 && word.Length > 0 && length + 1 + word.Length > LongestLine;
            text.Append(index == 0 ? "" : folds ? "\r\n " : " ").Append(word);
            length = (folds ? 0 : length) + 1 + word.Length;
        }

        return text.ToString();
    }

    private static string Encoded(string value)
    {
        var words = new List<string>();
        var bytes = new List<byte>();
        foreach (var rune in value.EnumerateRunes())
        {
            var encoded = Encoding.UTF8.GetBytes(rune.ToString());
            if (bytes.Count + encoded.Length > BytesOfWord)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }

            bytes.AddRange(encoded);
        }

        words.Add(Word(bytes));
        return string.Join("\r\n ", words);
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";

    private static void Refuse(string name, string value)
    {
        if (value.Any(char.IsControl))
        {
            throw new ArgumentException($"The header field {name} must be one line.", nameof(value));
        }
    }
}
