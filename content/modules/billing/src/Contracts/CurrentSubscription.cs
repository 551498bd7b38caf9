using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Billing;

/// <summary>The contract of an account that counts, past what is kept: for whoever is about to change it.</summary>
internal static class CurrentSubscription
{
    /// <returns>Not tracked; null without any.</returns>
    public static async Task<Subscription?> CurrentSubscriptionAsync(this DbContext context, Guid accountId, DateTime now, TimeSpan grace, CancellationToken cancellationToken) =>
        AccessMap.Current(await context.Set<Subscription>().Where(one => one.AccountId == accountId).AsNoTracking().ToListAsync(cancellationToken), now, grace);
}
