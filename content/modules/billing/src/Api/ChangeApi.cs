using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Billing;

/// <param name="IsNow">Whether it takes effect at once, when it is paid; else with the next period.</param>
/// <param name="Due">To be paid at once, in the currency's minor unit.</param>
/// <param name="Token">Sent back with the change: the moment for which the amount was worked out.</param>
public sealed record ChangeAnswer(string Plan, string PlanName, string Interval, bool IsNow, long Due, long Credit, string Currency, DateTime At, long Token, IReadOnlyList<ChangeLine> Lines);

/// <param name="Interval">"month" or "year".</param>
/// <param name="Token">That of the preview that was agreed to.</param>
public sealed record ChangeRequest(string? Plan, string? Interval, long Token);

internal static class ChangeApi
{
    public static void MapChange(this RouteGroupBuilder api)
    {
        int[] refusals = [StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict, StatusCodes.Status502BadGateway, StatusCodes.Status503ServiceUnavailable];
        api.MapGet("/change", (string? plan, string? interval, [AsParameters] OwnerRequest asked, PlanChange change, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await change.PreviewAsync(owner, user, plan ?? "", BillingApi.IntervalOf(interval), cancellationToken), Answer)))
            .WithName("PreviewChange").WithSummary("What another plan or interval costs, and from when; nothing is changed.").Produces<ChangeAnswer>().Refuses(refusals);

        api.MapPost("/change", (ChangeRequest request, [AsParameters] OwnerRequest asked, PlanChange change, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await change.ConfirmAsync(owner, user, request.Plan ?? "", BillingApi.IntervalOf(request.Interval), request.Token, cancellationToken))))
            .WithName("ChangePlan").WithSummary("Changes plan or interval as the preview has said.").Produces(StatusCodes.Status204NoContent).Refuses([.. refusals, StatusCodes.Status402PaymentRequired]);

        api.MapPost("/keep", ([AsParameters] OwnerRequest asked, PlanChange change, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await change.KeepAsync(owner, user, cancellationToken))))
            .WithName("KeepPlan").WithSummary("Takes back a change that would follow with the next period.").Produces(StatusCodes.Status204NoContent).Refuses(refusals);
    }

    private static ChangeAnswer Answer(ChangePreview preview) => new(
        preview.Plan.Key, preview.Plan.Name, BillingApi.Of(preview.Interval), preview.IsNow, preview.Due, preview.Credit, preview.Currency, preview.At, preview.ProrationDate, preview.Lines);
}
