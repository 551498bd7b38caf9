using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Billing;

/// <summary>Leads the client's requests to the stand-in without a network.</summary>
internal sealed class FakeStripeHandler(FakeStripe stripe) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (stripe.IsUnreachable)
        {
            throw new HttpRequestException("The stand-in was told not to answer.");
        }

        var form = request.Content is null ? request.RequestUri!.Query.TrimStart('?') : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = stripe.Handle(new FakeRequest(
            request.Method.Method, request.RequestUri!.AbsolutePath, form, request.Headers.Authorization?.Parameter, Header(request, "Idempotency-Key"), Header(request, "Stripe-Version")));
        return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body, Encoding.UTF8, "application/json"), RequestMessage = request };
    }

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? values.First() : null;
}

/// <summary>The stand-in over HTTP: for Stripe's own clients, and for an application in another process.</summary>
internal static class FakeStripeEndpoints
{
    public static void MapFakeStripe(this IEndpointRouteBuilder endpoints, FakeStripe stripe) =>
        endpoints.Map("/v1/{**path}", async (HttpContext context) =>
        {
            var request = context.Request;
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var bearer = request.Headers.Authorization.ToString();
            var answer = stripe.Handle(new FakeRequest(
                request.Method, request.Path, request.Method == HttpMethods.Get || body.Length == 0 ? request.QueryString.Value?.TrimStart('?') ?? "" : body,
                bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer["Bearer ".Length..].Trim() : null, Header(request, "Idempotency-Key"), Header(request, "Stripe-Version")));
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            context.Response.Headers["Request-Id"] = $"req_{Guid.CreateVersion7():N}";
            context.Response.Headers["Stripe-Version"] = StripeSender.ApiVersion;
            if (answer.IsReplayed)
            {
                context.Response.Headers["Idempotent-Replayed"] = "true";
            }

            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        }).ExcludeFromDescription();

    private static string? Header(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
