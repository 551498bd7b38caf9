using System.Net.Mail;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Core;

/// <summary>The section <c>Mail</c>.</summary>
public sealed partial class MailSettings
{
    /// <summary>
    /// The mail server. <c>smtps://user:password@mail.example.com</c> speaks TLS from the first byte (port 465);
    /// <c>smtp://user:password@mail.example.com</c> begins in plain text (port 587) and insists on STARTTLS, or stays in plain text with
    /// <c>?tls=off</c>. Special characters in user and password are percent-encoded. Empty sends nothing and keeps it for
    /// <c>/dev/mail</c>, which deployed instances refuse.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>The sender: <c>hello@example.com</c> or <c>Example &lt;hello@example.com&gt;</c>. Needed with a server.</summary>
    public string From { get; set; } = "";

    /// <summary>Seconds for which each step of talking to the server may take.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Messages that may wait in memory; what comes on top is refused and logged.</summary>
    public int QueueLength { get; set; } = 1000;

    /// <summary>Seconds for which a stopping application still sends what is waiting.</summary>
    public int DrainSeconds { get; set; } = 10;

    /// <summary>Whether a deployed instance needs <see cref="Url"/>: a module that sends in another way says no, and the sender alone is needed.</summary>
    public bool IsServerNeeded { get; set; } = true;

    /// <summary>What <see cref="From"/> says; in Development, where it may be empty, a sender that nobody can answer.</summary>
    /// <exception cref="FormatException">It names no sender.</exception>
    internal MailSender Sender =>
        From.Length == 0 ? new MailSender("", "noreply@localhost")
        : MailAddress.TryCreate(From, out var from) && EmailMessage.IsAddress(from.Address) && !From.Any(char.IsControl) ? new MailSender(QuotedPair().Replace(from.DisplayName, "$1"), from.Address)
        : throw new FormatException("Set Mail__From to the sender, such as 'Example <hello@example.com>'.");

    /// <summary>Null while <see cref="Url"/> is empty.</summary>
    /// <exception cref="FormatException">It is no address of a mail server.</exception>
    internal SmtpServer? Server => Url.Length == 0 ? null : SmtpServer.Parse(Url);

    // The framework takes the quotes off a name and leaves the backslashes within (RFC 5322, 3.2.1).
    [GeneratedRegex(@"\\(.)")]
    private static partial Regex QuotedPair();
}
