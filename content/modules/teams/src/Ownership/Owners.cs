using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>
/// That a team has an owner who can act: an active membership with the role of owner, of an account that is neither disabled nor waits
/// to be erased (T9). It is asked with the team's row locked.
/// </summary>
public sealed class Owners(TeamRows rows)
{
    /// <summary>Whether the team would have no owner without this member.</summary>
    public async Task<bool> IsLastAsync(Membership member, CancellationToken cancellationToken) =>
        member is { State: MembershipState.Active } && member.RoleId == BuiltInRoles.Owner && !await HasOtherAsync(member.TenantId, member.UserId, cancellationToken);

    public Task<bool> HasOtherAsync(Guid teamId, Guid userId, CancellationToken cancellationToken) =>
        UsersOf(teamId).AnyAsync(user => user.Id != userId, cancellationToken);

    /// <summary>The accounts of a team's owners, for writing to them.</summary>
    public IQueryable<User> UsersOf(Guid teamId) =>
        from member in rows.MembersOf(teamId)
        join user in rows.Context.Set<User>() on member.UserId equals user.Id
        where member.State == MembershipState.Active && member.RoleId == BuiltInRoles.Owner && user.DisabledAt == null && user.DeletedAt == null
        select user;
}
