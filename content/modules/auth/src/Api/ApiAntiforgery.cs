using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Clients that carry cookies send an antiforgery token with every request that changes something; <c>GET /api/auth/antiforgery</c>
/// gives it. A request with a bearer token is no browser's doing on behalf of another site, and no cookie says who makes it. Other
/// Authorization headers do not count: browsers send them by themselves, once they know the password of a proxy in front of the site.
/// </summary>
internal sealed class ApiAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isSafe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (isSafe || BearerHandler.IsAsked(http.Request) || await antiforgery.IsRequestValidAsync(http))
        {
            return await next(context);
        }

        return ApiAnswers.Of(new Refusal("antiforgery", "The request lacks its antiforgery token. Get one from /api/auth/antiforgery and send it along."));
    }
}
