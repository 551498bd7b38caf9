using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>A team with a contract that would go on being paid is not deleted, and whoever owns it gets its mail.</summary>
internal sealed class ContractsOfOwners(BillingAccounts accounts, ModuleDb db, IUserDirectory users, TimeProvider time) : IOwnerChanges
{
    public async Task<IReadOnlyList<string>> ObstaclesToDeletionAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        await accounts.FindAsync(owner, cancellationToken) is not null && await ContractObstacles.GoesOnAsync(db.Context, owner, cancellationToken) ? ["This team has a running contract. Cancel it on the billing page first."] : [];

    /// <summary>The mail moves where it went to the one who hands over, or to nobody; an address that was chosen for receipts stays.</summary>
    public async Task HandedOverAsync(AccountOwner owner, Guid fromUserId, Guid toUserId, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(owner, cancellationToken);
        if (account is null || await users.FindAsync(toUserId, cancellationToken) is not { } next)
        {
            return;
        }

        var before = await users.FindAsync(fromUserId, cancellationToken);
        if (account.Email.Length > 0 && !string.Equals(account.Email, before?.Email, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var now = time.GetUtcNow().UtcDateTime;
        await db.Context.Set<BillingAccount>().Where(one => one.Id == account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Email, next.Email).SetProperty(one => one.EmailDueAt, now), cancellationToken);
    }
}
