using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Teams;

/// <summary>The sets of the built-in roles, and those that a team has made.</summary>
internal sealed class RolePermissions : IRolePermissions
{
    private static readonly FrozenDictionary<Guid, IReadOnlySet<string>> BuiltIn = new Dictionary<Guid, IReadOnlySet<string>>
    {
        [BuiltInRoles.Owner] = Set(
            Permissions.TeamUpdate, Permissions.TeamDelete, Permissions.TeamTransfer, Permissions.TeamExport, Permissions.MembersRead, Permissions.MembersInvite,
            Permissions.MembersUpdate, Permissions.MembersRemove, Permissions.RolesManage, Permissions.AuditRead, Permissions.BillingManage),
        [BuiltInRoles.Admin] = Set(
            Permissions.TeamUpdate, Permissions.TeamExport, Permissions.MembersRead, Permissions.MembersInvite, Permissions.MembersUpdate, Permissions.MembersRemove, Permissions.AuditRead),
        [BuiltInRoles.Member] = Set(Permissions.MembersRead),
        [BuiltInRoles.Guest] = Set(),
    }.ToFrozenDictionary();

    public async Task<IReadOnlySet<string>> OfAsync(DbContext context, Guid roleId, CancellationToken cancellationToken) =>
        BuiltIn.TryGetValue(roleId, out var known)
            ? known
            : await context.Set<Role>().AsNoTracking().SingleOrDefaultAsync(role => role.Id == roleId, cancellationToken) is { } role ? Set([.. role.Permissions]) : Set();

    private static FrozenSet<string> Set(params string[] permissions) => permissions.ToFrozenSet(StringComparer.Ordinal);
}
