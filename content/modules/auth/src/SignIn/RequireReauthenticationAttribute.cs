using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// On a page: only for users who have proved recently who they are; others do so first and come back. For endpoints there is
/// <see cref="ReauthenticationEndpoints.RequireReauthentication"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireReauthenticationAttribute : Attribute, IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<Reauthentication>().IsRecent(http.User))
        {
            return next();
        }

        context.Result = Ask(http);
        return Task.CompletedTask;
    }

    /// <summary>Leads to the proof and back, for a page of which a part only needs one.</summary>
    public static IActionResult Ask(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        // A form that was sent too late is not sent again by itself: the user comes back to the page.
        var query = HttpMethods.IsGet(http.Request.Method) ? http.Request.QueryString.Value : "";
        var confirm = $"{AuthPaths.Confirm}?returnUrl={Uri.EscapeDataString(http.Request.PathBase + http.Request.Path + query)}";
        if (!http.Request.KeepsThePage())
        {
            return new LocalRedirectResult("~" + confirm);
        }

        SignInAgain.Answer(http.Response, http.Request.PathBase + confirm);
        return new EmptyResult();
    }
}

public static class ReauthenticationEndpoints
{
    /// <summary>Answers 403 with the code <c>reauthentication_required</c> until the user has proved recently who they are.</summary>
    public static RouteHandlerBuilder RequireReauthentication(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (context, next) =>
        context.HttpContext.RequestServices.GetRequiredService<Reauthentication>().IsRecent(context.HttpContext.User)
            ? await next(context)
            : ApiAnswers.Of(Refusals.ReauthenticationNeeded));
}
