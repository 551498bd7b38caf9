namespace QuickScale.Modules.Core;

/// <summary>An e-mail as it goes to the server.</summary>
/// <param name="From">The sender, as it stands in the message and in the envelope.</param>
/// <param name="To">The bare address of the recipient.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The whole message as plain text.</param>
/// <param name="Html">The same as HTML.</param>
/// <param name="MessageId">Without angle brackets; the same for every attempt, by which a mailbox knows a message that it has already.</param>
/// <param name="Date">When it was written.</param>
public sealed record OutgoingMail(
    MailSender From, string To, string Subject, string Text, string Html, string MessageId, DateTimeOffset Date)
{
    /// <summary>
    /// Where the recipient ends e-mails of this kind with one click: a POST to it is enough (RFC 8058). It stands in the header fields List-Unsubscribe and
    /// List-Unsubscribe-Post. Null for what is about the account itself.
    /// </summary>
    public Uri? Unsubscribe { get; init; }

    /// <summary>The kind of the e-mail, for a provider's statistics; null for none.</summary>
    public string? Tag { get; init; }
}

/// <summary>Who an e-mail comes from.</summary>
/// <param name="Name">Shown beside the address; empty for none.</param>
/// <param name="Address">The bare address.</param>
public sealed record MailSender(string Name, string Address);
