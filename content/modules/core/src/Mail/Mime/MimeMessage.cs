using System.Globalization;

namespace QuickScale.Modules.Core;

/// <summary>An e-mail as the bytes that are sent: ASCII alone, lines that end with CRLF and are no longer than servers take.</summary>
internal static class MimeMessage
{
    /// <summary>It cannot stand in a part: in quoted-printable an equals sign is followed by digits or the end of the line.</summary>
    private const string Boundary = "=_part";

    /// <summary>Of a link in a header field, which cannot be folded: a line has at most 998 characters (RFC 5322, 2.1.1).</summary>
    private const int LongestLink = 900;

    /// <exception cref="ArgumentException">A header field has line breaks or other control characters, or an address is not one bare ASCII address.</exception>
    public static string Write(OutgoingMail mail)
    {
        if (mail.MessageId.Any(character => character is <= ' ' or >= '\x7F' or '<' or '>'))
        {
            throw new ArgumentException("The message id must be ASCII without spaces and angle brackets.", nameof(mail));
        }

        if (mail.Unsubscribe is { } link && (link is not { IsAbsoluteUri: true, Scheme: "https" or "http" } || link.AbsoluteUri.Length > LongestLink || link.AbsoluteUri.Any(character => character is <= ' ' or >= '\x7F' or '<' or '>')))
        {
            throw new ArgumentException($"The link to unsubscribe must be a web address of no more than {LongestLink} characters.", nameof(mail));
        }

        string[] lines =
        [
            HeaderText.Mailbox("From", mail.From.Name, Address(mail.From.Address)),
            HeaderText.Mailbox("To", "", Address(mail.To)),
            HeaderText.Unstructured("Subject", mail.Subject),
            $"Date: {mail.Date.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000",
            $"Message-ID: <{mail.MessageId}>",
            // No holiday message in return (RFC 3834).
            "Auto-Submitted: auto-generated",
            // The second field says that a POST to the first one's address is enough (RFC 8058, 3.1).
            .. mail.Unsubscribe is null ? (string[])[] : [$"List-Unsubscribe:\r\n <{mail.Unsubscribe.AbsoluteUri}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"],
            "MIME-Version: 1.0",
            $"Content-Type: multipart/alternative; boundary=\"{Boundary}\"",
            "",
            .. Part("text/plain", mail.Text),
            // The last one is what a program prefers (RFC 2046, 5.1.4).
            .. Part("text/html", mail.Html),
            $"--{Boundary}--",
            "",
        ];
        return string.Join("\r\n", lines);
    }

    /// <summary>An address as commands and header fields take it: the domain in ASCII.</summary>
    /// <exception cref="ArgumentException">It cannot be written to (<see cref="EmailMessage.IsAddress"/>).</exception>
    public static string Address(string address) =>
        EmailMessage.IsAddress(address) && address.Split('@') is [var name, var domain]
            ? $"{name}@{EmailMessage.AsciiDomain(domain)}"
            : throw new ArgumentException("The address is none that can be written to.", nameof(address));

    private static string[] Part(string type, string text) =>
    [
        $"--{Boundary}",
        $"Content-Type: {type}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        QuotedPrintable.Encode(text),
    ];
}
