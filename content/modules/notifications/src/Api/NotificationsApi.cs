using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// JSON endpoints under <c>/api/notifications</c> for all that the pages do. Each calls the same use case as its page and gives the same
/// answers; a group of endpoints is a file. Webhooks of providers are not among them.
/// </summary>
internal static class NotificationsApi
{
    public static void MapNotificationsApi(this IEndpointRouteBuilder endpoints)
    {
        // Without a login and without cookies: the link in the mail says all.
        Group(endpoints).MapUnsubscribe();
        endpoints.MapOneClick();
        Group(endpoints).MapStream();

        var own = Group(endpoints).AddEndpointFilter<ApiAntiforgery>().RequireAuthorization(NotificationsPolicies.User);
        own.MapInbox();
        own.MapPreferences();

        var administration = Group(endpoints).AddEndpointFilter<ApiAntiforgery>().RequireAuthorization(PlatformAdmin.Policy);
        administration.MapLog();
        administration.MapSuppressions();
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder endpoints) => endpoints.MapGroup("/api/notifications").WithTags("Notifications").DisableAntiforgery().NotStored();

    /// <summary>The answers are about one person: no cache keeps them.</summary>
    private static RouteGroupBuilder NotStored(this RouteGroupBuilder api) => api.AddEndpointFilter((context, next) =>
    {
        context.HttpContext.Response.Headers.CacheControl = "no-cache, no-store";
        return next(context);
    });
}
