using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>A team in a person's list.</summary>
/// <param name="Logo">The logo's path; null without one.</param>
/// <param name="PurgeAt">From when on a deleted team is purged; null otherwise.</param>
public sealed record MyTeam(Guid Id, string Slug, string Name, TeamKind Kind, TeamState State, string RoleKey, string RoleName, string? Logo, string? AccentColor, DateTime? PurgeAt);

/// <summary>A person's teams, for the switcher: the personal workspace first, then by name. Deleted ones are there for owners, who can restore them.</summary>
public sealed class MyTeams(TeamRows rows, RoleCatalog catalog, PersonalWorkspace personal)
{
    public async Task<IReadOnlyList<MyTeam>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await personal.EnsureAsync(userId, cancellationToken);
        var found = await (
            from member in rows.MembershipsOfUser(userId).AsNoTracking()
            join team in rows.Teams.AsNoTracking() on member.TenantId equals team.Id
            where member.State == MembershipState.Active && (team.State != TeamState.Deleted || member.RoleId == BuiltInRoles.Owner)
            select new { team, member.RoleId }).ToListAsync(cancellationToken);
        var list = new List<MyTeam>();
        foreach (var one in found.OrderBy(one => one.team.Kind).ThenBy(one => one.team.Name, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.team.Id))
        {
            var role = await catalog.FindAsync(rows, one.team.Id, one.RoleId, cancellationToken);
            list.Add(new MyTeam(
                one.team.Id, one.team.Slug, one.team.Name, one.team.Kind, one.team.State, role?.Key ?? "", role?.Name ?? "No role", TeamLogo.PathOf(one.team), one.team.AccentColor, one.team.PurgeAt));
        }

        return list;
    }
}
