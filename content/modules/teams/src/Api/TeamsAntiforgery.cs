using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Clients that carry cookies send an antiforgery token with every request that changes something, as for auth's endpoints. A bearer
/// token is sent by no browser by itself, and no cookie says who makes such a request.
/// </summary>
internal sealed class TeamsAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isSafe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var isBearer = http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        return isSafe || isBearer || await antiforgery.IsRequestValidAsync(http)
            ? await next(context)
            : ApiAnswers.Of(new Refusal("antiforgery", "The request lacks its antiforgery token. Get one from /api/auth/antiforgery and send it along."));
    }
}
