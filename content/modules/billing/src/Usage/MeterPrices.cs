using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>The lines of a contract that are paid by what was used.</summary>
public sealed class MeterPrices(ModuleDb db, StripeKeys keys)
{
    /// <summary>The price of each meter of a plan, by the meter's key.</summary>
    /// <returns>Null while one of them is not at the provider: <c>billing sync</c> makes it.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> OfAsync(Plan plan, BillingInterval interval, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Metered.Count == 0)
        {
            return new Dictionary<string, string>();
        }

        var prices = await db.Context.Set<MeterPrice>().Where(
            one => one.Provider == StripeProvider.Id && one.PlanKey == plan.Key && one.Interval == interval && one.Currency == currency && one.IsCurrent && one.LiveMode == keys.IsLive)
            .AsNoTracking().ToDictionaryAsync(one => one.Meter, one => one.ExternalId, cancellationToken);
        return plan.Metered.All(metered => prices.ContainsKey(metered.Meter.Key)) ? plan.Metered.ToDictionary(metered => metered.Meter.Key, metered => prices[metered.Meter.Key]) : null;
    }

    /// <summary>What has to be changed so that a contract has the given prices. Lines that were added by hand in the dashboard stay.</summary>
    /// <param name="wanted">By the meter's key.</param>
    public async Task<IReadOnlyList<SubscriptionLine>> ChangesAsync(Subscription current, IReadOnlyDictionary<string, string> wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(wanted);
        var ours = await MetersAsync(current, cancellationToken);
        var present = current.Metered.Where(line => ours.ContainsKey(line.PriceId)).ToList();
        return
        [
            .. present.Where(line => !wanted.ContainsKey(ours[line.PriceId])).Select(line => new SubscriptionLine(line.Id, null, null) { Deleted = true }),
            .. present.Where(line => wanted.TryGetValue(ours[line.PriceId], out var price) && price != line.PriceId).Select(line => new SubscriptionLine(line.Id, wanted[ours[line.PriceId]], null)),
            .. wanted.Where(one => present.TrueForAll(line => ours[line.PriceId] != one.Key)).Select(one => new SubscriptionLine(null, one.Value, null)),
        ];
    }

    /// <summary>The metered prices of a contract once it has the given ones.</summary>
    public async Task<IReadOnlyList<string>> AfterAsync(Subscription current, IReadOnlyDictionary<string, string> wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(wanted);
        var ours = await MetersAsync(current, cancellationToken);
        return [.. current.Metered.Select(line => line.PriceId).Where(price => !ours.ContainsKey(price)), .. wanted.Values];
    }

    /// <summary>The meter of each metered price of a contract that is ours.</summary>
    internal async Task<Dictionary<string, string>> MetersAsync(Subscription current, CancellationToken cancellationToken)
    {
        var prices = current.Metered.Select(line => line.PriceId).ToList();
        return prices.Count == 0 ? [] : await db.Context.Set<MeterPrice>().Where(one => one.Provider == current.Provider && prices.Contains(one.ExternalId))
            .ToDictionaryAsync(one => one.ExternalId, one => one.Meter, cancellationToken);
    }
}
