using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// JSON endpoints under <c>/api/billing</c> for all that the pages do. Each calls the same use case as its page and gives the same answers; a group of endpoints is a
/// file. The webhook is not among them.
/// </summary>
internal static class BillingApi
{
    public static void MapBillingApi(this IEndpointRouteBuilder endpoints)
    {
        Group(endpoints).AllowAnonymous().MapPlans();
        var own = Group(endpoints).AddEndpointFilter<ApiAntiforgery>().RequireAuthorization(BillingPolicies.User);
        own.ProducesProblem(StatusCodes.Status404NotFound);
        own.MapOwners();
        own.MapContract();
        own.MapChange();
        own.MapSeats();
        own.MapPause();
        own.MapUsage();
        var administration = Group(endpoints).AddEndpointFilter<ApiAntiforgery>().RequireAuthorization(PlatformAdmin.Policy);
        administration.MapEvents();
        administration.MapAccounts();
        administration.MapFigures();
    }

    public static string Of(BillingInterval interval) => interval.ToString().ToLowerInvariant();

    public static BillingInterval IntervalOf(string? text) => text == "year" ? BillingInterval.Year : BillingInterval.Month;

    /// <summary>A word for programs, as Stripe spells its own.</summary>
    public static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static RouteGroupBuilder Group(IEndpointRouteBuilder endpoints) => endpoints.MapGroup("/api/billing").WithTags("Billing").DisableAntiforgery().NotStored();

    /// <summary>The answers are about one account: no cache keeps them.</summary>
    private static RouteGroupBuilder NotStored(this RouteGroupBuilder api) => api.AddEndpointFilter((context, next) =>
    {
        context.HttpContext.Response.Headers.CacheControl = "no-cache, no-store";
        return next(context);
    });
}
