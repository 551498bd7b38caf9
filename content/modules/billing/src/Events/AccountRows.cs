using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Billing;

/// <summary>
/// All that is written of one account. It is read before the transaction in which it changes, so that this one holds writes alone: SQLite has one writer, for whom
/// every webhook waits. The account's lease keeps other looks at the provider away meanwhile, and its <see cref="BillingAccount.Stamp"/> tells of all else.
/// </summary>
internal sealed record AccountRows(
    BillingAccount Account,
    List<Subscription> Subscriptions,
    Dictionary<string, Invoice> Invoices,
    Dictionary<string, Purchase> Purchases,
    Dictionary<string, Reversal> Reversals,
    HashSet<string> LedgerEvents,
    Dictionary<string, string> PlansOfPrices)
{
    /// <returns>Tracked by the context, which knows nothing else afterwards; null when there is no such account.</returns>
    public static async Task<AccountRows?> ReadAsync(DbContext context, Guid accountId, CancellationToken cancellationToken)
    {
        context.ChangeTracker.Clear();
        // First: whoever changes the account after that changes its stamp, too.
        if (await context.Set<BillingAccount>().FirstOrDefaultAsync(one => one.Id == accountId, cancellationToken) is not { } account)
        {
            return null;
        }

        return new AccountRows(
            account,
            await context.Set<Subscription>().Where(one => one.AccountId == accountId).ToListAsync(cancellationToken),
            await context.Set<Invoice>().Where(one => one.AccountId == accountId).ToDictionaryAsync(one => one.ExternalId, cancellationToken),
            await context.Set<Purchase>().Where(one => one.AccountId == accountId).ToDictionaryAsync(one => one.ExternalId, cancellationToken),
            await context.Set<Reversal>().Where(one => one.AccountId == accountId).ToDictionaryAsync(one => one.ExternalId, cancellationToken),
            (await context.Set<LedgerEntry>().Where(one => one.AccountId == accountId).Select(one => one.EventId).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal),
            await context.Set<ProviderPrice>().Where(one => one.Provider == account.Provider).AsNoTracking().ToDictionaryAsync(one => one.ExternalId, one => one.PlanKey, cancellationToken));
    }
}
