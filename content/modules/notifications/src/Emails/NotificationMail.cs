using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The e-mail of a notification that has none of its own; its words are made already, in the recipient's language.</summary>
/// <param name="Of">The notification's kind.</param>
/// <param name="Text">May be empty.</param>
public sealed record NotificationMail(string Of, string Title, string Text, Uri? Link, bool IsAboutTheAccount) : EmailContent
{
    public override string Kind => Of;

    public override string Subject => Title;

    public override bool IsTransactional => IsAboutTheAccount;

    /// <summary>Its link leads to a page of the site and holds no secret.</summary>
    public override bool MayBeRepeated => true;

    public override IReadOnlyList<EmailBlock> Body =>
    [
        .. Text.Length > 0 ? [new EmailParagraph(Text)] : Array.Empty<EmailBlock>(),
        .. Link is null ? [] : new EmailBlock[] { new EmailAction("Open", Link) },
    ];
}
