using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Goes on with contracts whose trial has ended without a card, once there is one: Stripe pauses them by itself and resumes none (API reference, "Resume a subscription").
/// One that was paused in the dashboard, or because a payment failed, is left to whoever did that.
/// </summary>
internal sealed partial class TrialResume(IStripe stripe, StripeKeys keys, ModuleDb db, ILogger<TrialResume> logger, [FromKeyedServices(StripeProvider.Id)] IBillingProvider provider)
{
    /// <summary>It stays paused until the first payment has succeeded.</summary>
    internal const string WhenPaid = "resume_on_payment_success";

    /// <summary>By what is written of the account; what came of it is fetched afterwards.</summary>
    /// <exception cref="BillingProviderException">Stripe cannot be asked now; nothing is lost by trying again.</exception>
    public async Task GoOnAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var isLive = keys.IsLive;
        var paused = await (
            from one in db.Context.Set<Subscription>()
            join account in db.Context.Set<BillingAccount>() on one.AccountId equals account.Id
            where one.AccountId == accountId && one.Status == SubscriptionStatus.Paused && one.LiveMode == isLive && one.CurrentPeriodStart < one.TrialEnd && account.CustomerId != null && account.ErasedAt == null
            select new { account.CustomerId, one.ExternalId }).ToListAsync(cancellationToken);
        foreach (var one in paused)
        {
            if (await provider.FetchCardAsync(one.CustomerId, one.ExternalId, cancellationToken) is not { } card)
            {
                continue;
            }

            try
            {
                // Once for each card: one that is declined is not charged again with every event.
                await stripe.ResumeSubscriptionAsync(one.ExternalId, new ResumeParameters(WhenPaid), $"resume:{one.ExternalId}:{card.ExternalId}", cancellationToken);
            }
            catch (StripeException exception) when (exception.IsTransient)
            {
                throw new BillingProviderException(exception.Message, isTransient: true, exception);
            }
            catch (StripeException exception)
            {
                LogRefused(one.ExternalId, exception.Message, exception.RequestId);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription {Id} stays paused although there is a card: {Reason} (request {RequestId})")]
    private partial void LogRefused(string id, string reason, string? requestId);
}
