using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Tells a user that something about the account's security changed (ASVS 6.3.7), with a way out if it was not them.</summary>
/// <param name="What">A sentence: "Your password was changed."</param>
/// <param name="Link">Where the user can look, or act.</param>
public sealed record SecurityNoticeMail(string Title, string What, DateTime At, string Device, string? Ip, string LinkLabel, Uri Link) : EmailContent
{
    public override string Kind => "auth.security-notice";

    public override string Subject => Title;

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph(What),
        new EmailFacts(
        [
            new EmailFact("When", At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            new EmailFact("Device", Device),
            .. Ip is null ? Array.Empty<EmailFact>() : [new EmailFact("Address", Ip)],
        ]),
        new EmailParagraph("If this was you, you need not do anything. If it was not, act now:"),
        new EmailAction(LinkLabel, Link),
    ];
}
