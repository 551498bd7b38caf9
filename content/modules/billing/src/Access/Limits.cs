using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Counts what a limit of the kind "have" is about: <c>services.AddScoped&lt;ILimitCount, ProjectCount&gt;()</c>.</summary>
public interface ILimitCount
{
    /// <summary>The limit's name in the catalogue.</summary>
    string Limit { get; }

    /// <summary>
    /// How many an owner has: asked before one is added, in its transaction, and before a change to a smaller plan, which is made on pages outside of any team. So it is the
    /// owner's rows that count, whatever the request acts in: rows of a team are read in a scope of that team.
    /// </summary>
    Task<long> CountAsync(AccountOwner owner, CancellationToken cancellationToken);
}

public enum LimitOutcome
{
    Allowed,

    /// <summary>More than the plan has, and allowed all the same: tell the user.</summary>
    Soft,

    /// <summary>Refused.</summary>
    Hard,
}

/// <param name="Max">Null without a limit.</param>
/// <param name="UpgradeTo">The key of the first public plan that would allow it; null when none does.</param>
public sealed record LimitCheck(LimitOutcome Outcome, long Used, long? Max, string? UpgradeTo);

/// <summary>Whether something more fits into the plan of an owner. Local reads only.</summary>
public sealed class Limits(Entitlements entitlements, PlanCatalogue catalogue, IAccountOwner owners, IEnumerable<ILimitCount> counts, BillingAccounts accounts, ModuleDb db, TimeProvider time)
{
    /// <exception cref="InvalidOperationException">Nobody is signed in, or nobody counts what the limit is about.</exception>
    public async Task<LimitCheck> CheckAsync(string limit, long adding, CancellationToken cancellationToken) => await CheckAsync(
        await owners.CurrentAsync(cancellationToken) ?? throw new InvalidOperationException("Ask for a limit where somebody is signed in."), limit, adding, cancellationToken);

    public async Task<LimitCheck> CheckAsync(AccountOwner owner, string limit, long adding, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var entitlement = await entitlements.OfAsync(owner, cancellationToken);
        var max = entitlement.Limit(limit, now);
        // Without a limit nobody has to count, but for those who may only look.
        var used = max is null ? 0 : await UsedAsync(owner, limit, max.Kind, entitlement, now, cancellationToken);
        var outcome = entitlement.Access.Level == AccessLevel.ReadOnly && adding > 0 ? LimitOutcome.Hard
            : max is null || adding <= 0 || used + adding <= max.Max ? LimitOutcome.Allowed
            : max.IsSoft ? LimitOutcome.Soft
            : LimitOutcome.Hard;
        return new LimitCheck(outcome, used, max?.Max, outcome == LimitOutcome.Allowed ? null : Upgrade(entitlement.Plan, limit, used + adding));
    }

    /// <summary>Notes a use, in the unit of work of the change that uses it.</summary>
    /// <param name="idempotencyKey">What the use is, as in <c>export-42</c>; a second one of the same owner counts nothing.</param>
    /// <returns>Whether it was new.</returns>
    /// <exception cref="InvalidOperationException">The owner has no account yet.</exception>
    public async Task<bool> UseAsync(AccountOwner owner, string limit, long quantity, string idempotencyKey, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(owner, cancellationToken)
            ?? throw new InvalidOperationException("Make the billing account of the owner first.");
        var key = Key(account.Id, idempotencyKey);
        if (await IsKnownAsync(key, cancellationToken))
        {
            return false;
        }

        var now = time.GetUtcNow().UtcDateTime;
        db.Context.Add(new UsageEvent { AccountId = account.Id, Meter = limit, Quantity = quantity, IdempotencyKey = key, At = now, NextAttemptAt = now });
        return true;
    }

    internal async Task<bool> IsKnownAsync(AccountOwner owner, string idempotencyKey, CancellationToken cancellationToken) =>
        (await entitlements.OfAsync(owner, cancellationToken)).Account is { } account && await IsKnownAsync(Key(account.Id, idempotencyKey), cancellationToken);

    /// <summary>When the period began in which a limit counts (UTC): that which is paid, or the calendar month on the free plan.</summary>
    internal static DateTime PeriodBegin(Entitlement entitlement, DateTime now) => entitlement is { Access.Level: > AccessLevel.Free, Subscription.CurrentPeriodStart: { } start }
        ? start
        : new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    private static string Key(Guid account, string idempotencyKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(idempotencyKey);
        var key = $"{account:N}:{idempotencyKey}";
        return key.Length <= BillingTables.IdempotencyKeyLength ? key : throw new ArgumentException("Name a use with fewer characters.", nameof(idempotencyKey));
    }

    private async Task<bool> IsKnownAsync(string key, CancellationToken cancellationToken) =>
        NotSaved.Any(one => one.IdempotencyKey == key) || await db.Context.Set<UsageEvent>().AnyAsync(one => one.IdempotencyKey == key, cancellationToken);

    /// <summary>Of this unit of work: the database does not know them yet.</summary>
    private IEnumerable<UsageEvent> NotSaved => db.Context.ChangeTracker.Entries<UsageEvent>().Where(entry => entry.State == EntityState.Added).Select(entry => entry.Entity);

    private async Task<long> UsedAsync(AccountOwner owner, string limit, LimitKind kind, Entitlement entitlement, DateTime now, CancellationToken cancellationToken)
    {
        if (kind == LimitKind.Have)
        {
            var counter = counts.FirstOrDefault(one => one.Limit == limit) ?? throw new InvalidOperationException($"Register an ILimitCount for the limit '{limit}'.");
            return await counter.CountAsync(owner, cancellationToken);
        }

        if (entitlement.Account is not { } account)
        {
            return 0;
        }

        var begin = PeriodBegin(entitlement, now);
        return NotSaved.Where(one => one.AccountId == account.Id && one.Meter == limit).Sum(one => one.Quantity)
            + await db.Context.Set<UsageEvent>().Where(one => one.AccountId == account.Id && one.Meter == limit && one.At >= begin).SumAsync(one => one.Quantity, cancellationToken);
    }

    private string? Upgrade(Plan from, string limit, long needed) => catalogue.Public
        .SkipWhile(plan => catalogue.Public.Contains(from) && plan != from)
        .FirstOrDefault(plan => plan != from && !plan.IsFree && (plan.Limits.GetValueOrDefault(limit) is not { } max || max.Max >= needed))?.Key;
}
