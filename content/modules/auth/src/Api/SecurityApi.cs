using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

public sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword);

/// <param name="Type">For programs; <paramref name="Title"/> is for people.</param>
public sealed record SecurityEventAnswer(Guid Id, string Type, string Title, DateTime At, string? Ip, string Device);

internal static class SecurityApi
{
    public static void MapSecurity(this RouteGroupBuilder api)
    {
        api.MapPost("/change-password", async (ChangePasswordRequest request, ClaimsPrincipal user, ChangePassword change, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await change.RunAsync(user, request.CurrentPassword, request.NewPassword, cancellationToken)))
            .RequireAuthorization(AuthPolicies.SignedIn)
            .WithName("ChangePassword").WithSummary("Replaces the password and logs all other devices out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        api.MapGet("/security-events", async (Guid? before, int? take, ClaimsPrincipal user, SecurityEvents events, CancellationToken cancellationToken) =>
                Results.Ok((await events.ListAsync(AuthClaims.UserOf(user)!.Value, before, take ?? SecurityEvents.MostAtOnce, cancellationToken)).Select(one => new SecurityEventAnswer(
                    one.Id, one.Type, SecurityEventTypes.InWords(one.Type), one.At, one.Ip, DeviceNames.Of(one.UserAgent)))))
            .RequireAuthorization(AuthPolicies.SignedIn)
            .WithName("ListSecurityEvents").WithSummary("What happened to the account's security, newest first: 100 at most, or as many as `take` says, from the one that came before the event `before`.")
            .Produces<IEnumerable<SecurityEventAnswer>>().ProducesProblem(StatusCodes.Status401Unauthorized);
    }
}
