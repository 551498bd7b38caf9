using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>All that is known of one account.</summary>
public sealed record AccountDetails(BillingAccount Account, IReadOnlyList<Subscription> Subscriptions, IReadOnlyList<Invoice> Invoices, IReadOnlyList<Reversal> Reversals);

/// <summary>The accounts, for administrators; the newest first.</summary>
public sealed class AccountList(ModuleDb db)
{
    private const int Shown = 24;

    /// <param name="search">A part of the address of its receipts, the provider's id of the customer, or the owner's id; null or empty for all.</param>
    /// <param name="before">The id after which the list goes on; null for its beginning.</param>
    public async Task<IReadOnlyList<BillingAccount>> ListAsync(string? search, Guid? before, int count, CancellationToken cancellationToken)
    {
        var all = db.Context.Set<BillingAccount>().AsNoTracking();
        if (search?.Trim() is { Length: > 0 } part)
        {
            var (owner, lower) = (Guid.TryParse(part, out var id) ? id : (Guid?)null, part.ToLowerInvariant());
#pragma warning disable CA1304, CA1311, CA1862 // It is the database's lower(), which knows no culture.
            // A zero is in no text of PostgreSQL, not even in one that is asked for.
            all = part.Contains('\0', StringComparison.Ordinal) ? all.Where(one => false) : all.Where(one => one.CustomerId == part || one.OwnerId == owner || one.Id == owner || one.Email.ToLower().Contains(lower));
#pragma warning restore CA1304, CA1311, CA1862
        }

        // Ids of version 7 are in the order in which they were made.
        if (before is { } last && await FindAsync(last, cancellationToken) is { CreatedAt: var at })
        {
            all = all.Where(one => one.CreatedAt < at || (one.CreatedAt == at && one.Id.CompareTo(last) < 0));
        }

        return await all.OrderByDescending(one => one.CreatedAt).ThenByDescending(one => one.Id).Take(count).ToListAsync(cancellationToken);
    }

    public Task<BillingAccount?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Context.Set<BillingAccount>().AsNoTracking().FirstOrDefaultAsync(one => one.Id == id, cancellationToken);

    public async Task<AccountDetails?> DetailsAsync(Guid id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) is { } account
        ? new AccountDetails(
            account, await db.Context.Set<Subscription>().Where(one => one.AccountId == id).OrderByDescending(one => one.CreatedAt).AsNoTracking().ToListAsync(cancellationToken),
            await db.Context.Set<Invoice>().Where(one => one.AccountId == id).OrderByDescending(one => one.CreatedAt).Take(Shown).AsNoTracking().ToListAsync(cancellationToken),
            await db.Context.Set<Reversal>().Where(one => one.AccountId == id).OrderByDescending(one => one.CreatedAt).AsNoTracking().ToListAsync(cancellationToken))
        : null;
}
