using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Billing;

/// <param name="Months">That are not paid, from one.</param>
public sealed record PauseRequest(int Months);

/// <param name="Most">Months for which the contract can be paused now; 0 when it cannot.</param>
public sealed record PauseAnswer(int Most);

internal static class PauseApi
{
    public static void MapPause(this RouteGroupBuilder api)
    {
        int[] refusals = [StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict, StatusCodes.Status502BadGateway, StatusCodes.Status503ServiceUnavailable];
        api.MapGet("/pause", ([AsParameters] OwnerRequest asked, ContractPause pause, Entitlements entitlements, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, _) =>
                Results.Ok(new PauseAnswer(pause.MostMonths((await entitlements.OfAsync(owner, cancellationToken)).Subscription)))))
            .WithName("GetPause").WithSummary("For how long the contract can be paused.").Produces<PauseAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapPost("/pause", (PauseRequest request, [AsParameters] OwnerRequest asked, ContractPause pause, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await pause.PauseAsync(owner, user, request.Months, cancellationToken))))
            .WithName("PauseContract").WithSummary("Pauses the contract for some months, from the end of the period that is paid.").Produces(StatusCodes.Status204NoContent).Refuses(refusals);

        api.MapPost("/unpause", ([AsParameters] OwnerRequest asked, ContractPause pause, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await pause.GoOnAsync(owner, user, cancellationToken))))
            .WithName("UnpauseContract").WithSummary("Goes on with a paused contract; a new period begins and is paid, unless the last one still lasts.").Produces(StatusCodes.Status204NoContent).Refuses([.. refusals, StatusCodes.Status402PaymentRequired]);
    }
}
