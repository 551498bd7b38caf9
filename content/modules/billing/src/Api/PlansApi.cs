using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <param name="Interval">"month", "year" or "once".</param>
/// <param name="Amount">In the currency's minor unit.</param>
public sealed record PriceAnswer(string Interval, string Currency, long Amount);

/// <param name="TrialDays">Null without a trial.</param>
public sealed record PlanAnswer(
    string Key, string Name, string Description, IReadOnlyList<string> Points, bool IsFree, IReadOnlyList<PriceAnswer> Prices, IReadOnlyList<string> Features, IReadOnlyDictionary<string, long> Limits, int? TrialDays, bool TrialNeedsCard, bool IsPerMember);

/// <param name="Currency">That of the site, for who has no account yet.</param>
/// <param name="OneOffs">What is bought once; the interval of its prices is "once".</param>
public sealed record PlansAnswer(IReadOnlyList<PlanAnswer> Plans, string Currency, IReadOnlyList<PlanAnswer> OneOffs);

internal static class PlansApi
{
    public static void MapPlans(this RouteGroupBuilder api) =>
        api.MapGet("/plans", (PlanCatalogue catalogue, IOptions<BillingSettings> settings) => Results.Ok(new PlansAnswer([.. catalogue.Public.Select(Answer)], settings.Value.Currency, [.. catalogue.OneOffs.Select(Answer)])))
            .WithName("ListPlans").WithSummary("The plans that are sold, in the order of the pricing page.").Produces<PlansAnswer>();

    private static PlanAnswer Answer(Plan plan) => new(
        plan.Key, plan.Name, plan.Description, plan.Points, plan.IsFree, [.. plan.Prices.Select(price => new PriceAnswer(BillingApi.Of(price.Interval), price.Currency, price.Amount))], plan.Features,
        plan.Limits.ToDictionary(limit => limit.Key, limit => limit.Value.Max), plan.Trial?.Days, plan.Trial?.NeedsCard ?? false, plan.Seats is not null);
}
