using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <param name="Name">What the user is called; empty when nothing was said.</param>
/// <param name="Attention">What the user should look at; empty when nothing is.</param>
public sealed record StartAnswer(string Name, IReadOnlyList<AttentionItem> Attention);

internal static class StartApi
{
    public static void MapStart(this RouteGroupBuilder api) =>
        api.MapGet("/start", async (ClaimsPrincipal user, Attention attention, CancellationToken cancellationToken) =>
                await attention.FindAsync(user, cancellationToken) is { } found ? Results.Ok(found) : ApiAnswers.Of(Refusals.NotSignedIn))
            .RequireAuthorization(AuthPolicies.SignedIn)
            .WithName("GetStart").WithSummary("What the signed-in start page shows.")
            .Produces<StartAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
}
