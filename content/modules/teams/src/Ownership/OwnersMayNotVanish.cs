using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Keeps a person from deleting the account while a team would be left without an owner (T9). Inside auth's transaction the rows of
/// these teams are locked, so that two owners who go at once do not both find the other one.
/// </summary>
internal sealed class OwnersMayNotVanish(TeamRows rows, TeamWork work, Owners owners) : IAccountDeletionCheck
{
    public async Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken cancellationToken)
    {
        // By id, as everybody who locks several: two who wait for each other would wait for ever.
        var owned = await (
            from member in rows.MembershipsOfUser(userId)
            join team in rows.Teams on member.TenantId equals team.Id
            where member.State == MembershipState.Active && member.RoleId == BuiltInRoles.Owner && team.Kind == TeamKind.Team && team.State != TeamState.Deleted
            orderby team.Id
            select new { team.Id, team.Name }).ToListAsync(cancellationToken);
        var obstacles = new List<string>();
        foreach (var team in owned)
        {
            if (rows.Context.Database.CurrentTransaction is not null)
            {
                await work.LockAsync(team.Id, cancellationToken);
            }

            if (!await owners.HasOtherAsync(team.Id, userId, cancellationToken))
            {
                obstacles.Add($"You are the only owner of “{team.Name}”. Make another member an owner or delete the team first.");
            }
        }

        return obstacles;
    }
}
