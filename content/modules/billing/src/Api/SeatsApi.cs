using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Billing;

/// <param name="Mode">"fixed" when seats are bought, "auto" when they follow the members; null where the plan has none.</param>
/// <param name="Used">Members.</param>
/// <param name="Reserved">Those who are invited and may still accept: each has a seat.</param>
/// <param name="Limit">The most members allowed now; null without a limit.</param>
/// <param name="Paid">Seats that the next period is paid for; null without a contract.</param>
public sealed record SeatsAnswer(string? Mode, int Used, int Reserved, int? Limit, int? Paid);

/// <param name="Due">To be paid at once, in the currency's minor unit; zero when it only changes the next period.</param>
/// <param name="RenewsAt">Until when this period lasts (UTC): fewer seats count from then on.</param>
/// <param name="Token">Sent back with the change: the moment for which the amount was worked out.</param>
public sealed record SeatPreviewAnswer(int Seats, int Present, long Due, string Currency, DateTime RenewsAt, long Token);

/// <param name="Token">That of the preview that was agreed to.</param>
public sealed record SeatsRequest(int Seats, long Token);

internal static class SeatsApi
{
    public static void MapSeats(this RouteGroupBuilder api)
    {
        int[] refusals = [StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict, StatusCodes.Status502BadGateway, StatusCodes.Status503ServiceUnavailable];
        api.MapGet("/seats", ([AsParameters] OwnerRequest asked, Seats seats, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, _) => Results.Ok(Answer(await seats.InUseAsync(owner, cancellationToken)))))
            .WithName("GetSeats").WithSummary("How many seats there are, and how many are taken.").Produces<SeatsAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapGet("/seats/preview", (int seats, [AsParameters] OwnerRequest asked, Seats all, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await all.PreviewAsync(owner, user, seats, cancellationToken), Answer)))
            .WithName("PreviewSeats").WithSummary("What another number of seats costs; nothing is changed.").Produces<SeatPreviewAnswer>().Refuses(refusals);

        api.MapPost("/seats", (SeatsRequest request, [AsParameters] OwnerRequest asked, Seats seats, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await seats.ConfirmAsync(owner, user, request.Seats, request.Token, cancellationToken))))
            .WithName("ChangeSeats").WithSummary("Buys seats or gives them up as the preview has said.").Produces(StatusCodes.Status204NoContent).Refuses([.. refusals, StatusCodes.Status402PaymentRequired]);
    }

    private static SeatsAnswer Answer(SeatsInUse one) => new(one.Mode switch { SeatMode.Fixed => "fixed", SeatMode.Auto => "auto", _ => null }, one.Used, one.Reserved, one.Limit, one.Paid);

    private static SeatPreviewAnswer Answer(SeatPreview one) => new(one.Seats, one.Present, one.Due, one.Currency, one.RenewsAt, one.ProrationDate);
}
