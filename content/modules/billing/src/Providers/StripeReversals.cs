namespace QuickScale.Modules.Billing;

/// <summary>Reads what went back to a customer at Stripe, and what a customer claims back.</summary>
internal static class StripeReversals
{
    /// <exception cref="StripeException">Stripe cannot be asked.</exception>
    public static async Task<IReadOnlyList<ReversalState>> FetchAsync(IStripe stripe, IReadOnlyList<StripeCharge> charges, IEnumerable<StripeInvoice> invoices, CancellationToken cancellationToken)
    {
        // An invoice names the payment and a charge does, too: neither names the other.
        var paid = new Dictionary<string, string>();
        foreach (var (invoice, payment) in invoices.SelectMany(invoice => (invoice.Payments?.Data ?? []).Select(payment => (invoice.Id, payment.Payment))))
        {
            if ((payment.PaymentIntent ?? payment.Charge) is { } id)
            {
                paid[id] = invoice;
            }
        }

        List<ReversalState> all = [];
        foreach (var charge in charges)
        {
            var invoice = charge.PaymentIntent is { } intent && paid.TryGetValue(intent, out var found) ? found : paid.GetValueOrDefault(charge.Id);
            all.AddRange((charge.Refunds?.Data ?? []).Select(refund => State(refund, invoice)));
            if (charge.Disputed)
            {
                all.AddRange(await stripe.DisputesAsync(charge.Id, cancellationToken).Select(dispute => State(dispute, invoice)).ToListAsync(cancellationToken));
            }
        }

        return all;
    }

    /// <summary>API reference, "The Refund object", <c>status</c>.</summary>
    private static ReversalState State(StripeRefund one, string? invoice)
    {
        var status = one.Status switch
        {
            "failed" => ReversalStatus.Failed,
            "canceled" => ReversalStatus.Withdrawn,
            _ => ReversalStatus.Done,
        };
        return new ReversalState(one.Id, ReversalKind.Refund, invoice, one.Amount, one.Currency, status, one.Status ?? "", StripeProvider.Utc(one.Created)) { Reason = one.FailureReason };
    }

    /// <summary>API reference, "The Dispute object", <c>status</c>. One that this version does not know is open, so that somebody looks at it.</summary>
    private static ReversalState State(StripeDispute one, string? invoice)
    {
        var status = one.Status switch
        {
            "lost" => ReversalStatus.Done,
            "won" or "prevented" => ReversalStatus.Withdrawn,
            "warning_closed" => ReversalStatus.Withdrawn,
            _ when one.Status.StartsWith("warning_", StringComparison.Ordinal) => ReversalStatus.Asked,
            _ => ReversalStatus.Open,
        };
        return new ReversalState(one.Id, ReversalKind.Dispute, invoice, one.Amount, one.Currency, status, one.Status, StripeProvider.Utc(one.Created))
        {
            Reason = one.Reason,
            RespondBy = StripeProvider.Utc(one.EvidenceDetails.DueBy),
        };
    }
}
