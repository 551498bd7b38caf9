/** Stripe's documentation, "Supported currencies": those without places behind the point, and those with three. The server has the same. */
const withoutPlaces = ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];
const withThreePlaces = ["bhd", "jod", "kwd", "omr", "tnd"];
/** Without places, and counted in hundredths all the same. */
const wholeInHundredths = ["isk", "ugx"];

/** Digits behind the point in the amounts of a currency, which is ISO 4217 in small letters. */
const placesOf = (currency: string) => (withoutPlaces.includes(currency) ? 0 : withThreePlaces.includes(currency) ? 3 : 2);

/** As in "19.90 USD", from the minor unit. */
export function showAmount(amount: number, currency: string): string {
  const places = placesOf(currency);
  const shown = wholeInHundredths.includes(currency) ? 0 : places;
  const value = (amount / 10 ** places).toLocaleString("en", { minimumFractionDigits: shown, maximumFractionDigits: shown });
  return `${value} ${currency.toUpperCase()}`;
}
