using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Looks once a day for cards that expire soon, of which Stripe has no event, and tells who pays: once for each card and expiry.</summary>
public sealed partial class CardScan(IServiceScopeFactory scopes, StripeKeys keys, TimeProvider time, ILogger<CardScan> logger)
{
    /// <summary>So long before its end a card is told of.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(30);

    /// <returns>How many were told.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var told = 0;
        foreach (var (account, subscription) in await RunningAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                told += await LookAsync(scope.ServiceProvider, account, subscription, cancellationToken) ? 1 : 0;
            }
            catch (BillingProviderException exception)
            {
                LogFailed(account, exception.Message);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // One account that cannot be looked at must keep neither the others nor what follows, the deletion of who was erased, from being done.
                LogFailed(account, exception.GetType().Name);
            }
        }

        return told;
    }

    private async Task<List<(Guid Account, string Subscription)>> RunningAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (context, isLive) = (scope.ServiceProvider.GetRequiredService<ModuleDb>().Context, keys.IsLive);
        var found = await (
            from one in context.Set<Subscription>()
            join account in context.Set<BillingAccount>() on one.AccountId equals account.Id
            where account.CustomerId != null && account.ErasedAt == null && one.LiveMode == isLive && !one.CancelAtPeriodEnd
                && (one.Status == SubscriptionStatus.Active || one.Status == SubscriptionStatus.Trialing || one.Status == SubscriptionStatus.PastDue)
            orderby one.AccountId, one.ExternalId
            select new { one.AccountId, one.ExternalId }).ToListAsync(cancellationToken);
        return found.ConvertAll(one => (one.AccountId, one.ExternalId));
    }

    private async Task<bool> LookAsync(IServiceProvider services, Guid accountId, string subscription, CancellationToken cancellationToken)
    {
        var (context, now) = (services.GetRequiredService<ModuleDb>().Context, time.GetUtcNow().UtcDateTime);
        var account = await context.Set<BillingAccount>().AsNoTracking().SingleAsync(one => one.Id == accountId, cancellationToken);
        var card = await services.GetRequiredKeyedService<IBillingProvider>(account.Provider).FetchCardAsync(account.CustomerId!, subscription, cancellationToken);
        if (card is null || card.End - Before > now
            || await context.Set<CardReminder>().AnyAsync(one => one.AccountId == accountId && one.CardId == card.ExternalId && one.Expires == card.End, cancellationToken))
        {
            return false;
        }

        context.Add(new CardReminder { AccountId = accountId, CardId = card.ExternalId, Expires = card.End, At = now });
        await services.GetRequiredService<ContractNews>().CardExpiresAsync(account, card, cancellationToken);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another instance was quicker, and has told it: the mail went with the row.
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The card of the account {Account} could not be looked at, and is tomorrow: {Reason}")]
    private partial void LogFailed(Guid account, string reason);
}
