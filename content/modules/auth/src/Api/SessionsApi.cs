using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <summary>A live session of the signed-in user.</summary>
/// <param name="Kind">"browser" or "api".</param>
public sealed record SessionAnswer(Guid Id, string Kind, string Device, string? Ip, DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt, bool IsCurrent);

/// <param name="Password">Not needed after a recent re-authentication.</param>
public sealed record RevokeOthersRequest(string? Password);

internal static class SessionsApi
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").RequireAuthorization(AuthPolicies.SignedIn);
        sessions.MapGet("", async (ClaimsPrincipal user, Sessions list, CancellationToken cancellationToken) =>
            {
                var current = AuthClaims.SessionOf(user);
                return Results.Ok((await list.ListAsync(AuthClaims.UserOf(user)!.Value, cancellationToken)).Select(one => new SessionAnswer(
                    one.Id, one.Kind == SessionKind.Api ? "api" : "browser", one.Device, one.Ip, one.CreatedAt, one.LastSeenAt, one.ExpiresAt, one.Id == current)));
            })
            .WithName("ListSessions").WithSummary("Where the user is logged in.")
            .Produces<IEnumerable<SessionAnswer>>().ProducesProblem(StatusCodes.Status401Unauthorized);

        sessions.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, RevokeSessions revoke, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await revoke.OneAsync(user, id, cancellationToken)))
            .WithName("RevokeSession").WithSummary("Logs one device out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);

        sessions.MapPost("/revoke-others", async (RevokeOthersRequest request, ClaimsPrincipal user, RevokeSessions revoke, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await revoke.OthersAsync(user, request.Password, cancellationToken)))
            .WithName("RevokeOtherSessions").WithSummary("Logs all other devices out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests);
    }
}
