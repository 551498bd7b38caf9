using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <param name="Max">The cap; null without one.</param>
/// <param name="UnitAmount">For one unit, in the currency's minor unit; so with the amount, which is before tax and discounts.</param>
/// <param name="Waiting">How much of it the payment provider was not told yet.</param>
public sealed record UsageAnswer(string Meter, string Name, long Used, long? Max, bool IsSoft, long UnitAmount, long Amount, string Currency, long Waiting, DateTime Since);

internal static class UsageApi
{
    public static void MapUsage(this RouteGroupBuilder api) =>
        api.MapGet("/usage", ([AsParameters] OwnerRequest asked, Usage usage, IAccountOwner owners, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                await owners.MayManageAsync(owner, user, cancellationToken) ? Results.Ok((await usage.OfAsync(owner, cancellationToken)).Select(Answer).ToList()) : ApiAnswers.Refused(Refusals.NotAllowed)))
            .WithName("ListUsage").WithSummary("What was used since the period began of all that the plan counts.").Produces<IReadOnlyList<UsageAnswer>>()
            .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static UsageAnswer Answer(MeterUsage one) => new(one.Meter, one.Name, one.Used, one.Max, one.IsSoft, one.UnitAmount, one.Amount, one.Currency, one.Waiting, one.Since);
}
