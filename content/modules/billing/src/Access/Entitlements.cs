using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What an owner is entitled to now.</summary>
/// <param name="Plan">The plan that counts: that of the subscription while it gives access, else the free one.</param>
/// <param name="Subscription">The one that counts; null without any.</param>
public sealed record Entitlement(Plan Plan, AccessState Access, Subscription? Subscription, BillingAccount? Account, IReadOnlyList<EntitlementOverride> Overrides)
{
    /// <summary>What was bought once, the newest first; also what was paid back, which counts for nothing.</summary>
    public IReadOnlyList<Purchase> Purchases { get; init; } = [];

    /// <summary>What is bought once and kept, whatever becomes of the plan.</summary>
    public IReadOnlyList<Plan> Owned { get; init; } = [];

    public bool Has(string feature, DateTime now) => Granted(feature, now) is { } grant ? grant.Value is not 0 : Plan.Features.Contains(feature) || Owns(feature);

    /// <summary>Whether a feature was bought once: it can be used while the plan allows reading only.</summary>
    public bool Owns(string feature) => Owned.Any(one => one.Features.Contains(feature));

    /// <returns>Null without a limit.</returns>
    public PlanLimit? Limit(string limit, DateTime now)
    {
        var planned = Plan.Limits.GetValueOrDefault(limit) is { } own ? own with { Max = own.Max + Owned.Sum(one => one.Limits.GetValueOrDefault(limit)?.Max ?? 0) } : null;
        return Granted(limit, now) is not { } grant ? planned : grant.Value is { } max ? new PlanLimit(planned?.Kind ?? LimitKind.Have, max, planned?.IsSoft ?? false) : null;
    }

    private EntitlementOverride? Granted(string key, DateTime now) => Overrides.Where(one => one.Key == key && (one.Until is null || one.Until > now)).MaxBy(one => one.CreatedAt);
}

/// <summary>
/// Reads entitlements from the application's own database, and keeps them for a minute; a provider is never asked. Another instance sees a change within that
/// minute, this one at once.
/// </summary>
public sealed class Entitlements(IServiceScopeFactory scopes, PlanCatalogue catalogue, IOptions<BillingSettings> settings, TimeProvider time)
{
    /// <summary>More are not kept at once; they are simply read again.</summary>
    private const int MostKept = 20_000;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<AccountOwner, Lazy<Task<Snapshot>>> _snapshots = new();

    public async Task<Entitlement> OfAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var snapshot = await SnapshotAsync(owner, now).WaitAsync(cancellationToken);
        // The access is worked out anew each time: a grace ends without an event.
        var subscription = AccessMap.Current(snapshot.Subscriptions, now, settings.Value.Grace);
        var access = AccessMap.Of(subscription, now, settings.Value.Grace);
        var plan = access.Level > AccessLevel.Free && catalogue.Find(subscription!.PlanKey) is { } bought ? bought : catalogue.Free;
        return new Entitlement(plan, access, subscription, snapshot.Account, snapshot.Overrides)
        {
            Purchases = snapshot.Purchases,
            Owned = [.. snapshot.Purchases.Where(one => !one.IsRefunded).Select(one => catalogue.Find(one.PlanKey)).OfType<Plan>()],
        };
    }

    /// <summary>Called after the commit of whatever changes entitlements.</summary>
    public void Forget(AccountOwner owner) => _snapshots.TryRemove(owner, out _);

    private async Task<Snapshot> SnapshotAsync(AccountOwner owner, DateTime now)
    {
        if (_snapshots.TryGetValue(owner, out var kept) && kept.Value is { IsFaulted: false, IsCanceled: false } reading && (await reading).ReadAt + Kept > now)
        {
            return await reading;
        }

        if (_snapshots.Count >= MostKept)
        {
            _snapshots.Clear();
        }

        // It is there before the reading begins: whoever changes something meanwhile takes it away, and what was read before the change is not kept.
        var next = new Lazy<Task<Snapshot>>(() => ReadAsync(owner, now));
        _snapshots[owner] = next;
        return await next.Value;
    }

    private async Task<Snapshot> ReadAsync(AccountOwner owner, DateTime now)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        // Only read: a seat is asked for in a transaction of whoever adds a member, and on SQLite nobody else writes meanwhile.
        var account = await scope.ServiceProvider.GetRequiredService<BillingAccounts>().ReadAsync(owner, CancellationToken.None);
        return account is null
            ? new Snapshot(now, null, [], [], [])
            : new Snapshot(
                // What still stands with a predecessor is not kept: its changes are told under the predecessor's name.
                account.OwnerKind == owner.Kind && account.OwnerId == owner.Id ? now : DateTime.MinValue, account, await context.Set<Subscription>().Where(one => one.AccountId == account.Id).AsNoTracking().ToListAsync(),
                await context.Set<EntitlementOverride>().Where(one => one.AccountId == account.Id).AsNoTracking().ToListAsync(),
                await context.Set<Purchase>().Where(one => one.AccountId == account.Id).OrderByDescending(one => one.PurchasedAt).AsNoTracking().ToListAsync());
    }

    private sealed record Snapshot(DateTime ReadAt, BillingAccount? Account, IReadOnlyList<Subscription> Subscriptions, IReadOnlyList<EntitlementOverride> Overrides, IReadOnlyList<Purchase> Purchases);
}

/// <summary>Whether the owner for whom the request acts has a feature.</summary>
public sealed class Features(Entitlements entitlements, IAccountOwner owners, TimeProvider time)
{
    /// <returns>False too when nobody is signed in.</returns>
    public async Task<bool> HasAsync(string feature, CancellationToken cancellationToken) =>
        await owners.CurrentAsync(cancellationToken) is { } owner && await HasAsync(owner, feature, cancellationToken);

    public async Task<bool> HasAsync(AccountOwner owner, string feature, CancellationToken cancellationToken) =>
        (await entitlements.OfAsync(owner, cancellationToken)).Has(feature, time.GetUtcNow().UtcDateTime);
}
