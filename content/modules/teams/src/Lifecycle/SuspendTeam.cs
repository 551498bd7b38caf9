using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Stopping a team for a reason that its members are told, such as an unpaid invoice or abuse (T15). It is the platform's doing and not
/// the team's: whoever calls has made sure of the right to it.
/// </summary>
public sealed class SuspendTeam(TeamWork work, AuditLog audit)
{
    /// <param name="actorId">The administrator; null for what no person did, such as billing.</param>
    public Task<AuthResult> RunAsync(Guid teamId, Guid? actorId, string? reason, CancellationToken cancellationToken)
    {
        if (PersonNames.Clean(reason, Team.LongestReason) is not { } words)
        {
            return Task.FromResult<AuthResult>(TeamRefusals.ReasonInvalid);
        }

        return work.RunAsOutsiderAsync(teamId, actorId, change =>
        {
            var team = change.Team;
            if (team.State == TeamState.Deleted)
            {
                return Task.FromResult<AuthResult>(TeamRefusals.IsDeleted);
            }

            if (team.State != TeamState.Suspended || team.SuspendedReason != words)
            {
                var before = new { state = NameOf(team.State), reason = team.SuspendedReason };
                (team.State, team.SuspendedReason) = (TeamState.Suspended, words);
                audit.Record(team.Id, change.Actor, AuditActions.TeamSuspended, AuditTargets.Team, team.Id.ToString(), team.Name, before, new { state = "suspended", reason = words });
            }

            return Task.FromResult(AuthResult.Done);
        }, cancellationToken);
    }

    public Task<AuthResult> ResumeAsync(Guid teamId, Guid? actorId, CancellationToken cancellationToken) =>
        work.RunAsOutsiderAsync(teamId, actorId, change =>
        {
            var team = change.Team;
            if (team.State != TeamState.Suspended)
            {
                return Task.FromResult<AuthResult>(TeamRefusals.NotSuspended);
            }

            var before = new { state = "suspended", reason = team.SuspendedReason };
            (team.State, team.SuspendedReason) = (TeamState.Active, null);
            audit.Record(team.Id, change.Actor, AuditActions.TeamResumed, AuditTargets.Team, team.Id.ToString(), team.Name, before, new { state = "active" });
            return Task.FromResult(AuthResult.Done);
        }, cancellationToken);

    private static string NameOf(TeamState state) => state == TeamState.Active ? "active" : "suspended";
}
