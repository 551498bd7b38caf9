using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Deleting a team and taking that back (T13): it is closed for everybody at once and purged when the days of grace are over. Whoever
/// calls has made sure that the user has proved recently who they are.
/// </summary>
public sealed class DeleteTeam(TeamWork work, TeamLimit limit, VoidInvitations voids, Owners owners, AuditLog audit, TeamMails mails, IEnumerable<IOwnerChanges> others, IOptionsMonitor<TeamsSettings> settings)
{
    public int GraceDays => settings.CurrentValue.DeletionGraceDays;

    /// <param name="typedName">The team's name, so that nobody deletes another team than they mean.</param>
    public Task<AuthResult> RunAsync(Guid teamId, Guid actorId, string? typedName, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.TeamDelete, async change =>
        {
            var team = change.Team;
            if (team.Kind == TeamKind.Personal)
            {
                return TeamRefusals.IsPersonal;
            }

            if (team.State == TeamState.Deleted)
            {
                return TeamRefusals.IsDeleted;
            }

            if (typedName?.Trim() != team.Name)
            {
                return TeamRefusals.NameNotTyped;
            }

            foreach (var other in others)
            {
                if (await other.ObstaclesToDeletionAsync(new AccountOwner(TeamAsOwner.Kind, team.Id), cancellationToken) is { Count: > 0 } obstacles)
                {
                    return TeamRefusals.InTheWay(obstacles);
                }
            }

            (team.StateBeforeDeletion, team.State) = (team.State, TeamState.Deleted);
            (team.DeletedAt, team.PurgeAt) = (change.Now, change.Now + settings.CurrentValue.DeletionGrace);
            await voids.AllAsync(change, cancellationToken);
            audit.Record(team.Id, change.Actor, AuditActions.TeamDeleted, AuditTargets.Team, team.Id.ToString(), team.Name, null, new { team.PurgeAt });
            foreach (var owner in await owners.UsersOf(team.Id).AsNoTracking().ToListAsync(cancellationToken))
            {
                await mails.DeletedAsync(team, owner, cancellationToken);
            }

            return AuthResult.Done;
        }, cancellationToken, TeamStates.Active | TeamStates.Suspended | TeamStates.Deleted);

    public Task<AuthResult> RestoreAsync(Guid teamId, Guid actorId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.TeamDelete, async change =>
        {
            var team = change.Team;
            if (team.State != TeamState.Deleted)
            {
                return TeamRefusals.NotDeleted;
            }

            if (team.PurgeAt <= change.Now)
            {
                // The next purge takes it; half of it may be gone elsewhere already.
                return TeamRefusals.NoSuchTeam;
            }

            if (limit.Most > 0)
            {
                await limit.LockAsync(actorId, cancellationToken);
                if (await limit.RefusalAsync(actorId, cancellationToken) is { } tooMany)
                {
                    return tooMany;
                }
            }

            (team.State, team.StateBeforeDeletion) = (team.StateBeforeDeletion ?? TeamState.Active, null);
            (team.DeletedAt, team.PurgeAt) = (null, null);
            audit.Record(team.Id, change.Actor, AuditActions.TeamRestored, AuditTargets.Team, team.Id.ToString(), team.Name);
            return AuthResult.Done;
        }, cancellationToken, TeamStates.Active | TeamStates.Suspended | TeamStates.Deleted);
}
