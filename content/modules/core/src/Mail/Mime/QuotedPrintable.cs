using System.Globalization;
using System.Text;

namespace QuickScale.Modules.Core;

/// <summary>Text as short lines of ASCII (RFC 2045, 6.7): readable as it is, and safe with every server.</summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;

    /// <param name="text">Line endings of any kind.</param>
    /// <returns>Lines that end with CRLF, the last one too.</returns>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            EncodeLine(Encoding.UTF8.GetBytes(line), encoded);
            encoded.Append("\r\n");
        }

        return encoded.ToString();
    }

    private static void EncodeLine(byte[] line, StringBuilder encoded)
    {
        var length = 0;
        for (var index = 0; index < line.Length; index++)
        {
            var isLast = index == line.Length - 1;
            var isPlain = line[index] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (line[index] is (byte)' ' or (byte)'\t' && !isLast);
            var width = isPlain ? 1 : 3;
            // One place stays free for the sign of a soft line break.
            if (length + width > LongestLine - (isLast ? 0 : 1))
            {
                encoded.Append("=\r\n");
                length = 0;
            }

            if (isPlain)
            {
                encoded.Append((char)line[index]);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"={line[index]:X2}");
            }

            length += width;
        }
    }
}
