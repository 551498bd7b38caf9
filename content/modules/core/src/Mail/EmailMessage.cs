using System.Net.Mail;

namespace QuickScale.Modules.Core;

/// <summary>One e-mail to one person.</summary>
public sealed class EmailMessage
{
    /// <param name="to">The address alone, without a display name.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">The whole message, for readers that show no HTML.</param>
    /// <param name="html">The same message as HTML, or null.</param>
    /// <exception cref="ArgumentException">The address is none, or the subject has line breaks, which would forge headers.</exception>
    public EmailMessage(string to, string subject, string text, string? html = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (!MailAddress.TryCreate(to, out var address) || address.Address != to)
        {
            throw new ArgumentException("This is not an e-mail address.", nameof(to));
        }

        if (subject.Any(char.IsControl))
        {
            throw new ArgumentException("The subject must be one line.", nameof(subject));
        }

        (To, Subject, Text, Html) = (to, subject, text, html);
    }

    public string To { get; }

    public string Subject { get; }

    public string Text { get; }

    public string? Html { get; }
}
