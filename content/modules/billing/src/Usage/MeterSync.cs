using System.Globalization;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>One thing to be done at Stripe about a meter.</summary>
public abstract record MeterChange(string Text) : CatalogueChange(Text);

public sealed record NewMeter(PlanMeter Meter) : MeterChange($"+ meter {Meter.Key} ({Meter.Name})");

public sealed record RenamedMeter(PlanMeter Meter, string Id) : MeterChange($"~ meter {Meter.Key} ({Meter.Name})");

public sealed record ReactivatedMeter(PlanMeter Meter, string Id) : MeterChange($"~ meter {Meter.Key}, active again");

/// <summary>Nothing but its name can be changed of a meter, so that this one cannot be used.</summary>
public sealed record UnusableMeter(PlanMeter Meter) : MeterChange($"! meter {Meter.Key} counts in another way at Stripe, which cannot be changed: give the meter another key");

public sealed record NewMeterProduct(PlanMeter Meter) : MeterChange($"+ product {MeterIds.Product(Meter)} ({Meter.Name})");

public sealed record RenamedMeterProduct(PlanMeter Meter) : MeterChange($"~ product {MeterIds.Product(Meter)} ({Meter.Name})");

/// <param name="Replaced">The price that it takes the place of; null for the first one.</param>
public sealed record NewMeterPrice(Plan Plan, PlanMeter Meter, PlanPrice Price, StripePrice? Replaced) : MeterChange(
    $"{(Replaced is null ? "+" : "~")} price {MeterIds.Price(Plan, Meter, Price)} ({Money.Format(Price.Amount, Price.Currency, CultureInfo.InvariantCulture)} for one{(Replaced is null ? "" : ", for new customers")})");

/// <summary>How meters and what is paid for them are called at Stripe.</summary>
internal static class MeterIds
{
    private const string Prefix = "meter_";

    public static string Product(PlanMeter meter) => Prefix + meter.Key;

    /// <summary>A lookup key; keys of plans and meters have no points.</summary>
    public static string Price(Plan plan, PlanMeter meter, PlanPrice price) => $"{plan.Key}.{meter.Key}.{ProductIds.Of(price.Interval)}.{price.Currency}";

    /// <returns>The plan's key and the meter's; null for a price that is not ours.</returns>
    public static (string Plan, string Meter)? Of(StripePrice price) =>
        price.Product.StartsWith(Prefix, StringComparison.Ordinal) && price.Metadata.TryGetValue("plan", out var plan) && price.Metadata.TryGetValue("meter", out var meter) ? (plan, meter) : null;
}

/// <summary>Brings meters, and the prices of what they count, in line with the catalogue.</summary>
public sealed class MeterSync(PlanCatalogue catalogue, IStripe stripe, StripeKeys keys, ModuleDb db)
{
    /// <summary>What has to be done; nothing is changed.</summary>
    /// <exception cref="StripeException">Stripe cannot be asked.</exception>
    public async Task<IReadOnlyList<CatalogueChange>> DifferenceAsync(CancellationToken cancellationToken)
    {
        if (!await IsUsedAsync(cancellationToken))
        {
            return [];
        }

        var meters = (await stripe.MetersAsync(cancellationToken).ToListAsync(cancellationToken)).ToLookup(one => one.EventName);
        var products = await stripe.ProductsAsync(cancellationToken).ToDictionaryAsync(one => one.Id, cancellationToken: cancellationToken);
        var prices = await OurPricesAsync(cancellationToken);
        var sold = (from plan in catalogue.Plans.Where(plan => !plan.IsArchived) from metered in plan.Metered from price in metered.Prices select MeterIds.Price(plan, metered.Meter, price)).ToHashSet();
        return
        [
            .. catalogue.Meters.SelectMany(meter => Meter(meter, meters[meter.Key].OrderBy(one => one.Status, StringComparer.Ordinal).FirstOrDefault(), products.GetValueOrDefault(MeterIds.Product(meter)))),
            .. catalogue.Plans.Where(plan => !plan.IsArchived).SelectMany(plan => Prices(plan, prices)),
            .. prices.Where(one => one is { Active: true, LookupKey: { } key } && !sold.Contains(key)).Select(one => new RetiredPrice(one)),
        ];
    }

    /// <exception cref="StripeException">Stripe did not do it.</exception>
    public async Task PushAsync(MeterChange change, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case NewMeter made:
                await stripe.CreateMeterAsync(new MeterCreateParameters(made.Meter.Name, made.Meter.Key), $"meter:{made.Meter.Key}", cancellationToken);
                break;
            case RenamedMeter renamed:
                await stripe.UpdateMeterAsync(renamed.Id, new MeterUpdateParameters(renamed.Meter.Name), $"meter:{Guid.CreateVersion7()}", cancellationToken);
                break;
            case ReactivatedMeter again:
                await stripe.ReactivateMeterAsync(again.Id, $"meter:{Guid.CreateVersion7()}", cancellationToken);
                break;
            case NewMeterProduct made:
                await stripe.CreateProductAsync(new ProductCreateParameters { Id = MeterIds.Product(made.Meter), Name = made.Meter.Name }, $"product:{MeterIds.Product(made.Meter)}", cancellationToken);
                break;
            case RenamedMeterProduct renamed:
                await stripe.UpdateProductAsync(MeterIds.Product(renamed.Meter), new ProductUpdateParameters { Name = renamed.Meter.Name, Active = true }, $"product:{Guid.CreateVersion7()}", cancellationToken);
                break;
            case NewMeterPrice made:
                await PushPriceAsync(made, cancellationToken);
                break;
        }
    }

    /// <summary>Writes down which price stands for what, so that a checkout need not ask.</summary>
    public async Task RememberAsync(CancellationToken cancellationToken)
    {
        var known = await db.Context.Set<MeterPrice>().Where(one => one.Provider == StripeProvider.Id).ToDictionaryAsync(one => one.ExternalId, cancellationToken);
        foreach (var price in await IsUsedAsync(cancellationToken) ? await OurPricesAsync(cancellationToken) : [])
        {
            if (!known.TryGetValue(price.Id, out var row))
            {
                row = new MeterPrice { Provider = StripeProvider.Id, ExternalId = price.Id };
                db.Context.Add(row);
            }

            (row.PlanKey, row.Meter) = MeterIds.Of(price)!.Value;
            (row.Currency, row.UnitAmount, row.LiveMode, row.IsCurrent) = (price.Currency, price.UnitAmount ?? 0, keys.IsLive, price is { Active: true, LookupKey: not null });
            row.Interval = price.Recurring?.Interval == "year" ? BillingInterval.Year : BillingInterval.Month;
        }

        await db.Context.SaveChangesAsync(cancellationToken);
    }

    private static IEnumerable<MeterChange> Meter(PlanMeter meter, StripeMeter? present, StripeProduct? product)
    {
        if (present is null)
        {
            yield return new NewMeter(meter);
        }
        else if (present is not { DefaultAggregation.Formula: "sum", CustomerMapping.EventPayloadKey: MeterPayload.CustomerKey, ValueSettings.EventPayloadKey: MeterPayload.ValueKey })
        {
            yield return new UnusableMeter(meter);
        }
        else
        {
            if (present.Status != "active")
            {
                yield return new ReactivatedMeter(meter, present.Id);
            }

            if (present.DisplayName != meter.Name)
            {
                yield return new RenamedMeter(meter, present.Id);
            }
        }

        if (product is null)
        {
            yield return new NewMeterProduct(meter);
        }
        else if (product.Name != meter.Name || !product.Active)
        {
            yield return new RenamedMeterProduct(meter);
        }
    }

    private static IEnumerable<NewMeterPrice> Prices(Plan plan, IReadOnlyCollection<StripePrice> prices) =>
        from metered in plan.Metered
        from price in metered.Prices
        let present = prices.FirstOrDefault(one => one.LookupKey == MeterIds.Price(plan, metered.Meter, price))
        where present is not { Active: true } || present.UnitAmount != price.Amount
        select new NewMeterPrice(plan, metered.Meter, price, present);

    private async Task PushPriceAsync(NewMeterPrice made, CancellationToken cancellationToken)
    {
        var meter = await stripe.MetersAsync(cancellationToken).FirstOrDefaultAsync(one => one.EventName == made.Meter.Key && one.Status == "active", cancellationToken)
            ?? throw new StripeException(StripeFault.NotFound, $"There is no active meter {made.Meter.Key} at Stripe.");
        await stripe.PutPriceAsync(
            new PriceCreateParameters
            {
                Product = MeterIds.Product(made.Meter),
                Currency = made.Price.Currency,
                UnitAmount = made.Price.Amount,
                Recurring = new PriceRecurring(ProductIds.Of(made.Price.Interval)) { UsageType = "metered", Meter = meter.Id },
                LookupKey = MeterIds.Price(made.Plan, made.Meter, made.Price),
                Metadata = new Dictionary<string, string> { ["plan"] = made.Plan.Key, ["meter"] = made.Meter.Key },
            },
            made.Replaced, cancellationToken);
    }

    /// <summary>Whether anything is counted, or was.</summary>
    private async Task<bool> IsUsedAsync(CancellationToken cancellationToken) => catalogue.Meters.Any() || await db.Context.Set<MeterPrice>().AnyAsync(cancellationToken);

    private async Task<List<StripePrice>> OurPricesAsync(CancellationToken cancellationToken) =>
        await stripe.PricesAsync(cancellationToken).Where(one => MeterIds.Of(one) is not null).ToListAsync(cancellationToken);
}
