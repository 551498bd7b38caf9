using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The mail that <c>notifications check</c> sends.</summary>
/// <param name="Site">The name that people see.</param>
/// <param name="Provider">Who is asked to send it.</param>
public sealed record MailCheckEmail(string Site, string Provider) : EmailContent
{
    public override string Kind => "notifications.mail-check";

    public override string Subject => $"{Site} can send mail";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"This is a test of {Site}. It was sent by {Provider}, and it has arrived."),
        new EmailNote("In the full headers of this message, your mail program or provider shows under Authentication-Results whether SPF, DKIM and DMARC passed. Look into the spam folder, too, if you had to search for it."),
    ];
}
