using System.Globalization;
using System.Net.Mail;

namespace QuickScale.Modules.Core;

/// <summary>One e-mail to one person, as a module asks for it; the words are made from <see cref="Content"/> when it is sent.</summary>
public sealed class EmailMessage
{
    /// <summary>The longest address there is (RFC 5321, 4.5.3.1.3, without the angle brackets).</summary>
    private const int LongestAddress = 254;

    private const string NotInAddresses = "\"(),:;<>[\\]";

    /// <param name="to">The address alone, without a display name.</param>
    /// <param name="content">What it says.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public EmailMessage(string to, EmailContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!IsAddress(to))
        {
            throw new ArgumentException("This is not an e-mail address.", nameof(to));
        }

        (To, Content) = (to, content);
    }

    public string To { get; }

    public EmailContent Content { get; }

    /// <summary>The recipient's language, for words, dates and numbers; null for the one that the application starts with.</summary>
    public CultureInfo? Culture { get; init; }

    /// <summary>From this time on (UTC) it is no longer worth sending: a code that has expired by then. Null keeps it for as long as it is tried.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>The recipient's account; null for somebody who has none.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The account (a team) that it is about; null for none.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The zone of the times in the e-mail, for <see cref="RecipientTime"/>; null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>
    /// Says what the e-mail is about, as in <c>invoice-42</c>: a second one of the same kind to the same address with the same key is not sent. Null for one that
    /// may be sent every time. Mail that waits in memory alone is not compared.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// Whether this can be written to: one bare address, ASCII before the @ (anything else needs SMTPUTF8, which few servers speak).
    /// Quoted names, comments and addresses of machines, which are legal, are refused too: nobody has them, and they are how header
    /// fields and commands are forged.
    /// </summary>
    public static bool IsAddress(string? value) =>
        value is { Length: > 0 and <= LongestAddress }
        && !value.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || NotInAddresses.Contains(character))
        && value.Split('@') is [var name, var domain]
        && name.All(char.IsAscii)
        && !$".{name}.".Contains("..", StringComparison.Ordinal)
        // The root's dot, which RFC 5321 (4.1.2) leaves out: with it the same address could be written in two ways.
        && !domain.EndsWith('.')
        && MailAddress.TryCreate(value, out var address)
        && address.Address == value
        && AsciiDomain(domain) is not null;

    /// <summary>The domain as commands and header fields take it (IDNA); null when it is none.</summary>
    internal static string? AsciiDomain(string domain)
    {
        try
        {
            return new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
