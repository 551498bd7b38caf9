using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// What this module knows of a user who pays for themselves; what a team pays is the team's. Erasing leaves amounts and numbers of invoices, which the law obliges to
/// keep, on an account that names nobody; <see cref="Erasure"/> deletes the customer at the provider afterwards.
/// </summary>
internal sealed class BillingData(ModuleDb db, Entitlements entitlements, TimeProvider time) : IPersonalDataSource
{
    /// <summary>In the place of the owner's kind, with an id that was never anybody's.</summary>
    public const string ErasedKind = "erased";

    public string Title => "Billing";

    public async Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var context = db.Context;
        if (await AccountAsync(userId, cancellationToken) is not { } account)
        {
            return null;
        }

        var subscriptions = await context.Set<Subscription>().Where(one => one.AccountId == account.Id).OrderBy(one => one.CreatedAt).AsNoTracking().ToListAsync(cancellationToken);
        var invoices = await context.Set<Invoice>().Where(one => one.AccountId == account.Id).OrderBy(one => one.CreatedAt).AsNoTracking().ToListAsync(cancellationToken);
        var reversals = await context.Set<Reversal>().Where(one => one.AccountId == account.Id).OrderBy(one => one.CreatedAt).AsNoTracking().ToListAsync(cancellationToken);
        return new
        {
            account.Email,
            account.Currency,
            account.Provider,
            account.CustomerId,
            account.TaxIds,
            account.TrialUsedAt,
            account.CreatedAt,
            Subscriptions = subscriptions.Select(one => new
            {
                one.ExternalId,
                one.PlanKey,
                Status = BillingApi.Snake(one.Status),
                one.Quantity,
                Interval = BillingApi.Of(one.Interval),
                one.Currency,
                one.UnitAmount,
                one.CreatedAt,
                one.CurrentPeriodEnd,
                one.EndedAt,
            }),
            Invoices = invoices.Select(one => new { one.ExternalId, one.Number, one.Status, one.Currency, one.Total, one.Tax, one.AmountPaid, one.AmountRefunded, one.CreatedAt, one.PaidAt, one.HostedUrl, one.PdfUrl }),
            Purchases = await context.Set<Purchase>().Where(one => one.AccountId == account.Id).OrderBy(one => one.PurchasedAt)
                .Select(one => new { one.ExternalId, one.PlanKey, one.Amount, one.Currency, one.PurchasedAt, one.IsRefunded }).ToListAsync(cancellationToken),
            RefundsAndDisputes = reversals.Select(one => new { one.ExternalId, Kind = BillingApi.Snake(one.Kind), one.InvoiceId, one.Amount, one.Currency, Status = BillingApi.Snake(one.Status), one.CreatedAt }),
            Usage = await context.Set<UsageEvent>().Where(one => one.AccountId == account.Id).OrderBy(one => one.At).Select(one => new { one.Meter, one.Quantity, one.At }).ToListAsync(cancellationToken),
            Grants = await context.Set<EntitlementOverride>().Where(one => one.AccountId == account.Id).OrderBy(one => one.CreatedAt)
                .Select(one => new { one.Key, one.Value, one.Until, one.CreatedAt }).ToListAsync(cancellationToken),
        };
    }

    public async Task EraseAsync(Guid userId, CancellationToken cancellationToken)
    {
        var context = db.Context;
        // An administrator's own name on what they granted to others.
        await context.Set<EntitlementOverride>().Where(one => one.By == userId).ExecuteUpdateAsync(set => set.SetProperty(one => one.By, Guid.Empty), cancellationToken);
        if (await AccountAsync(userId, cancellationToken) is not { } account)
        {
            return;
        }

        var (now, nobody, stamp, customer) = (time.GetUtcNow().UtcDateTime, Guid.CreateVersion7(), Guid.CreateVersion7(), account.CustomerId);
        await context.Set<EntitlementOverride>().Where(one => one.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await context.Set<UsageEvent>().Where(one => one.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await context.Set<CardReminder>().Where(one => one.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await context.Set<ProviderEvent>().Where(one => one.Provider == account.Provider && one.CustomerId == customer && customer != null).ExecuteDeleteAsync(cancellationToken);
        // The provider's pages name the customer.
        await context.Set<Invoice>().Where(one => one.AccountId == account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.HostedUrl, (string?)null).SetProperty(one => one.PdfUrl, (string?)null), cancellationToken);
        await context.Set<BillingAccount>().Where(one => one.Id == account.Id).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.OwnerKind, ErasedKind).SetProperty(one => one.OwnerId, nobody).SetProperty(one => one.Email, "").SetProperty(one => one.EmailDueAt, (DateTime?)null)
                .SetProperty(one => one.TaxIds, (string?)null).SetProperty(one => one.TrialMark, (string?)null).SetProperty(one => one.ErasedAt, now)
                // What a look at the provider has read of the account meanwhile must not be written back.
                .SetProperty(one => one.Stamp, stamp), cancellationToken);
        entitlements.Forget(new AccountOwner("user", userId));
    }

    private Task<BillingAccount?> AccountAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<BillingAccount>().AsNoTracking().FirstOrDefaultAsync(one => one.OwnerKind == "user" && one.OwnerId == userId, cancellationToken);
}
