using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>How many teams one person may own. Deleted ones do not count, and are counted again when they are restored.</summary>
public sealed class TeamLimit(TeamRows rows, IOptionsMonitor<TeamsSettings> settings)
{
    /// <summary>0 lets nobody make any; who owns one from elsewhere may still restore it.</summary>
    public int Most => settings.CurrentValue.TeamsPerUser;

    /// <summary>Null when the person may own one more.</summary>
    public async Task<Refusal?> RefusalAsync(Guid userId, CancellationToken cancellationToken)
    {
        var most = Most;
        var owned = await (
            from member in rows.MembershipsOfUser(userId)
            join team in rows.Teams on member.TenantId equals team.Id
            where member.State == MembershipState.Active && member.RoleId == BuiltInRoles.Owner && team.Kind == TeamKind.Team && team.State != TeamState.Deleted
            select team.Id).CountAsync(cancellationToken);
        return owned < most ? null : TeamRefusals.TooManyTeams(most);
    }

    /// <summary>Whoever counts for the same person waits here until the transaction ends: of two at once, the second finds the first one's team.</summary>
    public Task LockAsync(Guid userId, CancellationToken cancellationToken) =>
        rows.Context.Set<User>().Where(one => one.Id == userId).ExecuteUpdateAsync(change => change.SetProperty(one => one.CreatedAt, one => one.CreatedAt), cancellationToken);
}
