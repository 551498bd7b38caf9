using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Compares the members of an owner with the seats that are paid for, where the plan lets the one follow the other, and notes the number that is wanted.</summary>
internal sealed class SeatWatch(BillingAccounts accounts, ModuleDb db, PlanCatalogue catalogue, IAccountOwner owners, IOptions<BillingSettings> settings, TimeProvider time)
{
    /// <summary>Accounts whose seats follow their members.</summary>
    public async Task<IReadOnlyList<AccountOwner>> FollowedAsync(CancellationToken cancellationToken)
    {
        var plans = catalogue.Plans.Where(plan => plan.Seats is { Mode: SeatMode.Auto }).Select(plan => plan.Key).ToList();
        var accounts = db.Context.Set<Subscription>()
            .Where(one => plans.Contains(one.PlanKey) && one.Status != SubscriptionStatus.Canceled && one.Status != SubscriptionStatus.IncompleteExpired).Select(one => one.AccountId);
        var found = await db.Context.Set<BillingAccount>().Where(one => accounts.Contains(one.Id)).Select(one => new { one.OwnerKind, one.OwnerId }).ToListAsync(cancellationToken);
        return found.ConvertAll(one => new AccountOwner(one.OwnerKind, one.OwnerId));
    }

    /// <param name="due">When the provider is told (UTC), if there is something to tell.</param>
    public async Task LookAsync(AccountOwner owner, DateTime due, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(owner, cancellationToken) is not { } account)
        {
            return;
        }

        var current = await db.Context.CurrentSubscriptionAsync(account.Id, time.GetUtcNow().UtcDateTime, settings.Value.Grace, cancellationToken);
        var job = db.Context.Set<SeatJob>().Where(one => one.AccountId == account.Id);
        if (!Follows(current, catalogue))
        {
            await job.ExecuteDeleteAsync(cancellationToken);
            return;
        }

        var members = await owners.CountMembersAsync(owner, cancellationToken);
        if (members < 1)
        {
            // An owner has at least one member: nobody could tell, and nothing is taken from that.
            return;
        }

        if (members == current!.Quantity)
        {
            await job.ExecuteDeleteAsync(cancellationToken);
            return;
        }

        await NoteAsync(account.Id, members, due, cancellationToken);
    }

    /// <summary>Whether the number of seats of a contract follows the members now.</summary>
    public static bool Follows(Subscription? subscription, PlanCatalogue catalogue) =>
        subscription is { Status: SubscriptionStatus.Active or SubscriptionStatus.Trialing or SubscriptionStatus.PastDue } && catalogue.Find(subscription.PlanKey) is { Seats.Mode: SeatMode.Auto };

    private async Task NoteAsync(Guid accountId, int members, DateTime due, CancellationToken cancellationToken)
    {
        var known = db.Context.Set<SeatJob>().Where(one => one.AccountId == accountId);
        var version = Guid.CreateVersion7();
        var changed = await known.Where(one => one.Quantity != members).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.Quantity, members).SetProperty(one => one.Version, version).SetProperty(one => one.DueAt, due).SetProperty(one => one.Attempts, 0)
                .SetProperty(one => one.Reason, (string?)null), cancellationToken);
        if (changed > 0 || await known.AnyAsync(cancellationToken))
        {
            return;
        }

        var job = new SeatJob { AccountId = accountId, Quantity = members, Version = version, DueAt = due };
        db.Context.Add(job);
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another instance has noted it; were it another fault, the next look would meet it again.
        }
        finally
        {
            db.Context.Entry(job).State = EntityState.Detached;
        }
    }
}
