using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Teams;

/// <summary>Takes back invitations whose ground is gone (T6): the inviter left or may not invite to that role any more, or the team is closed.</summary>
public sealed class VoidInvitations(TeamRows rows, AuditLog audit)
{
    /// <param name="role">The inviter's role from now on; null for somebody who is no active member any more.</param>
    internal async Task OfInviterAsync(TeamChange change, Guid inviterId, TeamRole? role, CancellationToken cancellationToken)
    {
        foreach (var invitation in await Pending(change.Team.Id).Where(one => one.InvitedBy == inviterId).ToListAsync(cancellationToken))
        {
            if (role?.Permissions.Contains(Permissions.MembersInvite) != true || change.FindRole(invitation.RoleId)?.IsWithin(role) != true)
            {
                Void(change, invitation, role is null ? "the inviter is no active member any more" : "the inviter may not invite to this role any more");
            }
        }
    }

    internal async Task AllAsync(TeamChange change, CancellationToken cancellationToken)
    {
        foreach (var invitation in await Pending(change.Team.Id).ToListAsync(cancellationToken))
        {
            Void(change, invitation, "the team was deleted");
        }
    }

    internal static void Revoke(Invitation invitation, DateTime now) => (invitation.RevokedAt, invitation.Stamp) = (now, Guid.NewGuid());

    private void Void(TeamChange change, Invitation invitation, string reason)
    {
        Revoke(invitation, change.Now);
        audit.Record(change.Team.Id, change.Actor, AuditActions.InvitationRevoked, AuditTargets.Invitation, invitation.Id.ToString(), invitation.EmailNormalized ?? "Link", null, new { reason });
    }

    private IQueryable<Invitation> Pending(Guid teamId) => rows.InvitationsOf(teamId).Where(one => one.AcceptedAt == null && one.DeclinedAt == null && one.RevokedAt == null);
}
