namespace QuickScale.Modules.Billing;

/// <summary>Codes by which customers pay less. What they are worth stands at Stripe alone.</summary>
internal static class PromotionCodes
{
    /// <summary>Longer ones are none; Stripe has no declared limit.</summary>
    private const int Longest = 100;

    /// <returns>The code's id at Stripe; null when it is none that can be redeemed.</returns>
    /// <exception cref="StripeException">Stripe cannot be asked.</exception>
    public static async Task<string?> FindAsync(IStripe stripe, string code, CancellationToken cancellationToken) => code.Length > Longest
        ? null
        : (await stripe.PromotionCodesAsync(code.Trim(), cancellationToken).FirstOrDefaultAsync(cancellationToken))?.Id;

    /// <summary>Whether Stripe has refused a checkout because of its code: it is for first orders, for another customer, or for a larger amount.</summary>
    public static bool IsRefused(StripeException exception) => exception.Fault == StripeFault.Request
        && (exception.Parameter?.StartsWith("discounts", StringComparison.Ordinal) == true || exception.Code?.StartsWith("promotion_code", StringComparison.Ordinal) == true);
}
