using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What a change of plan means.</summary>
/// <param name="IsNow">Whether it takes effect at once, when it is paid; else with the next period.</param>
/// <param name="Due">To be paid at once, in the currency's minor unit.</param>
/// <param name="Credit">What stays as credit for the next invoices; it is never paid out by itself.</param>
/// <param name="At">When it takes effect (UTC).</param>
/// <param name="ProrationDate">The moment for which it was worked out, in seconds since 1970; the change is made for the same.</param>
public sealed record ChangePreview(Plan Plan, BillingInterval Interval, bool IsNow, long Due, long Credit, string Currency, DateTime At, long ProrationDate, IReadOnlyList<ChangeLine> Lines);

/// <param name="Amount">In the currency's minor unit; below zero for what is given back.</param>
public sealed record ChangeLine(string Text, long Amount);

/// <summary>
/// Another plan or interval. What costs more is paid and takes effect at once, for the price that was shown; what costs less follows at the end of the period that is
/// paid, and can be taken back until then (Stripe's documentation, "Prorations", "Pending updates" and "Subscription schedules").
/// </summary>
public sealed partial class PlanChange(
    BillingAccounts accounts, PlanCatalogue catalogue, IAccountOwner owners, IEnumerable<ILimitCount> counts, MeterPrices meters, IStripe stripe, StripeKeys keys, AccountSync sync, ModuleDb db, IOptions<BillingSettings> settings,
    TimeProvider time, ILogger<PlanChange> logger)
{
    /// <summary>For so long a preview is good.</summary>
    private static readonly TimeSpan PreviewLasts = TimeSpan.FromMinutes(30);

    public async Task<Result<ChangePreview>> PreviewAsync(AccountOwner owner, Guid userId, string planKey, BillingInterval interval, CancellationToken cancellationToken)
    {
        var (target, refusal) = await TargetAsync(owner, userId, planKey, interval, cancellationToken);
        if (target is null)
        {
            return refusal!;
        }

        var (now, current) = (time.GetUtcNow(), target.Current);
        var seconds = now.ToUnixTimeSeconds();
        if (!target.IsNow)
        {
            return new ChangePreview(target.Plan, interval, false, 0, 0, current.Currency, current.CurrentPeriodEnd ?? now.UtcDateTime, seconds, []);
        }

        try
        {
            var invoice = await stripe.PreviewInvoiceAsync(new PreviewParameters(target.Customer, current.ExternalId, new PreviewChange(target.Lines, "always_invoice", seconds)), cancellationToken);
            return new ChangePreview(
                target.Plan, interval, true, invoice.AmountDue, Math.Max(0, -invoice.Total), invoice.Currency, now.UtcDateTime, seconds, [.. invoice.Lines.Data.Select(line => new ChangeLine(line.Description ?? "", line.Amount))]);
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return Refusals.Of(exception);
        }
    }

    /// <summary>Whether a preview is good still.</summary>
    /// <param name="prorationDate">Its moment, in seconds since 1970; it comes from a form.</param>
    /// <param name="periodStart">Of what is paid now: Stripe takes no moment before it.</param>
    internal static bool IsFresh(long prorationDate, DateTime? periodStart, DateTimeOffset now)
    {
        var oldest = periodStart is { } start && start > (now - PreviewLasts).UtcDateTime ? start : (now - PreviewLasts).UtcDateTime;
        return prorationDate <= now.ToUnixTimeSeconds() && prorationDate >= new DateTimeOffset(oldest).ToUnixTimeSeconds();
    }

    /// <param name="prorationDate">That of the preview that was agreed to.</param>
    /// <returns>Null when it is done, or will be with the next period.</returns>
    public async Task<Refusal?> ConfirmAsync(AccountOwner owner, Guid userId, string planKey, BillingInterval interval, long prorationDate, CancellationToken cancellationToken)
    {
        var (target, refusal) = await TargetAsync(owner, userId, planKey, interval, cancellationToken);
        if (target is null)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        if (!IsFresh(prorationDate, target.Current.CurrentPeriodStart, now))
        {
            return Refusals.PreviewTooOld;
        }

        if (!target.IsNow && await ExceededAsync(owner, target.Plan, cancellationToken) is { Count: > 0 } exceeded)
        {
            return Refusals.TooMuchInUse(exceeded);
        }

        try
        {
            await using (var lease = await AccountLease.WaitAsync(db.Context, target.AccountId, time, settings.Value.Lease, cancellationToken))
            {
                if (lease is null)
                {
                    return Refusals.Busy;
                }

                refusal = await ChangeAsync(target, prorationDate, cancellationToken);
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

    /// <summary>Takes back what would follow at the end of the period.</summary>
    public async Task<Refusal?> KeepAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return Refusals.NotConfigured;
        }

        if (!await owners.MayManageAsync(owner, userId, cancellationToken))
        {
            return Refusals.NotAllowed;
        }

        var (found, current) = await CurrentAsync(owner, cancellationToken);
        if (found is not null && !keys.Fits(found))
        {
            return Refusals.OtherMode;
        }

        if (found is not { } account || current is not { ScheduleId: { } schedule })
        {
            return Refusals.NothingScheduled;
        }

        try
        {
            await stripe.ReleaseScheduleAsync(schedule, $"release:{schedule}", cancellationToken);
            await sync.SyncAsync(account.Id, cancellationToken);
            return null;
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return Refusals.Of(exception);
        }
        catch (BillingProviderException)
        {
            return null;
        }
    }

    /// <summary>What was shown was worked out for what is written here; another tab, or somebody in the dashboard, may have changed it since.</summary>
    private async Task<Refusal?> ChangeAsync(Target target, long prorationDate, CancellationToken cancellationToken)
    {
        var present = await stripe.GetSubscriptionAsync(target.Current.ExternalId, cancellationToken);
        if (present.Items.Data.Any(item => item.Price.Id == target.Price.ExternalId))
        {
            return null;
        }

        var isAsShown = !present.CancelAtPeriodEnd && present.Items.Data.Any(item => item.Id == target.Current.ItemId && item.Price.Id == target.Current.PriceId && (item.Quantity ?? 1) == target.Current.Quantity);
        return !isAsShown ? Refusals.PreviewTooOld : target.IsNow ? await UpgradeAsync(target, prorationDate, cancellationToken) : await ScheduleAsync(target, cancellationToken);
    }

    private async Task<Refusal?> UpgradeAsync(Target target, long prorationDate, CancellationToken cancellationToken)
    {
        if (target.Current.ScheduleId is { } schedule)
        {
            await stripe.ReleaseScheduleAsync(schedule, $"release:{schedule}", cancellationToken);
        }

        var isTrial = target.Current.Status == SubscriptionStatus.Trialing;
        var changed = await stripe.UpdateSubscriptionAsync(
            target.Current.ExternalId,
            new SubscriptionParameters
            {
                Items = target.Lines,
                ProrationBehavior = isTrial ? "none" : "always_invoice",
                PaymentBehavior = isTrial ? null : "pending_if_incomplete",
                ProrationDate = isTrial ? null : prorationDate,
            },
            // Sent twice, it is one change at one price.
            FormattableString.Invariant($"change:{target.Current.ExternalId}:{target.Price.ExternalId}:{prorationDate}"), cancellationToken);
        return changed.Items.Data.Any(item => item.Price.Id == target.Price.ExternalId) ? null : Refusals.PaymentFailed;
    }

    private async Task<Refusal?> ScheduleAsync(Target target, CancellationToken cancellationToken)
    {
        var current = target.Current;
        var schedule = current.ScheduleId is { } known
            ? await stripe.GetScheduleAsync(known, cancellationToken)
            : await stripe.CreateScheduleAsync(new ScheduleCreateParameters(current.ExternalId), $"schedule:{current.ExternalId}:{Guid.CreateVersion7()}", cancellationToken);
        // The one that runs: after an earlier change the schedule has phases that are over, and stays until the last one is.
        var present = schedule.Phases.LastOrDefault(phase => phase.StartDate <= time.GetUtcNow().ToUnixTimeSeconds()) ?? schedule.Phases[0];
        var discounts = SchedulePhaseDiscount.Of(present);
        await stripe.UpdateScheduleAsync(
            schedule.Id,
            new ScheduleParameters(
            [
                new SchedulePhase(Items(current.PriceId, current.Quantity, current.Metered.Select(line => line.PriceId))) { StartDate = present.StartDate, EndDate = present.EndDate, Discounts = discounts },
                new SchedulePhase(Items(target.Price.ExternalId, target.Quantity, await meters.AfterAsync(current, target.Metered, cancellationToken))) { ProrationBehavior = "none", Discounts = discounts },
            ]),
            $"phases:{schedule.Id}:{Guid.CreateVersion7()}", cancellationToken);
        return null;

        IReadOnlyList<SchedulePhaseItem> Items(string price, int quantity, IEnumerable<string> metered) => [new SchedulePhaseItem(price, quantity), .. metered.Select(one => new SchedulePhaseItem(one, null))];
    }

    private async Task<(Target? Target, Refusal? Refusal)> TargetAsync(AccountOwner owner, Guid userId, string planKey, BillingInterval interval, CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return (null, Refusals.NotConfigured);
        }

        if (!await owners.MayManageAsync(owner, userId, cancellationToken))
        {
            return (null, Refusals.NotAllowed);
        }

        if (catalogue.Public.FirstOrDefault(one => one.Key == planKey && !one.IsFree) is not { } plan)
        {
            return (null, Refusals.NoSuchPlan);
        }

        if (await CurrentAsync(owner, cancellationToken) is not ({ CustomerId: { } customer } account, { Status: SubscriptionStatus.Active or SubscriptionStatus.Trialing } current))
        {
            return (null, Refusals.NotChangeable);
        }

        if (!keys.Fits(account))
        {
            return (null, Refusals.OtherMode);
        }

        if (current.CancelAtPeriodEnd || current.PausedFrom is not null)
        {
            return (null, current.CancelAtPeriodEnd ? Refusals.Ending : Refusals.IsPaused);
        }

        var price = await db.Context.Set<ProviderPrice>().AsNoTracking().FirstOrDefaultAsync(
            one => one.Provider == StripeProvider.Id && one.PlanKey == plan.Key && one.Interval == interval && one.Currency == current.Currency && one.IsCurrent && one.LiveMode == keys.IsLive, cancellationToken);
        if (price is null || await meters.OfAsync(plan, interval, current.Currency, cancellationToken) is not { } metered)
        {
            return (null, Refusals.NotForSale);
        }

        var quantity = await QuantityAsync(owner, current, plan, cancellationToken);
        IReadOnlyList<SubscriptionLine> lines = [new SubscriptionLine(current.ItemId, price.ExternalId, quantity), .. await meters.ChangesAsync(current, metered, cancellationToken)];
        return price.ExternalId == current.PriceId ? (null, Refusals.SamePlan) : (new Target(account.Id, customer, current, plan, price, quantity, metered, lines, IsNow(current, plan, price, quantity)), null);
    }

    /// <summary>Seats stay seats; a plan at one price for all is paid once, and who comes from one pays for each member.</summary>
    private async Task<int> QuantityAsync(AccountOwner owner, Subscription current, Plan plan, CancellationToken cancellationToken) =>
        plan.Seats is null ? 1 : catalogue.Find(current.PlanKey) is { Seats: not null } ? current.Quantity : Math.Max(1, await owners.CountMembersAsync(owner, cancellationToken));

    /// <summary>At once: in a trial, from months to years of a plan that is no smaller, and what costs more.</summary>
    private static bool IsNow(Subscription current, Plan plan, ProviderPrice price, int quantity)
    {
        if (current.Status == SubscriptionStatus.Trialing)
        {
            return true;
        }

        // Within one plan a year costs less than twelve months, and is more all the same.
        return plan.Key == current.PlanKey && price.Interval != current.Interval
            ? price.Interval == BillingInterval.Year
            : price.Interval >= current.Interval && Yearly(price.UnitAmount * quantity, price.Interval) > Yearly(current.UnitAmount * current.Quantity, current.Interval);
    }

    private static long Yearly(long amount, BillingInterval interval) => interval == BillingInterval.Year ? amount : amount * 12;

    /// <summary>The limits of the smaller plan that are exceeded already.</summary>
    private async Task<List<string>> ExceededAsync(AccountOwner owner, Plan plan, CancellationToken cancellationToken)
    {
        List<string> found = [];
        foreach (var counter in counts)
        {
            if (plan.Limits.GetValueOrDefault(counter.Limit) is { Kind: LimitKind.Have, IsSoft: false } limit && await counter.CountAsync(owner, cancellationToken) is var used && used > limit.Max)
            {
                found.Add(FormattableString.Invariant($"{counter.Limit.Replace('_', ' ')} ({used} of {limit.Max})"));
            }
        }

        return found;
    }

    private async Task<(BillingAccount? Account, Subscription? Current)> CurrentAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(owner, cancellationToken);
        return (account, account is null ? null : await db.Context.CurrentSubscriptionAsync(account.Id, time.GetUtcNow().UtcDateTime, settings.Value.Grace, cancellationToken));
    }

    /// <param name="Quantity">Of the plan's own line.</param>
    /// <param name="Metered">The prices of the plan's meters.</param>
    /// <param name="Lines">What changes of the subscription.</param>
    private sealed record Target(
        Guid AccountId, string Customer, Subscription Current, Plan Plan, ProviderPrice Price, int Quantity, IReadOnlyDictionary<string, string> Metered, IReadOnlyList<SubscriptionLine> Lines, bool IsNow);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stripe refused a change of plan: {Reason} (request {RequestId})")]
    private partial void LogRefused(string reason, string? requestId);
}
