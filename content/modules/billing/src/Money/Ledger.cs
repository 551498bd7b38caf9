using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Writes the ledger from what is written of an account and what was written before, in the same transaction: so nothing counts twice, in whatever order events come.
/// </summary>
public sealed class Ledger(ModuleDb db, TimeProvider time)
{
    /// <param name="before">The monthly revenue of each subscription as it was written before; without those that are new.</param>
    internal void Write(AccountRows rows, IReadOnlyDictionary<string, long> before)
    {
        var (account, known, byId) = (rows.Account, rows.LedgerEvents, rows.Invoices);
        // A customer who comes back is no new one, whatever subscription it is with.
        var hadOne = known.Any(id => id.StartsWith("mrr:", StringComparison.Ordinal));
        foreach (var one in rows.Subscriptions)
        {
            var (was, now) = (before.GetValueOrDefault(one.ExternalId), one.Mrr);
            if (was != now)
            {
                var kind = was == 0 ? hadOne ? LedgerKind.Reactivation : LedgerKind.New : now == 0 ? LedgerKind.Churn : now > was ? LedgerKind.Expansion : LedgerKind.Contraction;
                Add(account, $"mrr:{one.ExternalId}:{Guid.CreateVersion7()}", kind, one.PlanKey, one.LiveMode, one.Currency, 0, now - was, time.GetUtcNow().UtcDateTime);
                hadOne = true;
            }
        }

        foreach (var one in byId.Values.Where(one => one is { Status: "paid", AmountPaid: > 0 } && !known.Contains($"paid:{one.ExternalId}")))
        {
            Add(account, $"paid:{one.ExternalId}", LedgerKind.Payment, "", one.LiveMode, one.Currency, Net(one.AmountPaid, one), 0, one.PaidAt ?? one.CreatedAt);
        }

        var reversals = db.Context.ChangeTracker.Entries<Reversal>().Select(entry => entry.Entity).Where(one => one.AccountId == account.Id);
        foreach (var one in reversals.OrderBy(one => one.CreatedAt).ToList())
        {
            var net = Net(one.Amount, one.InvoiceId is { } id ? byId.GetValueOrDefault(id) : null);
            var (gone, back) = one.Kind == ReversalKind.Refund ? (LedgerKind.Refund, LedgerKind.RefundFailed) : (LedgerKind.Dispute, LedgerKind.DisputeWon);
            var went = $"gone:{one.ExternalId}";
            if (one.Status is ReversalStatus.Done or ReversalStatus.Open && known.Add(went))
            {
                Add(account, went, gone, "", one.LiveMode, one.Currency, -net, 0, one.CreatedAt);
            }
            else if (one.Status is ReversalStatus.Failed or ReversalStatus.Withdrawn && known.Contains(went) && known.Add($"back:{one.ExternalId}"))
            {
                Add(account, $"back:{one.ExternalId}", back, "", one.LiveMode, one.Currency, net, 0, time.GetUtcNow().UtcDateTime);
            }
        }
    }

    /// <summary>What was noted of a customer who is another account's now.</summary>
    internal async Task TakeOverAsync(BillingAccount account, IEnumerable<string> subscriptions, IEnumerable<string> invoices, IEnumerable<string> reversals, CancellationToken cancellationToken)
    {
        var events = invoices.Select(id => $"paid:{id}").Concat(reversals.SelectMany(id => new[] { $"gone:{id}", $"back:{id}" })).ToList();
        var entries = db.Context.Set<LedgerEntry>().Where(one => one.AccountId != account.Id);
        await entries.Where(one => events.Contains(one.EventId)).ExecuteUpdateAsync(set => set.SetProperty(one => one.AccountId, account.Id), cancellationToken);
        foreach (var of in subscriptions.Select(id => $"mrr:{id}:"))
        {
            await entries.Where(one => one.EventId.StartsWith(of)).ExecuteUpdateAsync(set => set.SetProperty(one => one.AccountId, account.Id), cancellationToken);
        }
    }

    /// <summary>Without the tax in it: its share of the invoice.</summary>
    private static long Net(long amount, Invoice? of) => of is { Total: > 0 } ? amount - (long)Math.Round((decimal)amount * of.Tax / of.Total, MidpointRounding.AwayFromZero) : amount;

    private void Add(BillingAccount account, string eventId, LedgerKind kind, string plan, bool isLive, string currency, long amount, long mrr, DateTime at) => db.Context.Add(new LedgerEntry
    {
        AccountId = account.Id,
        EventId = eventId,
        Kind = kind,
        PlanKey = plan,
        LiveMode = isLive,
        Currency = currency,
        AmountDelta = amount,
        MrrDelta = mrr,
        At = at,
    });
}
