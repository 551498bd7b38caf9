using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <summary>
/// JSON endpoints under <c>/api/auth</c> for all that the pages do. Each calls the same use case as its page and gives the same
/// answers; a group of endpoints is a file.
/// </summary>
internal static class AuthApi
{
    public static void MapAuthApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/auth").WithTags("Auth").DisableAntiforgery().AddEndpointFilter<ApiAntiforgery>().NotStored();
        api.MapSettings();
        api.MapRegistration();
        api.MapLinks();
        api.MapSignIn();
        api.MapSessions();
        api.MapExternal();
        api.MapPasskeys();
        api.MapSecurity();
        api.MapTwoFactor();
        endpoints.MapGroup("/api/auth").WithTags("Auth").DisableAntiforgery().NotStored().MapTokens();
        api.MapLoginCode();
        api.MapAccount();
        api.MapStart();
    }

    /// <summary>The answers are about one user, and some hold secrets: no cache keeps them, unless an answer itself says so.</summary>
    private static RouteGroupBuilder NotStored(this RouteGroupBuilder api) => api.AddEndpointFilter((context, next) =>
    {
        context.HttpContext.Response.Headers.CacheControl = "no-cache, no-store";
        return next(context);
    });

    /// <summary>Says in the OpenAPI document how an endpoint refuses.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        endpoint.ProducesProblem(StatusCodes.Status400BadRequest);
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
