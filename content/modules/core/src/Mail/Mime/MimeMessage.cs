using System.Globalization;

namespace QuickScale.Modules.Core;

/// <summary>An e-mail as the bytes that are sent: ASCII alone, lines that end with CRLF and are no longer than servers take.</summary>
internal static class MimeMessage
{
    /// <summary>It cannot stand in a part: in quoted-printable an equals sign is followed by digits or the end of the line.</summary>
    private const string Boundary = "=_part";

    /// <exception cref="ArgumentException">A header field has line breaks or other control characters, or an address is not one bare ASCII address.</exception>
    public static string Write(OutgoingMail mail)
    {
        if (mail.MessageId.Any(character => character is <= ' ' or >= '\x7F' or '<' or '>'))
        {
            throw new ArgumentException("The message id must be ASCII without spaces and angle brackets.", nameof(mail));
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

    /// <summary>An address as commands and header fields take it: the domain in ASCII (IDNA).</summary>
    /// <exception cref="ArgumentException">It is not one bare address, or its name is not ASCII: that needs SMTPUTF8, which few servers speak.</exception>
    public static string Address(string address)
    {
        if (!EmailMessage.IsAddress(address))
        {
            throw new ArgumentException("An address must be one bare e-mail address.", nameof(address));
        }

        var at = address.LastIndexOf('@');
        return address[..at].All(char.IsAscii)
            ? $"{address[..at]}@{new IdnMapping().GetAscii(address[(at + 1)..])}"
            : throw new ArgumentException("An address with other characters than ASCII before the @ cannot be written to.", nameof(address));
    }

    private static string[] Part(string type, string text) =>
    [
        $"--{Boundary}",
        $"Content-Type: {type}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        QuotedPrintable.Encode(text),
    ];
}
