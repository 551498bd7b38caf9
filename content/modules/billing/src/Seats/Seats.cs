using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>The seats of an owner.</summary>
/// <param name="Mode">Null where the plan has no seats.</param>
/// <param name="Used">Members.</param>
/// <param name="Reserved">Those who are invited and may still accept.</param>
/// <param name="Limit">The most members allowed now; null without a limit.</param>
/// <param name="Paid">Seats that the next period is paid for; null without a contract.</param>
public sealed record SeatsInUse(SeatMode? Mode, int Used, int Reserved, int? Limit, int? Paid);

/// <summary>What another number of seats costs.</summary>
/// <param name="Due">To be paid at once, in the currency's minor unit; zero when it only changes the next period.</param>
/// <param name="RenewsAt">Until when this period lasts (UTC).</param>
/// <param name="ProrationDate">The moment for which it was worked out, in seconds since 1970; the change is made for the same.</param>
public sealed record SeatPreview(int Seats, int Present, long Due, string Currency, DateTime RenewsAt, long ProrationDate);

/// <summary>
/// Buying seats and giving them up, on plans with a fixed number of them. More are paid at once for the rest of the period; fewer count from the next period on, and stay
/// until then. On plans whose seats follow the members nobody has to do anything.
/// </summary>
public sealed partial class Seats(
    BillingAccounts accounts, PlanCatalogue catalogue, Entitlements entitlements, IAccountOwner owners, IStripe stripe, StripeKeys keys, SeatQuantity quantity, AccountSync sync, ModuleDb db,
    IOptions<BillingSettings> settings, TimeProvider time, ILogger<Seats> logger)
{
    /// <summary>More are asked for by mail, not by a form.</summary>
    public const int Most = 100_000;

    public async Task<SeatsInUse> InUseAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        var entitlement = await entitlements.OfAsync(owner, cancellationToken);
        var hasContract = entitlement.Subscription is { } one && AccessMap.IsLive(one.Status) && !entitlement.Plan.IsFree;
        return new SeatsInUse(
            entitlement.Plan.Seats?.Mode, await owners.CountMembersAsync(owner, cancellationToken), await owners.CountInvitedAsync(owner, cancellationToken), SeatLimit.Of(entitlement, time.GetUtcNow().UtcDateTime), hasContract ? entitlement.Subscription!.Quantity : null);
    }

    public async Task<Result<SeatPreview>> PreviewAsync(AccountOwner owner, Guid userId, int seats, CancellationToken cancellationToken)
    {
        var (target, refusal) = await TargetAsync(owner, userId, seats, cancellationToken);
        if (target is null)
        {
            return refusal!;
        }

        var (current, seconds) = (target.Current, time.GetUtcNow().ToUnixTimeSeconds());
        var preview = new SeatPreview(seats, current.Quantity, 0, current.Currency, current.CurrentPeriodEnd ?? time.GetUtcNow().UtcDateTime, seconds);
        try
        {
            var theirs = await stripe.GetSubscriptionAsync(current.ExternalId, cancellationToken);
            var (paid, present) = (SeatQuantity.Paid(theirs, current), SeatQuantity.LineOf(theirs).Quantity ?? 1);
            if (seats <= paid || theirs.Status == "trialing")
            {
                return preview;
            }

            var all = await CostAsync(target.Customer, theirs, seats, seconds, cancellationToken);
            // Seats that were given up in this period are paid for: only what is beyond them costs.
            return preview with { Due = present == paid ? all.AmountDue : Math.Max(0, all.Total - (await CostAsync(target.Customer, theirs, paid, seconds, cancellationToken)).Total) };
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return Refusals.Of(exception);
        }
    }

    /// <param name="prorationDate">That of the preview that was agreed to.</param>
    /// <returns>Null when it is done.</returns>
    public async Task<Refusal?> ConfirmAsync(AccountOwner owner, Guid userId, int seats, long prorationDate, CancellationToken cancellationToken)
    {
        var (target, refusal) = await TargetAsync(owner, userId, seats, cancellationToken);
        if (target is null)
        {
            return refusal;
        }

        if (!PlanChange.IsFresh(prorationDate, target.Current.CurrentPeriodStart, time.GetUtcNow()))
        {
            return Refusals.PreviewTooOld;
        }

        try
        {
            await using (var lease = await AccountLease.WaitAsync(db.Context, target.AccountId, time, settings.Value.Lease, cancellationToken))
            {
                if (lease is null)
                {
                    return Refusals.Busy;
                }

                // Sent twice, it is one change at one price.
                var key = FormattableString.Invariant($"seats:{target.Current.ExternalId}:{seats}:{prorationDate}");
                var theirs = await stripe.GetSubscriptionAsync(target.Current.ExternalId, cancellationToken);
                var changed = await quantity.SetAsync(theirs, target.Current, seats, key, prorationDate, cancellationToken);
                refusal = SeatQuantity.LineOf(changed).Quantity == seats ? null : Refusals.PaymentFailed;
            }

            await sync.SyncAsync(target.AccountId, cancellationToken);
            return refusal;
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return exception.Fault == StripeFault.Card ? Refusals.PaymentFailed : Refusals.Of(exception);
        }
        catch (BillingProviderException)
        {
            // It is done at Stripe, and an event will tell.
            return refusal;
        }
    }

    private Task<StripeInvoice> CostAsync(string customer, StripeSubscription theirs, int seats, long at, CancellationToken cancellationToken)
    {
        var item = SeatQuantity.LineOf(theirs);
        return stripe.PreviewInvoiceAsync(new PreviewParameters(customer, theirs.Id, new PreviewChange([new SubscriptionLine(item.Id, item.Price.Id, seats)], "always_invoice", at)), cancellationToken);
    }

    private async Task<(Target? Target, Refusal? Refusal)> TargetAsync(AccountOwner owner, Guid userId, int seats, CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return (null, Refusals.NotConfigured);
        }

        if (!await owners.MayManageAsync(owner, userId, cancellationToken))
        {
            return (null, Refusals.NotAllowed);
        }

        var account = await accounts.FindAsync(owner, cancellationToken);
        if (account is not null && !keys.Fits(account))
        {
            return (null, Refusals.OtherMode);
        }

        var current = account is null ? null : await db.Context.CurrentSubscriptionAsync(account.Id, time.GetUtcNow().UtcDateTime, settings.Value.Grace, cancellationToken);
        if (account?.CustomerId is not { } customer || current is not { Status: SubscriptionStatus.Active or SubscriptionStatus.Trialing })
        {
            return (null, Refusals.NotChangeable);
        }

        if (catalogue.Find(current.PlanKey) is not { Seats.Mode: SeatMode.Fixed })
        {
            return (null, Refusals.NoSeatsToBuy);
        }

        if (current.CancelAtPeriodEnd || current.PausedFrom is not null)
        {
            return (null, current.CancelAtPeriodEnd ? Refusals.Ending : Refusals.IsPaused);
        }

        if (seats is < 1 or > Most)
        {
            return (null, Refusals.NoSuchNumberOfSeats);
        }

        var used = await owners.CountMembersAsync(owner, cancellationToken) + await owners.CountInvitedAsync(owner, cancellationToken);
        return seats < used ? (null, Refusals.SeatsInUse(used)) : seats == current.Quantity ? (null, Refusals.SameSeats) : (new Target(account.Id, customer, current), null);
    }

    private sealed record Target(Guid AccountId, string Customer, Subscription Current);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stripe refused another number of seats: {Reason} (request {RequestId})")]
    private partial void LogRefused(string reason, string? requestId);
}
