using System.Globalization;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>One thing to be done at Stripe so that it sells what the catalogue says.</summary>
/// <param name="Text">For people.</param>
public abstract record CatalogueChange(string Text);

public sealed record NewProduct(Plan Plan) : CatalogueChange($"+ product {ProductIds.Of(Plan)} ({Plan.Name})");

public sealed record ChangedProduct(Plan Plan, bool Active) : CatalogueChange($"~ product {ProductIds.Of(Plan)} ({Plan.Name}{(Active ? "" : ", archived")})");

/// <param name="Replaced">The price that it takes the place of; null for the first one.</param>
public sealed record NewPrice(Plan Plan, PlanPrice Price, StripePrice? Replaced) : CatalogueChange(
    $"{(Replaced is null ? "+" : "~")} price {ProductIds.Of(Plan, Price)} ({Money.Format(Price.Amount, Price.Currency, CultureInfo.InvariantCulture)}{(Replaced is null ? "" : ", for new customers")})");

public sealed record RetiredPrice(StripePrice Price) : CatalogueChange($"- price {Price.LookupKey} ({Price.Id}); who has it keeps it");

/// <summary>How our things are called at Stripe.</summary>
internal static class ProductIds
{
    private const string Prefix = "plan_";

    public static string Of(Plan plan) => Prefix + plan.Key;

    /// <summary>A lookup key: it moves from a price to the one that takes its place.</summary>
    public static string Of(Plan plan, PlanPrice price) => $"{plan.Key}_{Of(price.Interval)}_{price.Currency}";

    /// <summary>As Stripe spells it, or "once".</summary>
    public static string Of(BillingInterval interval) => interval.ToString().ToLowerInvariant();

    /// <returns>The plan's key; null for a product that is not ours.</returns>
    public static string? PlanOf(string product) => product.StartsWith(Prefix, StringComparison.Ordinal) ? product[Prefix.Length..] : null;
}

/// <summary>Brings what Stripe sells in line with the catalogue. Prices there never change: another amount is another price, for new customers.</summary>
public sealed class CatalogueSync(PlanCatalogue catalogue, MeterSync meters, IStripe stripe, StripeKeys keys, ModuleDb db)
{
    /// <summary>What has to be done; nothing is changed.</summary>
    /// <exception cref="StripeException">Stripe cannot be asked.</exception>
    public async Task<IReadOnlyList<CatalogueChange>> DifferenceAsync(CancellationToken cancellationToken)
    {
        var products = await stripe.ProductsAsync(cancellationToken).Where(one => ProductIds.PlanOf(one.Id) is not null).ToDictionaryAsync(one => one.Id, cancellationToken: cancellationToken);
        var prices = await OurPricesAsync(cancellationToken);
        var wanted = catalogue.Plans.Where(plan => !plan.IsFree).ToList();
        List<CatalogueChange> changes = [];
        foreach (var plan in wanted)
        {
            if (!products.TryGetValue(ProductIds.Of(plan), out var product))
            {
                changes.Add(new NewProduct(plan));
            }
            else if (product.Name != plan.Name || (product.Description ?? "") != plan.Description || product.Active == plan.IsArchived)
            {
                changes.Add(new ChangedProduct(plan, !plan.IsArchived));
            }

            if (!plan.IsArchived)
            {
                changes.AddRange(Prices(plan, prices));
            }
        }

        var sold = wanted.Where(plan => !plan.IsArchived).SelectMany(plan => plan.Prices.Select(price => ProductIds.Of(plan, price))).ToHashSet();
        changes.AddRange(prices.Where(one => one is { Active: true, LookupKey: { } key } && !sold.Contains(key)).Select(one => new RetiredPrice(one)));
        changes.AddRange(await meters.DifferenceAsync(cancellationToken));
        return changes;
    }

    /// <summary>Does what the difference says, in its order. Broken off, it is simply run again.</summary>
    /// <exception cref="StripeException">Stripe did not do one of them.</exception>
    public async Task PushAsync(IEnumerable<CatalogueChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var change in changes)
        {
            await PushAsync(change, cancellationToken);
        }

        await RememberAsync(cancellationToken);
        await meters.RememberAsync(cancellationToken);
    }

    private static IEnumerable<NewPrice> Prices(Plan plan, IReadOnlyCollection<StripePrice> prices)
    {
        foreach (var price in plan.Prices)
        {
            var present = prices.FirstOrDefault(one => one.LookupKey == ProductIds.Of(plan, price));
            if (present is not { Active: true } || present.UnitAmount != price.Amount)
            {
                yield return new NewPrice(plan, price, present);
            }
        }
    }

    private async Task PushAsync(CatalogueChange next, CancellationToken cancellationToken)
    {
        switch (next)
        {
            case NewProduct made:
                await stripe.CreateProductAsync(
                    new ProductCreateParameters { Id = ProductIds.Of(made.Plan), Name = made.Plan.Name, Description = NullIfEmpty(made.Plan.Description) }, $"product:{ProductIds.Of(made.Plan)}", cancellationToken);
                break;
            case ChangedProduct changed:
                var parameters = new ProductUpdateParameters { Name = changed.Plan.Name, Description = changed.Plan.Description, Active = changed.Active };
                await stripe.UpdateProductAsync(ProductIds.Of(changed.Plan), parameters, $"product:{Guid.CreateVersion7()}", cancellationToken);
                break;
            case NewPrice made:
                await stripe.PutPriceAsync(
                    new PriceCreateParameters
                    {
                        Product = ProductIds.Of(made.Plan),
                        Currency = made.Price.Currency,
                        UnitAmount = made.Price.Amount,
                        Recurring = made.Price.Interval == BillingInterval.Once ? null : new PriceRecurring(ProductIds.Of(made.Price.Interval)),
                        LookupKey = ProductIds.Of(made.Plan, made.Price),
                        Metadata = new Dictionary<string, string> { ["plan"] = made.Plan.Key },
                    },
                    made.Replaced, cancellationToken);
                break;
            case MeterChange change:
                await meters.PushAsync(change, cancellationToken);
                break;
            case RetiredPrice retired:
                await stripe.RetirePriceAsync(retired.Price, cancellationToken);
                break;
        }
    }

    /// <summary>Writes down which price stands for what, so that pages and webhooks need not ask.</summary>
    private async Task RememberAsync(CancellationToken cancellationToken)
    {
        var known = await db.Context.Set<ProviderPrice>().Where(one => one.Provider == StripeProvider.Id).ToDictionaryAsync(one => one.ExternalId, cancellationToken);
        // Those of another account at Stripe, which was changed for this one, are sold no more.
        foreach (var row in known.Values.Where(row => row.LiveMode == keys.IsLive))
        {
            row.IsCurrent = false;
        }

        foreach (var price in await OurPricesAsync(cancellationToken))
        {
            if (!known.TryGetValue(price.Id, out var row))
            {
                row = new ProviderPrice { Provider = StripeProvider.Id, ExternalId = price.Id };
                db.Context.Add(row);
            }

            (row.PlanKey, row.Currency, row.UnitAmount, row.LiveMode) = (ProductIds.PlanOf(price.Product)!, price.Currency, price.UnitAmount ?? 0, keys.IsLive);
            row.Interval = price.Recurring?.Interval switch { null => BillingInterval.Once, "year" => BillingInterval.Year, _ => BillingInterval.Month };
            row.IsCurrent = price is { Active: true, LookupKey: not null };
        }

        await db.Context.SaveChangesAsync(cancellationToken);
    }

    private async Task<List<StripePrice>> OurPricesAsync(CancellationToken cancellationToken) =>
        await stripe.PricesAsync(cancellationToken).Where(one => ProductIds.PlanOf(one.Product) is not null).ToListAsync(cancellationToken);

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
