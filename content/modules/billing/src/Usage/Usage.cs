using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

public enum UsageOutcome
{
    /// <summary>It counts with the commit, and is told to the provider afterwards.</summary>
    Noted,

    /// <summary>It has been noted before, and counts once.</summary>
    Known,

    /// <summary>It would be more than the cap, or the owner may only look: nothing is noted.</summary>
    Refused,
}

/// <summary>What was used of something since the period began.</summary>
/// <param name="Max">The cap: the plan's limit of the same name; null without one.</param>
/// <param name="UnitAmount">For one unit, in the currency's minor unit: what the contract says, or the catalogue where there is none.</param>
/// <param name="Waiting">How much of it the provider was not told yet.</param>
/// <param name="Since">UTC.</param>
public sealed record MeterUsage(string Meter, string Name, long Used, long? Max, bool IsSoft, long UnitAmount, string Currency, long Waiting, DateTime Since)
{
    /// <summary>What it costs so far, before tax and discounts, in the currency's minor unit.</summary>
    public long Amount => Used * UnitAmount;
}

/// <summary>
/// What is paid by quantity. It is written here first, in the unit of work of whatever uses it, and told to Stripe's meter by <see cref="UsageOutbox"/>; so neither a
/// crash nor an absent provider loses or doubles anything.
/// </summary>
public sealed class Usage(Limits limits, Entitlements entitlements, MeterPrices prices, IAccountOwner owners, ModuleDb db, TimeProvider time)
{
    /// <param name="idempotencyKey">What the use is, as in <c>call-42</c>; a second one of the same owner counts nothing.</param>
    /// <exception cref="InvalidOperationException">Nobody is signed in, or the owner has no account yet.</exception>
    public async Task<UsageOutcome> NoteAsync(string meter, long quantity, string idempotencyKey, CancellationToken cancellationToken) => await NoteAsync(
        await owners.CurrentAsync(cancellationToken) ?? throw new InvalidOperationException("Note a use where somebody is signed in."), meter, quantity, idempotencyKey, cancellationToken);

    /// <summary>Notes a use. In a transaction no two at once take the last that the cap allows; without one they can.</summary>
    public async Task<UsageOutcome> NoteAsync(AccountOwner owner, string meter, long quantity, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        if (db.Context.Database.CurrentTransaction is not null)
        {
            // Locks the row until the end of the transaction, on both databases.
            await db.Context.Set<BillingAccount>().Where(one => one.OwnerKind == owner.Kind && one.OwnerId == owner.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerKind, one => one.OwnerKind), cancellationToken);
        }

        var check = await limits.CheckAsync(owner, meter, quantity, cancellationToken);
        if (check.Outcome == LimitOutcome.Hard)
        {
            return await limits.IsKnownAsync(owner, idempotencyKey, cancellationToken) ? UsageOutcome.Known : UsageOutcome.Refused;
        }

        return await limits.UseAsync(owner, meter, quantity, idempotencyKey, cancellationToken) ? UsageOutcome.Noted : UsageOutcome.Known;
    }

    /// <summary>What an owner has used of all that their plan counts.</summary>
    public async Task<IReadOnlyList<MeterUsage>> OfAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        var (now, entitlement) = (time.GetUtcNow().UtcDateTime, await entitlements.OfAsync(owner, cancellationToken));
        if (entitlement is not { Account: { } account, Subscription: { } subscription } || entitlement.Plan.Metered.Count == 0)
        {
            return [];
        }

        var since = Limits.PeriodBegin(entitlement, now);
        var meters = await prices.MetersAsync(subscription, cancellationToken);
        List<MeterUsage> all = [];
        foreach (var metered in entitlement.Plan.Metered)
        {
            var key = metered.Meter.Key;
            var noted = db.Context.Set<UsageEvent>().Where(one => one.AccountId == account.Id && one.Meter == key && one.At >= since);
            var (used, sent) = (await noted.SumAsync(one => one.Quantity, cancellationToken), await noted.Where(one => one.SentAt != null).SumAsync(one => one.Quantity, cancellationToken));
            var line = subscription.Metered.FirstOrDefault(one => meters.GetValueOrDefault(one.PriceId) == key);
            var limit = entitlement.Limit(key, now);
            all.Add(new MeterUsage(
                key, metered.Meter.Name, used, limit?.Max, limit?.IsSoft ?? false, line?.UnitAmount ?? metered.Price(subscription.Interval, subscription.Currency)?.Amount ?? 0, subscription.Currency, used - sent, since));
        }

        return all;
    }
}
