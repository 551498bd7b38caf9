using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Clients that carry cookies send an antiforgery token with every request that changes something; <c>GET /api/antiforgery</c> of the
/// application gives it. A request with a bearer token is no browser's doing on behalf of another site.
/// </summary>
internal sealed class ApiAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    private static readonly Refusal Missing = new("antiforgery", "The request lacks its antiforgery token. Get one from /api/antiforgery and send it along.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isSafe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var hasToken = http.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        return isSafe || hasToken || await antiforgery.IsRequestValidAsync(http) ? await next(context) : ApiAnswers.Refused(Missing);
    }
}
