using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Notifications;

/// <param name="Title">The kind of e-mail in words.</param>
/// <param name="IsUnsubscribed">Whether its e-mails are off already.</param>
public sealed record UnsubscribeAnswer(string Kind, string Title, bool IsUnsubscribed);

/// <param name="Token">From the link in the e-mail.</param>
public sealed record UnsubscribeRequest(string? Token);

/// <summary>
/// One-click unsubscribing (RFC 8058): no login, no cookie and no antiforgery token are looked at, since a mail program that sends the
/// POST has none of them; the sealed token in the address is all that counts.
/// </summary>
internal static class UnsubscribeApi
{
    public static void MapUnsubscribe(this RouteGroupBuilder api)
    {
        api.MapGet("/unsubscribe", async (string? token, Unsubscribe unsubscribe, CancellationToken cancellationToken) =>
                await unsubscribe.LookAsync(token, cancellationToken) is { } offer
                    ? Results.Ok(new UnsubscribeAnswer(offer.Kind, offer.Title, offer.IsUnsubscribed))
                    : ApiAnswers.Refused(Refusals.LinkVoid))
            .WithName("GetUnsubscribe").WithSummary("What an unsubscribe link is about. Looking changes nothing.")
            .Produces<UnsubscribeAnswer>().Refuses(StatusCodes.Status400BadRequest);

        api.MapPost("/unsubscribe", async (UnsubscribeRequest request, Unsubscribe unsubscribe, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await unsubscribe.RunAsync(request.Token, cancellationToken)))
            .WithName("Unsubscribe").WithSummary("Stops the e-mails of the kind that the link is about.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status400BadRequest);
    }

    /// <summary>
    /// The POST to the address in the header List-Unsubscribe, where the page of the theme does not take it: a theme that is rendered in
    /// the browser has no page on the server. RFC 8058 (3.1) forbids a redirect.
    /// </summary>
    public static void MapOneClick(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(UnsubscribeLinks.Path, async (HttpRequest request, Unsubscribe unsubscribe, CancellationToken cancellationToken) =>
                await AnswerAsync(request, unsubscribe, cancellationToken))
            .DisableAntiforgery().ExcludeFromDescription().WithOrder(1);

    private static async Task<IResult> AnswerAsync(HttpRequest request, Unsubscribe unsubscribe, CancellationToken cancellationToken)
    {
        var refusal = await unsubscribe.RunAsync(request.Query["token"], cancellationToken);
        return Results.Text(refusal?.Message ?? Words.Unsubscribed, "text/plain; charset=utf-8", statusCode: refusal?.Status ?? StatusCodes.Status200OK);
    }
}
