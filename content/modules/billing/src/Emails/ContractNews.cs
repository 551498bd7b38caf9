using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>A subscription as it was written before; null when there was none.</summary>
public readonly record struct SubscriptionBefore(SubscriptionStatus Status, DateTime? FirstPaymentFailedAt, DateTime SyncedAt)
{
    public static SubscriptionBefore? Of(Subscription? row) => row is null ? null : new SubscriptionBefore(row.Status, row.FirstPaymentFailedAt, row.SyncedAt);
}

/// <summary>
/// Mails about contracts. They follow from what is written and what was written before, in the same transaction, and not from events: so each goes out once, in whatever
/// order events come and however often.
/// </summary>
public sealed class ContractNews(IEmailSender mail, IUserDirectory users, IAccountOwner owners, PlanCatalogue catalogue, SiteLinks site, IOptions<BillingSettings> settings, TimeProvider time)
{
    /// <summary>As long before its end as Stripe's event <c>customer.subscription.trial_will_end</c>.</summary>
    private static readonly TimeSpan BeforeTrialEnds = TimeSpan.FromDays(3);

    public async Task QueueAsync(BillingAccount account, SubscriptionBefore? before, Subscription now, CancellationToken cancellationToken)
    {
        // The owner's name is read only where there is something to tell, which is seldom.
        if (News(before, now).ToList() is not { Count: > 0 } news)
        {
            return;
        }

        var owner = await OwnerAsync(account, cancellationToken);
        foreach (var content in news.Select(write => write(owner)))
        {
            await QueueAsync(account, content, $"{content.Kind}-{now.ExternalId}-{(now.FirstPaymentFailedAt ?? before?.FirstPaymentFailedAt ?? now.TrialEnd ?? now.EndedAt)?.Ticks}", cancellationToken);
        }
    }

    /// <summary>In the unit of work that notes that it was told.</summary>
    internal async Task CardExpiresAsync(BillingAccount account, CardState card, CancellationToken cancellationToken)
    {
        var owner = await OwnerAsync(account, cancellationToken);
        var content = new CardExpiresMail(site.Name, owner?.Name, card.Last4, card.Year, card.Month, site.To(BillingPaths.Contract, owner));
        await QueueAsync(account, content, $"card-{card.ExternalId}-{card.End.Ticks}", cancellationToken);
    }

    private Task<NamedOwner?> OwnerAsync(BillingAccount account, CancellationToken cancellationToken) => owners.NameAsync(new AccountOwner(account.OwnerKind, account.OwnerId), cancellationToken);

    /// <returns>For each thing that happened, what writes its mail to an owner.</returns>
    private IEnumerable<Func<NamedOwner?, EmailContent>> News(SubscriptionBefore? before, Subscription now)
    {
        if (now is { Status: SubscriptionStatus.PastDue, FirstPaymentFailedAt: { } failed } && before?.FirstPaymentFailedAt != failed)
        {
            yield return owner => new PaymentFailedMail(site.Name, owner?.Name, failed + settings.Value.Grace, site.To(BillingPaths.Contract, owner));
        }

        if (before is { FirstPaymentFailedAt: not null } && now.Status == SubscriptionStatus.Active)
        {
            yield return owner => new PaymentRecoveredMail(site.Name, owner?.Name, site.To(BillingPaths.Contract, owner));
        }

        if (now is { Status: SubscriptionStatus.Trialing, TrialEnd: { } end })
        {
            var (from, moment) = (end - BeforeTrialEnds, time.GetUtcNow().UtcDateTime);
            if (moment >= from && moment < end && (before is null || before.Value.SyncedAt < from))
            {
                yield return owner => new TrialEndingMail(site.Name, owner?.Name, catalogue.Find(now.PlanKey)?.Name ?? site.Name, end, site.To(BillingPaths.Contract, owner));
            }
        }

        if (before is { } earlier && AccessMap.IsLive(earlier.Status) && now.Status == SubscriptionStatus.Canceled)
        {
            yield return owner => new ContractEndedMail(site.Name, owner?.Name, site.To(BillingPaths.Pricing, owner));
        }
    }

    /// <summary>To the user whose contract it is; for a team, to the address that gets its receipts.</summary>
    private async Task QueueAsync(BillingAccount account, EmailContent content, string key, CancellationToken cancellationToken)
    {
        var user = account.OwnerKind == "user" ? await users.FindAsync(account.OwnerId, cancellationToken) : null;
        if ((user?.Email ?? account.Email) is { } to && EmailMessage.IsAddress(to))
        {
            await mail.QueueAsync(new EmailMessage(to, content) { UserId = user?.Id, OwnerId = account.OwnerId, Culture = user?.Culture, TimeZone = user?.TimeZone, IdempotencyKey = key }, cancellationToken);
        }
    }
}

/// <summary>One of each e-mail, for the development page and the tests of their words.</summary>
internal static class EmailSamples
{
    private static readonly Uri Site = new("https://example.com/");
    private static readonly DateTime Time = new(2026, 4, 8, 12, 0, 0, DateTimeKind.Utc);

    public static IReadOnlyList<EmailContent> All { get; } =
    [
        new PaymentFailedMail("Example", "Acme", Time, new Uri(Site, "billing?for=acme")),
        new PaymentRecoveredMail("Example", null, new Uri(Site, "billing")),
        new TrialEndingMail("Example", null, "Team", Time, new Uri(Site, "billing")),
        new ContractEndedMail("Example", null, new Uri(Site, "pricing")),
        new CardExpiresMail("Example", null, "4242", 2026, 4, new Uri(Site, "billing")),
        new AdministratorAlertMail("Example", "An event was given up", "The event evt_1 (invoice.paid) was given up after 12 attempts. Put right what is named there, and replay it.", new Uri(Site, "billing/events/evt_1")),
    ];

    public static void AddEmails(this IServiceCollection services)
    {
        services.AddScoped<ContractNews>();
        foreach (var content in All)
        {
            services.AddSingleton(new EmailSample(content));
        }
    }
}
