using System.Globalization;

namespace QuickScale.Modules.Billing;

/// <summary>Amounts are whole numbers of a currency's minor unit, and are divided only when they are shown.</summary>
public static class Money
{
    /// <summary>Stripe's documentation, "Supported currencies", "Zero-decimal currencies".</summary>
    private static readonly HashSet<string> WithoutPlaces =
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];

    /// <summary>Stripe's documentation, "Supported currencies", "Three-decimal currencies".</summary>
    private static readonly HashSet<string> WithThreePlaces = ["bhd", "jod", "kwd", "omr", "tnd"];

    /// <summary>
    /// Stripe's documentation, "Supported currencies", "Special cases": they have no places any more, and Stripe counts them in hundredths all the same; 5 UGX are 500.
    /// It lists UGX under "Zero-decimal currencies" too; whoever took that for true would be paid a hundredth.
    /// </summary>
    private static readonly HashSet<string> WholeInHundredths = ["isk", "ugx"];

    /// <summary>Digits behind the point in Stripe's amounts.</summary>
    /// <param name="currency">ISO 4217 in small letters.</param>
    public static int Places(string currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return WithoutPlaces.Contains(currency) ? 0 : WithThreePlaces.Contains(currency) ? 3 : 2;
    }

    /// <summary>What every amount that is charged is a multiple of: of currencies with three places Stripe takes tens alone, of those without any, counted in hundredths, hundreds.</summary>
    public static long Step(string currency) => WholeInHundredths.Contains(currency) ? 100 : Places(currency) == 3 ? 10 : 1;

    /// <summary>As in <c>19.90 USD</c>, with a reader's own separators.</summary>
    /// <param name="amount">In the minor unit.</param>
    public static string Format(long amount, string currency, IFormatProvider culture)
    {
        var places = Places(currency);
        var value = amount / Power(places);
        var shown = WholeInHundredths.Contains(currency) ? 0 : places;
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString($"N{shown}", culture)} {currency.ToUpperInvariant()}");
    }

    /// <summary>The minor units of an amount as people write it, as in <c>19.90</c>.</summary>
    /// <exception cref="FormatException">It has more places than can be charged.</exception>
    public static long Parse(decimal amount, string currency)
    {
        var minor = amount * Power(Places(currency));
        var places = Math.Max(0, Places(currency) - (int)Math.Log10(Step(currency)));
        return minor % Step(currency) == 0 ? (long)minor : throw new FormatException($"{currency.ToUpperInvariant()} is charged with {places} places behind the point.");
    }

    private static decimal Power(int places) => places switch { 0 => 1, 3 => 1000, _ => 100 };
}
