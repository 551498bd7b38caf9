using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>All plans: those of the file, in its order, and then those in code.</summary>
public sealed partial class PlanCatalogue
{
    private readonly Dictionary<string, Plan> _byKey;

    public PlanCatalogue(IEnumerable<Plan> plans, IOptions<BillingSettings> settings, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(environment);
        var file = settings.Value.Catalogue.Length > 0 ? Path.Combine(environment.ContentRootPath, settings.Value.Catalogue) : "";
        var found = File.Exists(file) ? CatalogueFile.Read(File.ReadAllText(file), Path.GetFileName(file)) : new CatalogueFile.Reading([], []);
        Plans = [.. found.Plans, .. plans];
        Violations = [.. found.Violations, .. Check(Plans)];
        _byKey = Plans.DistinctBy(plan => plan.Key).ToDictionary(plan => plan.Key);
    }

    public IReadOnlyList<Plan> Plans { get; }

    /// <summary>What is wrong, one sentence each that says what to put right; the application does not start then.</summary>
    public IReadOnlyList<string> Violations { get; }

    /// <summary>The plan of those who pay nothing; one without features where the catalogue names none.</summary>
    public Plan Free => Plans.FirstOrDefault(plan => plan.IsFree && !plan.IsArchived) ?? Nothing;

    /// <summary>In the order of the pricing page.</summary>
    public IEnumerable<Plan> Public => Plans.Where(plan => plan is { IsPublic: true, IsArchived: false, IsOneOff: false });

    /// <summary>What is bought once, in the order of the pricing page.</summary>
    public IEnumerable<Plan> OneOffs => Plans.Where(plan => plan is { IsPublic: true, IsArchived: false, IsOneOff: true });

    private static Plan Nothing { get; } = new("free", "Free");

    /// <summary>What is counted in any of the plans.</summary>
    public IEnumerable<PlanMeter> Meters => Plans.SelectMany(plan => plan.Metered).Select(metered => metered.Meter).DistinctBy(meter => meter.Key);

    /// <returns>Null when there is none of this key.</returns>
    public Plan? Find(string key) => _byKey.GetValueOrDefault(key);

    private static IEnumerable<string> Check(IReadOnlyList<Plan> plans)
    {
        foreach (var twice in plans.GroupBy(plan => plan.Key).Where(group => group.Count() > 1))
        {
            yield return $"Give each plan a key of its own: {twice.Key} is there {twice.Count()} times.";
        }

        foreach (var meter in plans.SelectMany(plan => plan.Metered).GroupBy(metered => metered.Meter.Key).Where(group => group.Select(metered => metered.Meter.Name).Distinct().Count() > 1))
        {
            yield return $"Give the meter {meter.Key} one name in all plans.";
        }

        foreach (var plan in plans)
        {
            if (!Key().IsMatch(plan.Key))
            {
                yield return $"Name the plan '{plan.Key}' with small letters, digits and underscores, 40 at most.";
            }

            if (plan.Prices.GroupBy(one => (one.Interval, one.Currency)).Any(group => group.Count() > 1))
            {
                yield return $"Give the plan {plan.Key} one price for each interval and currency.";
            }

            if (plan.Prices.Any(one => one.Amount <= 0 || one.Currency.Length != 3 || !one.Currency.All(char.IsAsciiLetterLower)))
            {
                yield return $"Give the plan {plan.Key} prices above zero in currencies such as usd; a plan without prices is free.";
            }

            if (plan.Prices.FirstOrDefault(one => one.Amount % Money.Step(one.Currency) != 0) is { } price)
            {
                yield return $"Give the plan {plan.Key} a price in {price.Currency} that is a multiple of {Money.Step(price.Currency)} of the minor unit: Stripe charges no other.";
            }

            if (!plan.IsOneOff && plan.Prices.Any(one => one.Interval == BillingInterval.Once))
            {
                yield return $"Give the plan {plan.Key} either a price for once or prices by interval.";
            }

            if (plan.IsOneOff && (plan.Trial is not null || plan.Seats is not null || plan.Metered.Count > 0))
            {
                yield return $"Take trial, seats and meters from {plan.Key}: it is bought once.";
            }

            if (plan.Metered.GroupBy(metered => metered.Meter.Key).FirstOrDefault(group => group.Count() > 1)?.Key is { } twiceMetered)
            {
                yield return $"Name the meter {twiceMetered} once in the plan {plan.Key}.";
            }

            foreach (var metered in plan.Metered)
            {
                if (!Key().IsMatch(metered.Meter.Key) || metered.Meter.Name.Length == 0)
                {
                    yield return $"Give the meter '{metered.Meter.Key}' a key of small letters, digits and underscores, 40 at most, and a name.";
                }

                if (plan.IsFree || plan.Prices.Any(price => metered.Price(price.Interval, price.Currency) is null) || metered.Prices.Any(price => price.Amount <= 0 || plan.Price(price.Interval, price.Currency) is null))
                {
                    yield return $"Give the meter {metered.Meter.Key} of the plan {plan.Key} a price above zero for each interval and currency of the plan, and for no others.";
                }

                if (plan.Limits.GetValueOrDefault(metered.Meter.Key) is { Kind: LimitKind.Have })
                {
                    yield return $"Give the limit {metered.Meter.Key} of the plan {plan.Key} the kind per_period: it caps what is used in one.";
                }
            }

            if (plan.Trial is { Days: < 1 or > 730 } or { WithoutCard: not ("pause" or "cancel") })
            {
                yield return $"Give the trial of the plan {plan.Key} from 1 to 730 days, and pause or cancel for its end without a card.";
            }

            if (plan.Features.Concat(plan.Limits.Keys).FirstOrDefault(name => !Key().IsMatch(name)) is { } name)
            {
                yield return $"Name '{name}' of the plan {plan.Key} with small letters, digits and underscores, 40 at most.";
            }
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex Key();
}
