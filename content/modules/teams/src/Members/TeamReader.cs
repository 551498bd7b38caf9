using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>A team as one of its members sees it now.</summary>
/// <param name="Team">Not tracked.</param>
/// <param name="Roles">All roles of the team.</param>
public sealed record TeamView(Team Team, Guid MembershipId, TeamRole Role, IReadOnlyList<TeamRole> Roles)
{
    public bool Has(string permission) => Role.Permissions.Contains(permission);

    public TeamRole? FindRole(Guid roleId) => Roles.FirstOrDefault(one => one.Id == roleId);
}

/// <summary>Looks for a use case that only reads whether somebody may. Nothing here is kept from an earlier request (T4).</summary>
public sealed class TeamReader(TeamRows rows, RoleCatalog catalog)
{
    private static readonly TeamRole None = new(Guid.Empty, "", "No role", new HashSet<string>(), false);

    /// <summary>The id that a slug leads to; null when no team has or had it.</summary>
    public async Task<Team?> BySlugAsync(string? slug, CancellationToken cancellationToken) => slug is not { Length: > 0 and <= 63 }
        ? null
        : await rows.TeamBySlug(slug).AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    /// <param name="permission">Null when every member may.</param>
    /// <returns>The team, or why not.</returns>
    public async Task<(TeamView? View, Refusal? Refusal)> FindAsync(
        Guid teamId, Guid userId, string? permission, CancellationToken cancellationToken, TeamStates allowed = TeamStates.Active)
    {
        var found = await (
            from team in rows.Teams.AsNoTracking()
            join member in rows.MembersOf(teamId).AsNoTracking() on team.Id equals member.TenantId
            where member.UserId == userId && member.State == MembershipState.Active
            select new { team, member }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || (found.team.State == TeamState.Deleted && !allowed.HasFlag(TeamStates.Deleted)))
        {
            return (null, TeamRefusals.NoSuchTeam);
        }

        if (found.team.State == TeamState.Suspended && !allowed.HasFlag(TeamStates.Suspended))
        {
            return (null, TeamRefusals.Suspended(found.team.SuspendedReason));
        }

        var roles = await catalog.ListAsync(rows, teamId, cancellationToken);
        var view = new TeamView(found.team, found.member.Id, roles.FirstOrDefault(one => one.Id == found.member.RoleId) ?? None, roles);
        return permission is null || view.Has(permission) ? (view, null) : (null, TeamRefusals.NotAllowed);
    }
}
