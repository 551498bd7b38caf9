using System.Globalization;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Writes refunds and disputes: on the invoice, on the account, and to administrators where somebody has to act.</summary>
public sealed class Reversals(ModuleDb db, AdministratorAlerts alerts)
{
    /// <summary>In the transaction that writes the state of an account, after its invoices.</summary>
    internal async Task WriteAsync(AccountRows rows, CustomerState state, CancellationToken cancellationToken)
    {
        var (account, known) = (rows.Account, rows.Reversals);
        foreach (var one in state.Reversals)
        {
            if (!known.TryGetValue(one.ExternalId, out var row))
            {
                row = new Reversal { AccountId = account.Id, Provider = account.Provider, ExternalId = one.ExternalId };
                db.Context.Add(row);
                known.Add(one.ExternalId, row);
            }

            (row.LiveMode, row.Kind, row.InvoiceId, row.Amount, row.Currency, row.CreatedAt) = (state.LiveMode, one.Kind, one.InvoiceId, one.Amount, one.Currency, one.CreatedAt);
            (row.Status, row.StatusName, row.Reason, row.RespondBy) = (one.Status, one.StatusName, one.Reason, one.RespondBy);
            await TellAsync(account, row, cancellationToken);
        }

        var ofInvoice = known.Values.ToLookup(one => one.InvoiceId);
        foreach (var invoice in rows.Invoices.Values)
        {
            var (refunds, disputes) = (ofInvoice[invoice.ExternalId].Where(one => one.Kind == ReversalKind.Refund).OrderBy(one => one.CreatedAt).ThenBy(one => one.ExternalId).ToList(), ofInvoice[invoice.ExternalId].Where(one => one.Kind == ReversalKind.Dispute));
            (invoice.AmountRefunded, invoice.HasFailedRefund) = (refunds.Where(one => one.Status == ReversalStatus.Done).Sum(one => one.Amount), refunds.LastOrDefault() is { Status: ReversalStatus.Failed });
            invoice.IsDisputed = disputes.Any(one => one.Status != ReversalStatus.Withdrawn);
        }

        account.DisputedAt = known.Values.Where(one => one is { Kind: ReversalKind.Dispute, Status: ReversalStatus.Open or ReversalStatus.Asked }).Min(one => (DateTime?)one.CreatedAt);
    }

    /// <summary>Only of what is new or was something else before, so that each is told once.</summary>
    private async Task TellAsync(BillingAccount account, Reversal row, CancellationToken cancellationToken)
    {
        var entry = db.Context.Entry(row);
        var isNews = entry.State == EntityState.Added || (entry.State == EntityState.Modified && entry.Property(one => one.Status).IsModified);
        var amount = Money.Format(row.Amount, row.Currency, CultureInfo.InvariantCulture);
        if (isNews && row is { Kind: ReversalKind.Dispute, Status: ReversalStatus.Open or ReversalStatus.Asked })
        {
            var until = row.RespondBy is { } by ? $" by {by.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
            await alerts.QueueAsync(
                $"dispute-{row.ExternalId}-{row.Status}", "A payment is disputed", $"A payment of {amount} is disputed ({row.Reason}). Answer in the payment provider's dashboard{until}: {row.ExternalId}.",
                BillingPaths.Account(account.Id), cancellationToken);
        }
        else if (isNews && row is { Kind: ReversalKind.Refund, Status: ReversalStatus.Failed })
        {
            await alerts.QueueAsync(
                $"refund-{row.ExternalId}", "A refund failed", $"A refund of {amount} did not arrive ({row.Reason ?? "no reason is given"}). Pay it back in another way: {row.ExternalId}.",
                BillingPaths.Account(account.Id), cancellationToken);
        }
    }
}
