using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <param name="ConfirmName">The team's name, typed by whoever deletes it.</param>
public sealed record DeleteTeamRequest(string? ConfirmName);

/// <param name="Reason">What the members are told.</param>
public sealed record SuspendTeamRequest(string? Reason);

internal static class LifecycleApi
{
    public static void MapLifecycle(this RouteGroupBuilder team)
    {
        team.MapPost("/delete", async (DeleteTeamRequest request, ICurrentTeam current, ClaimsPrincipal user, DeleteTeam delete, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await delete.RunAsync(current.Id(), user.Id(), request.ConfirmName, cancellationToken)))
            .RequireReauthentication().ReachableWhileSuspended()
            .WithName("DeleteTeam").WithSummary("Closes the team; it is purged after the days of grace, unless an owner restores it before.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapPost("/restore", async (ICurrentTeam current, ClaimsPrincipal user, DeleteTeam delete, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await delete.RestoreAsync(current.Id(), user.Id(), cancellationToken)))
            .ReachableWhileDeleted()
            .WithName("RestoreTeam").WithSummary("Takes the deletion of a team back.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapPost("/export", async (ICurrentTeam current, ClaimsPrincipal user, ExportTeam export, CancellationToken cancellationToken) =>
            {
                var result = await export.RunAsync(current.Id(), user.Id(), cancellationToken);
                return result.Value is { } file ? Results.File(file.Content, file.ContentType, file.Name) : ApiAnswers.Of(result);
            })
            .RequireReauthentication().ReachableWhileSuspended().ReachableWhileDeleted()
            .WithName("ExportTeam").WithSummary("A copy of all of the team's data.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").OfTeam(StatusCodes.Status429TooManyRequests);
    }

    /// <summary>For administrators of the platform, who need not be in the team.</summary>
    public static void MapSuspensions(this RouteGroupBuilder api)
    {
        api.MapPut("/{slug}", async (string slug, SuspendTeamRequest request, ClaimsPrincipal user, TeamReader reader, SuspendTeam suspend, CancellationToken cancellationToken) =>
                await reader.BySlugAsync(slug, cancellationToken) is { } team ? ApiAnswers.Of(await suspend.RunAsync(team.Id, user.Id(), request.Reason, cancellationToken)) : ApiAnswers.Of(TeamRefusals.NoSuchTeam))
            .WithName("SuspendTeam").WithSummary("Stops a team and tells its members why.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        api.MapDelete("/{slug}", async (string slug, ClaimsPrincipal user, TeamReader reader, SuspendTeam suspend, CancellationToken cancellationToken) =>
                await reader.BySlugAsync(slug, cancellationToken) is { } team ? ApiAnswers.Of(await suspend.ResumeAsync(team.Id, user.Id(), cancellationToken)) : ApiAnswers.Of(TeamRefusals.NoSuchTeam))
            .WithName("ResumeTeam").WithSummary("Lets a suspended team go on.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);
    }
}
