using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Something that only those who run the site can put right.</summary>
/// <param name="About">What happened, in a few words: the subject.</param>
/// <param name="Text">A sentence that says what to do.</param>
/// <param name="Page">Where it is done.</param>
public sealed record AdministratorAlertMail(string Site, string About, string Text, Uri Page) : EmailContent
{
    public override string Kind => "billing.administrator-alert";

    public override bool MayBeRepeated => true;

    public override string Subject => $"{Site}: {About}";

    public override IReadOnlyList<EmailBlock> Body => [new EmailParagraph(Text), new EmailAction("Look at it", Page)];
}

/// <summary>Mails the addresses of the option <c>alert_emails</c>: in the unit of work, so that it goes out when what it tells is written.</summary>
public sealed class AdministratorAlerts(IEmailSender mail, SiteLinks site, IOptions<BillingSettings> settings)
{
    /// <param name="key">What it is about: the same is told once.</param>
    /// <param name="path">Of a page of administrators.</param>
    public async Task QueueAsync(string key, string about, string text, string path, CancellationToken cancellationToken)
    {
        foreach (var to in settings.Value.AlertEmails.Where(EmailMessage.IsAddress))
        {
            await mail.QueueAsync(new EmailMessage(to, new AdministratorAlertMail(site.Name, about, text, site.To(path))) { IdempotencyKey = key }, cancellationToken);
        }
    }
}
