using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// What teams know about a person, for the copy and the erasure of an account. The personal workspace goes with it; what happened in
/// other teams stays in their records, without the name.
/// </summary>
internal sealed class TeamsOfPerson(IServiceProvider services, TeamRows rows, TeamWork work, PurgeTeams purge, AuditLog audit) : IPersonalDataSource
{
    /// <summary>Stands where the name of an erased person stood.</summary>
    private const string Erased = "Deleted account";

    public string Title => "Teams";

    public async Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var email = await rows.Context.Set<User>().Where(one => one.Id == userId).Select(one => one.NormalizedEmail).SingleOrDefaultAsync(cancellationToken) ?? "";
        var memberships = await (
            from member in rows.MembershipsOfUser(userId)
            join team in rows.Teams on member.TenantId equals team.Id
            orderby member.JoinedAt
            select new { Team = team.Name, team.Slug, Kind = team.Kind.ToString(), State = member.State.ToString(), member.JoinedAt, member.RemovedAt, member.InvitedEmail }).ToListAsync(cancellationToken);
        var received = await (
            from invitation in rows.InvitationsOfPerson(userId, email)
            join team in rows.Teams on invitation.TenantId equals team.Id
            orderby invitation.CreatedAt
            select new { Team = team.Name, invitation.Email, invitation.CreatedAt, invitation.ExpiresAt, invitation.AcceptedAt, invitation.DeclinedAt }).ToListAsync(cancellationToken);
        var sent = await rows.InvitationsBy(userId).OrderBy(one => one.CreatedAt).Select(one => new { one.Email, one.CreatedAt, one.AcceptedAt }).ToListAsync(cancellationToken);
        var changes = await rows.AuditOfUser(userId).OrderBy(one => one.At).Select(one => new { one.At, one.Action, one.TargetKind, one.TargetName, one.Ip }).ToListAsync(cancellationToken);
        return new { memberships, invitationsReceived = received, invitationsSent = sent, changes };
    }

    public async Task EraseAsync(Guid userId, CancellationToken cancellationToken)
    {
        var email = await rows.Context.Set<User>().Where(one => one.Id == userId).Select(one => one.NormalizedEmail).SingleOrDefaultAsync(cancellationToken) ?? "";
        var personal = await rows.Teams.Where(one => one.PersonalOf == userId).Select(one => (Guid?)one.Id).SingleOrDefaultAsync(cancellationToken);
        if (personal is { } workspace)
        {
            await purge.PurgeAsync(services, workspace, userId, cancellationToken);
        }

        // In the order in which everybody locks several teams.
        foreach (var teamId in await rows.MembershipsOfUser(userId).OrderBy(one => one.TenantId).Select(one => one.TenantId).ToListAsync(cancellationToken))
        {
            await LeaveAsync(teamId, userId, cancellationToken);
        }

        // Those too that were sent to another address of the same person.
        var invitations = (await rows.InvitationsOfPerson(userId, email).Select(one => one.Id).ToListAsync(cancellationToken)).ConvertAll(one => one.ToString());
        await rows.InvitationsOfPerson(userId, email).ExecuteDeleteAsync(cancellationToken);
        await rows.AuditOfUser(userId).Where(one => one.ActorId == userId)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.ActorName, Erased).SetProperty(one => one.Ip, (string?)null), cancellationToken);
        var target = userId.ToString();
        await rows.AuditOfUser(userId).Where(one => one.TargetKind == AuditTargets.Member && one.TargetId == target)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.TargetName, Erased).SetProperty(one => one.Before, (string?)null).SetProperty(one => one.After, (string?)null), cancellationToken);
        await rows.AuditOfInvitations(invitations).ExecuteUpdateAsync(change => change.SetProperty(one => one.TargetName, Erased), cancellationToken);
        await rows.AuditOfAddress(email).ExecuteUpdateAsync(change => change.SetProperty(one => one.TargetName, Erased), cancellationToken);
    }

    private async Task LeaveAsync(Guid teamId, Guid userId, CancellationToken cancellationToken)
    {
        using var entered = rows.Enter(teamId);
        if (!await work.LockAsync(teamId, cancellationToken))
        {
            return;
        }

        var members = services.GetServices<IMemberDeparture>();
        if (await rows.MembersOf(teamId).AnyAsync(one => one.UserId == userId && one.State != MembershipState.Removed, cancellationToken))
        {
            foreach (var departure in members)
            {
                await departure.LeavingAsync(teamId, userId, cancellationToken);
            }

            audit.Record(teamId, null, AuditActions.MemberLeft, AuditTargets.Member, userId.ToString(), Erased);
            await rows.Context.SaveChangesAsync(cancellationToken);
        }

        await rows.InvitationsOf(teamId).Where(one => one.InvitedBy == userId && one.AcceptedAt == null).ExecuteDeleteAsync(cancellationToken);
        await rows.MembersOf(teamId).Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
