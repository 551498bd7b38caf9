namespace QuickScale.Modules.Billing;

/// <summary>What a subscription brings in an interval, without tax and less the discounts that come again.</summary>
internal static class StripeNet
{
    /// <param name="item">The line that is paid for by quantity; what is metered differs from period to period, and is no recurring revenue.</param>
    public static long Of(StripeSubscription subscription, StripeSubscriptionItem item, IEnumerable<StripeInvoice> invoices)
    {
        decimal amount = (item.Price.UnitAmount ?? 0) * (item.Quantity ?? 1);
        foreach (var coupon in Recurring(subscription))
        {
            amount -= coupon.PercentOff is { } percent ? amount * percent / 100 : coupon.Currency == subscription.Currency ? coupon.AmountOff ?? 0 : 0;
        }

        // The share of the tax is that of the newest invoice that was paid: the rate is known to Stripe alone.
        if (item.Price.TaxBehavior == "inclusive" && invoices.FirstOrDefault(one => one.Parent?.SubscriptionDetails?.Subscription == subscription.Id && one is { Status: "paid", Total: > 0 }) is { } newest)
        {
            amount -= amount * (newest.TotalTaxes?.Sum(tax => tax.Amount) ?? 0) / newest.Total;
        }

        return (long)Math.Round(Math.Max(0, amount), MidpointRounding.AwayFromZero);
    }

    /// <summary>Coupons that hold for more than one invoice; ids that were not expanded say nothing.</summary>
    private static IEnumerable<StripeCoupon> Recurring(StripeSubscription subscription) =>
        subscription.KnownDiscounts().Select(one => one.Source.Coupon).OfType<StripeCoupon>().Where(coupon => coupon.Duration != "once");
}
