using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <param name="Plan">The plan's key; empty for prices of no plan.</param>
/// <param name="Mrr">In the currency's minor unit; so with all amounts here.</param>
public sealed record PlanFigures(string Plan, int Contracts, long Mrr);

/// <summary>What changed in a calendar month (UTC).</summary>
/// <param name="Month">As in <c>2026-03</c>.</param>
/// <param name="Paid">Taken in, without tax.</param>
/// <param name="Returned">Given back by refunds and disputes, without tax; above zero.</param>
/// <param name="Mrr">Monthly recurring revenue at its end, or now.</param>
public sealed record MonthFigures(string Month, long Paid, long Returned, long New, long Expansion, long Contraction, long Churn, long Mrr);

/// <param name="Currency">ISO 4217 in small letters; amounts of different ones are never added.</param>
/// <param name="Months">The newest first.</param>
public sealed record CurrencyFigures(string Currency, long Mrr, int Contracts, IReadOnlyList<PlanFigures> Plans, IReadOnlyList<MonthFigures> Months);

/// <summary>Figures of what comes in: in whole minor units, one table a currency, in the mode of the key that is in use.</summary>
public sealed class Revenue(ModuleDb db, StripeKeys keys, TimeProvider time)
{
    private const int Months = 12;

    /// <summary>Monthly recurring revenue of one subscription: nothing in a trial and after the end; a payment that failed counts until the contract ends.</summary>
    /// <param name="net">For one interval, without tax and discounts, in the currency's minor unit.</param>
    public static long Mrr(SubscriptionStatus status, long net, BillingInterval interval) => status is not (SubscriptionStatus.Active or SubscriptionStatus.PastDue)
        ? 0
        : interval == BillingInterval.Year ? (long)Math.Round(net / 12m, MidpointRounding.AwayFromZero) : net;

    public async Task<IReadOnlyList<CurrencyFigures>> FiguresAsync(CancellationToken cancellationToken)
    {
        var (isLive, now) = (keys.IsLive, time.GetUtcNow().UtcDateTime);
        var begin = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1 - Months);
        var running = await db.Context.Set<Subscription>().Where(one => one.LiveMode == isLive && one.Mrr > 0).GroupBy(one => new { one.Currency, one.PlanKey })
            .Select(group => new { group.Key.Currency, group.Key.PlanKey, Contracts = group.Count(), Mrr = group.Sum(one => one.Mrr) }).ToListAsync(cancellationToken);
        var entries = await db.Context.Set<LedgerEntry>().Where(one => one.LiveMode == isLive && one.At >= begin)
            .GroupBy(one => new { one.Currency, one.At.Year, one.At.Month, one.Kind })
            .Select(group => new Sum(group.Key.Currency, group.Key.Year, group.Key.Month, group.Key.Kind, group.Sum(one => one.AmountDelta), group.Sum(one => one.MrrDelta))).ToListAsync(cancellationToken);
        return
        [
            .. running.Select(one => one.Currency).Concat(entries.Select(one => one.Currency)).Distinct().Order(StringComparer.Ordinal).Select(currency =>
            {
                var plans = running.Where(one => one.Currency == currency).OrderByDescending(one => one.Mrr).Select(one => new PlanFigures(one.PlanKey, one.Contracts, one.Mrr)).ToList();
                var mrr = plans.Sum(plan => plan.Mrr);
                return new CurrencyFigures(currency, mrr, plans.Sum(plan => plan.Contracts), plans, OfMonths(entries.Where(one => one.Currency == currency).ToList(), now, mrr));
            }),
        ];
    }

    private static List<MonthFigures> OfMonths(List<Sum> entries, DateTime now, long mrr)
    {
        List<MonthFigures> months = [];
        for (var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc); months.Count < Months; month = month.AddMonths(-1))
        {
            var here = entries.Where(one => one.Year == month.Year && one.Month == month.Month).ToList();
            long Mrr(params LedgerKind[] kinds) => here.Where(one => kinds.Contains(one.Kind)).Sum(one => one.Mrr);
            long Amount(params LedgerKind[] kinds) => here.Where(one => kinds.Contains(one.Kind)).Sum(one => one.Amount);
            months.Add(new MonthFigures(
                month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), Amount(LedgerKind.Payment),
                -Amount(LedgerKind.Refund, LedgerKind.RefundFailed, LedgerKind.Dispute, LedgerKind.DisputeWon),
                Mrr(LedgerKind.New, LedgerKind.Reactivation), Mrr(LedgerKind.Expansion), -Mrr(LedgerKind.Contraction), -Mrr(LedgerKind.Churn), mrr));
            mrr -= here.Sum(one => one.Mrr);
        }

        return months;
    }

    private sealed record Sum(string Currency, int Year, int Month, LedgerKind Kind, long Amount, long Mrr);
}
