using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What came of a look at the provider.</summary>
public enum SyncOutcome
{
    Written,

    /// <summary>Somebody else writes this account right now, or was quicker.</summary>
    Busy,

    /// <summary>The account's customer is of live mode and the key is not, or the other way round: nothing was asked or changed.</summary>
    OtherMode,
}

/// <summary>
/// The second phase, for one account: fetches what the provider has now, and writes that. What an event says about the state is never read, so it does not matter
/// whether events come late, twice or in another order.
/// </summary>
public sealed partial class AccountSync(ModuleDb db, IServiceProvider services, Entitlements entitlements, ContractNews news, Reversals reversals, Ledger ledger, StripeKeys keys, WriteTurns turns, IOptions<BillingSettings> settings, TimeProvider time, ILogger<AccountSync> logger)
{
    /// <summary>Waits for a moment when another one is at it.</summary>
    /// <exception cref="BillingProviderException">The provider cannot be asked.</exception>
    public async Task<SyncOutcome> SyncAsync(Guid accountId, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var outcome = await TryAsync(accountId, cancellationToken);
            if (outcome != SyncOutcome.Busy || tries == AccountLease.Tries)
            {
                return outcome;
            }

            await Task.Delay(AccountLease.Pause, time, cancellationToken);
        }
    }

    /// <exception cref="BillingProviderException">The provider cannot be asked; nothing is changed but the pending events, which wait for the next try.</exception>
    internal async Task<SyncOutcome> TryAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var lease = await TakeLeaseAsync(accountId, cancellationToken);
        if (lease is null || await db.Context.Set<BillingAccount>().AsNoTracking().FirstOrDefaultAsync(one => one.Id == accountId, cancellationToken) is not { CustomerId: { } customerId } account)
        {
            return lease is null ? SyncOutcome.Busy : SyncOutcome.Written;
        }

        if (!keys.Fits(account))
        {
            LogOtherMode(accountId);
            return SyncOutcome.OtherMode;
        }

        // Those that were there before the provider was asked: what came later may be about something newer than the answer.
        var events = await db.Context.Set<ProviderEvent>()
            .Where(one => one.Provider == account.Provider && one.CustomerId == customerId && one.State == ProviderEventState.Pending)
            .Select(one => new { one.EventId, one.CreatedAt }).AsNoTracking().ToListAsync(cancellationToken);
        var state = await services.GetRequiredKeyedService<IBillingProvider>(account.Provider).FetchAsync(customerId, cancellationToken);

        if (account.SyncedAt is null && !await TakeOverAsync(lease, account, customerId, state, cancellationToken))
        {
            return SyncOutcome.Busy;
        }

        if (await AccountRows.ReadAsync(db.Context, accountId, cancellationToken) is not { } rows)
        {
            return SyncOutcome.Written;
        }

        using var turn = await turns.InTheBackgroundAsync(db.Context, cancellationToken);
        await using var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken);
        if (!await lease.HoldsAsync(customerId, rows.Account.Stamp, Now, cancellationToken))
        {
            return SyncOutcome.Busy;
        }

        await WriteAsync(rows, state, events.Count == 0 ? null : events.Max(one => one.CreatedAt), cancellationToken);
        var ids = events.ConvertAll(one => one.EventId);
        var now = Now;
        // One statement for any number of ids, so that it is made once, and by the customer, whose few events an index finds.
        await db.Context.Set<ProviderEvent>().Where(one => one.Provider == account.Provider && one.CustomerId == customerId && one.State == ProviderEventState.Pending && EF.Parameter(ids).Contains(one.EventId))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.State, ProviderEventState.Processed).SetProperty(one => one.HandledAt, now).SetProperty(one => one.Reason, (string?)null)
                .SetProperty(one => one.Attempts, one => one.Attempts + 1), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        lease.WasGivenBack();
        entitlements.Forget(new AccountOwner(account.OwnerKind, account.OwnerId));
        return SyncOutcome.Written;
    }

    private async Task<AccountLease?> TakeLeaseAsync(Guid accountId, CancellationToken cancellationToken)
    {
        using var turn = await turns.InTheBackgroundAsync(db.Context, cancellationToken);
        return await AccountLease.TakeAsync(db.Context, accountId, Now, settings.Value.Lease, cancellationToken);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task WriteAsync(AccountRows rows, CustomerState state, DateTime? newestEvent, CancellationToken cancellationToken)
    {
        var (account, subscriptions) = (rows.Account, rows.Subscriptions);
        var before = subscriptions.ToDictionary(one => one.ExternalId, SubscriptionBefore.Of);
        var revenue = subscriptions.ToDictionary(one => one.ExternalId, one => one.Mrr);
        if (state.IsDeleted)
        {
            EndAll(account, subscriptions);
        }
        else
        {
            foreach (var gone in SubscriptionMapping.Gone(subscriptions, state).ToList())
            {
                LogGone(gone.ExternalId);
                End(gone);
            }

            foreach (var one in state.Subscriptions)
            {
                Write(account, subscriptions, one, rows.PlansOfPrices, state.LiveMode);
            }

            WriteInvoices(rows, state);
            await reversals.WriteAsync(rows, state, cancellationToken);
            WritePurchases(rows, state);
            account.TaxIds = account.ErasedAt is not null ? null : state.TaxIds is { Length: > BillingTables.ReasonLength } ids ? ids[..BillingTables.ReasonLength] : state.TaxIds;
            (account.LiveMode, account.Currency, account.SuspendedReason) = (state.LiveMode, state.Currency ?? account.Currency, null);
            account.TrialUsedAt ??= state.Subscriptions.Min(one => one.TrialStart);
            account.TrialMark ??= account.TrialUsedAt is null || account.ErasedAt is not null ? null : TrialMark.Of(account.Email);
        }

        foreach (var one in subscriptions)
        {
            await news.QueueAsync(account, before.GetValueOrDefault(one.ExternalId), one, cancellationToken);
        }

        ledger.Write(rows, revenue);
        account.SyncedAt = Now;
        account.LastEventAt = newestEvent > account.LastEventAt || account.LastEventAt is null ? newestEvent ?? account.LastEventAt : account.LastEventAt;
        account.Stamp = Guid.CreateVersion7();
        // With what is written, since a commit of its own waits for the disk once more.
        (account.LeasedBy, account.LeasedUntil) = (null, null);
        await db.Context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A customer who was tied to the wrong account before comes with all that is written there: a second row of the same is refused by the index.</summary>
    /// <returns>Whether the lease is still ours.</returns>
    private async Task<bool> TakeOverAsync(AccountLease lease, BillingAccount account, string customerId, CustomerState state, CancellationToken cancellationToken)
    {
        var (context, provider, id) = (db.Context, account.Provider, account.Id);
        List<string> subscriptionIds = [.. state.Subscriptions.Select(one => one.ExternalId)], invoiceIds = [.. state.Invoices.Select(one => one.ExternalId)];
        List<string> purchaseIds = [.. state.Purchases.Select(one => one.ExternalId)], reversalIds = [.. state.Reversals.Select(one => one.ExternalId)];
        var subscriptions = context.Set<Subscription>().Where(one => one.Provider == provider && one.AccountId != id && subscriptionIds.Contains(one.ExternalId));
        var invoices = context.Set<Invoice>().Where(one => one.Provider == provider && one.AccountId != id && invoiceIds.Contains(one.ExternalId));
        var purchases = context.Set<Purchase>().Where(one => one.Provider == provider && one.AccountId != id && purchaseIds.Contains(one.ExternalId));
        var reversed = context.Set<Reversal>().Where(one => one.Provider == provider && one.AccountId != id && reversalIds.Contains(one.ExternalId));
        // Mostly there is nothing, and that is learnt without being the one writer.
        if (!await subscriptions.AnyAsync(cancellationToken) && !await invoices.AnyAsync(cancellationToken) && !await purchases.AnyAsync(cancellationToken) && !await reversed.AnyAsync(cancellationToken))
        {
            return true;
        }

        using var turn = await turns.InTheBackgroundAsync(context, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await lease.HoldsAsync(customerId, account.Stamp, Now, cancellationToken))
        {
            return false;
        }

        await subscriptions.ExecuteUpdateAsync(set => set.SetProperty(one => one.AccountId, id), cancellationToken);
        await invoices.ExecuteUpdateAsync(set => set.SetProperty(one => one.AccountId, id), cancellationToken);
        await purchases.ExecuteUpdateAsync(set => set.SetProperty(one => one.AccountId, id), cancellationToken);
        await reversed.ExecuteUpdateAsync(set => set.SetProperty(one => one.AccountId, id), cancellationToken);
        await ledger.TakeOverAsync(account, subscriptionIds, invoiceIds, reversalIds, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private void Write(BillingAccount account, List<Subscription> known, SubscriptionState state, Dictionary<string, string> prices, bool isLive)
    {
        var row = known.Find(one => one.ExternalId == state.ExternalId);
        if (row is null)
        {
            row = new Subscription { AccountId = account.Id, Provider = account.Provider, ExternalId = state.ExternalId, Status = SubscriptionStatus.Incomplete };
            known.Add(row);
            db.Context.Add(row);
        }

        if (state.Status is null)
        {
            LogUnknownStatus(state.ExternalId, state.StatusName, row.Status);
        }

        SubscriptionMapping.Copy(state, row, prices, isLive);
        row.SyncedAt = Now;
    }

    private void WriteInvoices(AccountRows rows, CustomerState state)
    {
        var (account, known) = (rows.Account, rows.Invoices);
        foreach (var one in state.Invoices)
        {
            if (!known.TryGetValue(one.ExternalId, out var row))
            {
                row = new Invoice { AccountId = account.Id, Provider = account.Provider, ExternalId = one.ExternalId };
                db.Context.Add(row);
                known.Add(one.ExternalId, row);
            }

            SubscriptionMapping.Copy(one, row, state.LiveMode);
            if (account.ErasedAt is not null)
            {
                // The provider's pages name the customer.
                (row.HostedUrl, row.PdfUrl) = (null, null);
            }
        }
    }

    private void WritePurchases(AccountRows rows, CustomerState state)
    {
        var (account, known) = (rows.Account, rows.Purchases);
        foreach (var one in state.Purchases)
        {
            if (!known.TryGetValue(one.ExternalId, out var row))
            {
                row = new Purchase { AccountId = account.Id, Provider = account.Provider, ExternalId = one.ExternalId };
                db.Context.Add(row);
            }

            (row.PlanKey, row.Amount, row.Currency) = (rows.PlansOfPrices.GetValueOrDefault(one.PriceId, ""), one.Amount, one.Currency);
            (row.PurchasedAt, row.IsRefunded, row.LiveMode) = (one.PurchasedAt, one.IsRefunded, state.LiveMode);
        }
    }

    /// <summary>The customer was deleted at the provider: nothing is paid any more, and the next checkout makes a new customer.</summary>
    private void EndAll(BillingAccount account, IEnumerable<Subscription> subscriptions)
    {
        foreach (var one in subscriptions.Where(one => AccessMap.IsLive(one.Status)))
        {
            End(one);
        }

        if (account.ErasedAt is not null)
        {
            // We have deleted it; the id stays for a while, so that what is told of it can be deleted, too.
            return;
        }

        LogDeleted(account.Id, account.CustomerId);
        (account.CustomerId, account.SuspendedReason) = (null, "The customer was deleted at the payment provider.");
    }

    private void End(Subscription one)
    {
        (one.Status, one.UnknownStatus, one.CancelAtPeriodEnd, one.ScheduledPlanKey, one.ScheduleId, one.FirstPaymentFailedAt) = (SubscriptionStatus.Canceled, null, false, null, null, null);
        (one.EndedAt, one.SyncedAt, one.Mrr) = (one.EndedAt ?? Now, Now, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment provider does not have the subscription {Id} any more; it counts as ended.")]
    private partial void LogGone(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "The subscription {Id} has the status '{Status}', which this version does not know; it counts as {Kept} until it has another one. Update the module billing.")]
    private partial void LogUnknownStatus(string id, string status, SubscriptionStatus kept);

    [LoggerMessage(Level = LogLevel.Error, Message = "The customer of the account {Account} is of the other mode than the key: nothing is asked or changed. Is this the database of another environment?")]
    private partial void LogOtherMode(Guid account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The customer {Customer} of the account {Account} was deleted at the payment provider; the account is on the free plan.")]
    private partial void LogDeleted(Guid account, string? customer);
}
