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

    /// <summary>The user and the owner for whom they act; a refusal without one.</summary>
    public static async Task<IResult> AsOwnerAsync(HttpContext context, Func<AccountOwner, Guid, Task<IResult>> work)
    {
        var (services, cancellationToken) = (context.RequestServices, context.RequestAborted);
        return services.GetRequiredService<ICurrentUser>().Id is { } user && await services.GetRequiredService<IAccountOwner>().CurrentAsync(cancellationToken) is { } owner
            ? await work(owner, user)
            : ApiAnswers.Refused(Refusals.NotAllowed);
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
