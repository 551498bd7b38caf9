using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Encodings.Web;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Parts of a message as the HTTP APIs take them.</summary>
internal static class MailFields
{
    /// <summary>Under this name every provider gets the message's own id and says it in its webhooks; it is no address and no secret.</summary>
    public const string Reference = "mail_ref";

    /// <summary>Bytes of text in one encoded word (RFC 2047, 2), which has 75 characters at most.</summary>
    private const int BytesOfWord = 42;

    /// <summary>As the APIs write names, without what is null, and readable where that is safe.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // It is no HTML.
    };

    /// <summary>The id of the row in the queue, 32 digits, which is the left half of the message's id.</summary>
    public static string ReferenceOf(OutgoingMail mail) => mail.MessageId.Split('@')[0];

    /// <summary>The row's id in a reference that came back; null when it is none of ours.</summary>
    public static Guid? ParseReference(string? reference) => Guid.TryParseExact(reference, "N", out var id) ? id : null;

    /// <summary>A word for statistics: letters, digits, underscores and dashes, which all providers take.</summary>
    public static string Word(string tag) => string.Concat(tag.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' ? character : '_'));

    /// <summary>The sender, with its name as it is written.</summary>
    public static string From(MailSender sender) =>
        sender.Name.Length == 0 ? Address(sender.Address) : $"\"{Quoted(Line("From", sender.Name))}\" <{Address(sender.Address)}>";

    /// <summary>The sender in ASCII alone: a name with other characters becomes encoded words.</summary>
    public static string AsciiFrom(MailSender sender) =>
        sender.Name.All(char.IsAscii) ? From(sender) : $"{Encoded(Line("From", sender.Name))} <{Address(sender.Address)}>";

    /// <summary>The bare address, its domain in ASCII.</summary>
    /// <exception cref="ArgumentException">It cannot be written to.</exception>
    public static string Address(string address) =>
        EmailMessage.IsAddress(address) && address.Split('@') is [var name, var domain]
            ? $"{name}@{new IdnMapping().GetAscii(domain)}"
            : throw new ArgumentException("The address is none that can be written to.", nameof(address));

    /// <summary>One line of text.</summary>
    /// <exception cref="ArgumentException">It has control characters, with which other header fields could be forged.</exception>
    public static string Line(string name, string value) =>
        value.Any(char.IsControl) ? throw new ArgumentException($"The header field {name} must be one line.", nameof(value)) : value;

    /// <summary>
    /// Whether opening and following links may be reported. What cannot be unsubscribed from is about an account or goes to a stranger: its links are secrets,
    /// and a provider that tracks them puts its own in their place.
    /// </summary>
    public static bool MayBeTracked(OutgoingMail mail) => mail.Unsubscribe is not null;

    /// <summary>Header fields that the providers do not make themselves: no holiday message in return (RFC 3834), and one-click unsubscribing (RFC 8058).</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers(OutgoingMail mail)
    {
        List<(string, string)> headers = [("Auto-Submitted", "auto-generated")];
        if (mail.Unsubscribe is { } link)
        {
            headers.Add(("List-Unsubscribe", $"<{Line("List-Unsubscribe", link.AbsoluteUri)}>"));
            headers.Add(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }

        return headers;
    }

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Encoded(string text)
    {
        List<string> words = [];
        List<byte> bytes = [];
        foreach (var rune in text.EnumerateRunes())
        {
            var encoded = Encoding.UTF8.GetBytes(rune.ToString());
            if (bytes.Count + encoded.Length > BytesOfWord)
            {
                words.Add(Convert.ToBase64String([.. bytes]));
                bytes.Clear();
            }

            bytes.AddRange(encoded);
        }

        words.Add(Convert.ToBase64String([.. bytes]));
        return string.Join(' ', words.Select(word => $"=?utf-8?B?{word}?="));
    }
}

/// <summary>Values of JSON that somebody else wrote: what is not there, or is something else than expected, is null.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Text; null also where it is no valid text, such as half a surrogate pair.</summary>
    public static string? Text(this JsonElement element, string name) => element.Field(name)?.AsText();

    /// <summary>The same of a value itself.</summary>
    public static string? AsText(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number, or a text that is one.</summary>
    public static double? Number(this JsonElement element, string name) => element.Field(name) switch
    {
        { ValueKind: JsonValueKind.Number } value => value.TryGetDouble(out var number) ? number : null,
        { ValueKind: JsonValueKind.String } => double.TryParse(element.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };

    public static bool? Flag(this JsonElement element, string name) => element.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The members of an array; none where there is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}
