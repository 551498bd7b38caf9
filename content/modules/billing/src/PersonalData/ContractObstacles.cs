using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>An account with a contract that would go on being paid is not deleted.</summary>
internal sealed class ContractObstacles(ModuleDb db) : IAccountDeletionCheck
{
    public async Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken cancellationToken) =>
        await GoesOnAsync(db.Context, new AccountOwner("user", userId), cancellationToken) ? ["You have a running contract. Cancel it on the billing page first."] : [];

    public static Task<bool> GoesOnAsync(DbContext context, AccountOwner owner, CancellationToken cancellationToken)
    {
        var accounts = context.Set<BillingAccount>().Where(one => one.OwnerKind == owner.Kind && one.OwnerId == owner.Id).Select(one => one.Id);
        return context.Set<Subscription>().AnyAsync(
            one => accounts.Contains(one.AccountId) && !one.CancelAtPeriodEnd && one.Status != SubscriptionStatus.Canceled && one.Status != SubscriptionStatus.IncompleteExpired, cancellationToken);
    }
}
