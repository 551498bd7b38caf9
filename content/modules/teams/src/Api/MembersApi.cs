using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

public sealed record ChangeRoleRequest(Guid RoleId);

/// <param name="MembershipId">Of the one who is to own the team.</param>
public sealed record TransferRequest(Guid MembershipId);

internal static class MembersApi
{
    private const int Page = 50;

    public static void MapMembers(this RouteGroupBuilder team)
    {
        team.MapGet("/members", async (Guid? after, int? take, ICurrentTeam current, ClaimsPrincipal user, Members members, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await members.ListAsync(current.Id(), user.Id(), after, take ?? Page, cancellationToken)))
            .WithName("GetMembers").WithSummary("Who is in the team, disabled members too, by name.")
            .Produces<MembersAnswer>().OfTeam();

        team.MapPut("/members/{membershipId:guid}/role", async (Guid membershipId, ChangeRoleRequest request, ICurrentTeam current, ClaimsPrincipal user, Members members, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await members.ChangeRoleAsync(current.Id(), user.Id(), membershipId, request.RoleId, cancellationToken)))
            .WithName("ChangeMemberRole").WithSummary("Gives a member another role, which allows no more than one's own.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapPost("/members/{membershipId:guid}/disable", async (Guid membershipId, ICurrentTeam current, ClaimsPrincipal user, Members members, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await members.DisableAsync(current.Id(), user.Id(), membershipId, cancellationToken)))
            .WithName("DisableMember").WithSummary("Keeps a member out until the membership is enabled again.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapPost("/members/{membershipId:guid}/enable", async (Guid membershipId, ICurrentTeam current, ClaimsPrincipal user, Members members, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await members.EnableAsync(current.Id(), user.Id(), membershipId, cancellationToken)))
            .WithName("EnableMember").WithSummary("Lets a disabled member in again.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapDelete("/members/{membershipId:guid}", async (Guid membershipId, ICurrentTeam current, ClaimsPrincipal user, Members members, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await members.RemoveAsync(current.Id(), user.Id(), membershipId, cancellationToken)))
            .WithName("RemoveMember").WithSummary("Takes a member out of the team.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapPost("/leave", async (ICurrentTeam current, ClaimsPrincipal user, Members members, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await members.LeaveAsync(current.Id(), user.Id(), cancellationToken)))
            .ReachableWhileSuspended()
            .WithName("LeaveTeam").WithSummary("Leaves the team.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapPost("/transfer", async (TransferRequest request, ICurrentTeam current, ClaimsPrincipal user, TransferOwnership transfer, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await transfer.RunAsync(current.Id(), user.Id(), request.MembershipId, cancellationToken)))
            .RequireReauthentication()
            .WithName("TransferOwnership").WithSummary("Makes another member an owner, and the user an admin.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);
    }

    public static void MapRoles(this RouteGroupBuilder team)
    {
        team.MapGet("/roles", async (ICurrentTeam current, ClaimsPrincipal user, CustomRoles roles, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await roles.ListAsync(current.Id(), user.Id(), cancellationToken)))
            .WithName("GetRoles").WithSummary("The roles of the team, and all permissions.")
            .Produces<RolesAnswer>().OfTeam();

        team.MapPost("/roles", async (RoleRequest request, ICurrentTeam current, ClaimsPrincipal user, CustomRoles roles, CancellationToken cancellationToken) =>
            {
                var result = await roles.CreateAsync(current.Id(), user.Id(), request, cancellationToken);
                return result.Value is { } role ? Results.Json(role, statusCode: StatusCodes.Status201Created) : ApiAnswers.Of(result);
            })
            .WithName("CreateRole").WithSummary("Makes a role of the team's own, where these are offered.")
            .Produces<RoleAnswer>(StatusCodes.Status201Created).OfTeam(StatusCodes.Status409Conflict);

        team.MapPut("/roles/{roleId:guid}", async (Guid roleId, RoleRequest request, ICurrentTeam current, ClaimsPrincipal user, CustomRoles roles, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await roles.UpdateAsync(current.Id(), user.Id(), roleId, request, cancellationToken)))
            .WithName("UpdateRole").WithSummary("Replaces name and permissions of a role of the team's own.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);

        team.MapDelete("/roles/{roleId:guid}", async (Guid roleId, ICurrentTeam current, ClaimsPrincipal user, CustomRoles roles, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await roles.DeleteAsync(current.Id(), user.Id(), roleId, cancellationToken)))
            .WithName("DeleteRole").WithSummary("Deletes a role that nobody has.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict);
    }
}
