using System.Globalization;

namespace QuickScale.Modules.Billing;

/// <summary>Prices at Stripe never change: one takes the place of another, and who has bought at the old one keeps it.</summary>
internal static class PriceReplacement
{
    /// <param name="replaced">The price that had the lookup key until now; null for the first one.</param>
    public static async Task PutPriceAsync(this IStripe stripe, PriceCreateParameters parameters, StripePrice? replaced, CancellationToken cancellationToken)
    {
        await stripe.CreatePriceAsync(
            parameters with { TransferLookupKey = true },
            // An amount may come back: the price before says which change it is.
            string.Create(CultureInfo.InvariantCulture, $"price:{parameters.LookupKey}:{parameters.UnitAmount}:{replaced?.Id}"), cancellationToken);
        if (replaced is { Active: true })
        {
            await stripe.RetirePriceAsync(replaced, cancellationToken);
        }
    }

    public static Task<StripePrice> RetirePriceAsync(this IStripe stripe, StripePrice price, CancellationToken cancellationToken) =>
        stripe.UpdatePriceAsync(price.Id, new PriceUpdateParameters(false), $"retire:{price.Id}", cancellationToken);
}
