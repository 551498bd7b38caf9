using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Handing a team over (T10): the other becomes an owner and the one who does it an admin, in one transaction. Whoever calls has made
/// sure that the user has proved recently who they are.
/// </summary>
public sealed class TransferOwnership(TeamWork work, TeamRows rows, VoidInvitations voids, AuditLog audit, TeamMails mails, IEnumerable<IOwnerChanges> others)
{
    /// <param name="membershipId">Of the one who is to own it.</param>
    public Task<AuthResult> RunAsync(Guid teamId, Guid actorId, Guid membershipId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.TeamTransfer, async change =>
        {
            if (change.Team.Kind == TeamKind.Personal)
            {
                return TeamRefusals.IsPersonal;
            }

            var target = await rows.MembersOf(teamId).SingleOrDefaultAsync(one => one.Id == membershipId && one.State != MembershipState.Removed, cancellationToken);
            var user = target is null ? null : await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == target.UserId && one.DisabledAt == null && one.DeletedAt == null, cancellationToken);
            if (target is null || user is null)
            {
                return TeamRefusals.NoSuchMember;
            }

            if (target.UserId == actorId)
            {
                return TeamRefusals.NotYourself;
            }

            if (target.State != MembershipState.Active)
            {
                return TeamRefusals.NotActive;
            }

            var before = new { owner = actorId, role = change.FindRole(target.RoleId)?.Name };
            (target.RoleId, change.Membership!.RoleId) = (BuiltInRoles.Owner, BuiltInRoles.Admin);
            await voids.OfInviterAsync(change, actorId, change.FindRole(BuiltInRoles.Admin), cancellationToken);
            audit.Record(teamId, change.Actor, AuditActions.OwnershipTransferred, AuditTargets.Member, target.UserId.ToString(), PersonNames.Of(user), before, new { owner = target.UserId, role = "Owner" });
            foreach (var other in others)
            {
                await other.HandedOverAsync(new AccountOwner(TeamAsOwner.Kind, teamId), actorId, target.UserId, cancellationToken);
            }

            await mails.TransferredAsync(change.Team, change.Actor!, user, cancellationToken);
            return AuthResult.Done;
        }, cancellationToken);
}
