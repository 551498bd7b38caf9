using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Clients that carry cookies send an antiforgery token with every request that changes something; <c>GET /api/auth/antiforgery</c>
/// gives it. A request with an Authorization header is no browser's doing on behalf of another site: that would have to ask first (CORS).
/// </summary>
internal sealed class ApiAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isSafe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (isSafe || http.Request.Headers.ContainsKey(HeaderNames.Authorization) || await antiforgery.IsRequestValidAsync(http))
        {
            return await next(context);
        }

        return ApiAnswers.Of(new Refusal("antiforgery", "The request lacks its antiforgery token. Get one from /api/auth/antiforgery and send it along."));
    }
}
