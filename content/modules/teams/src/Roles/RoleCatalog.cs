using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Teams;

/// <summary>A role as code uses it: built in, or made by a team.</summary>
public sealed record TeamRole(Guid Id, string Key, string Name, IReadOnlySet<string> Permissions, bool IsBuiltIn)
{
    public bool IsOwner => Id == BuiltInRoles.Owner;

    /// <summary>Whether it allows nothing that the other does not: nobody gives, takes or invites to a role that is more than their own.</summary>
    public bool IsWithin(TeamRole other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (!IsOwner || other.IsOwner) && Permissions.IsSubsetOf(other.Permissions);
    }
}

/// <summary>The built-in roles with the permissions of all modules. Made once; the answer is the same for every team.</summary>
public sealed class RoleCatalog
{
    private readonly FrozenDictionary<Guid, TeamRole> _builtIn;

    public RoleCatalog(IEnumerable<PermissionDefinition> registered)
    {
        Permissions = [.. registered.DistinctBy(one => one.Key)];
        BuiltIn =
        [
            new(BuiltInRoles.Owner, "owner", "Owner", Permissions.Select(one => one.Key).ToFrozenSet(), true),
            new(BuiltInRoles.Admin, "admin", "Admin", KeysOf(BuiltInRoles.Admin), true),
            new(BuiltInRoles.Member, "member", "Member", KeysOf(BuiltInRoles.Member), true),
            new(BuiltInRoles.Guest, "guest", "Guest", KeysOf(BuiltInRoles.Guest), true),
        ];
        _builtIn = BuiltIn.ToFrozenDictionary(role => role.Id);
    }

    /// <summary>All that there are, in the order of registration.</summary>
    public IReadOnlyList<PermissionDefinition> Permissions { get; }

    /// <summary>From the most powerful to the least.</summary>
    public IReadOnlyList<TeamRole> BuiltIn { get; }

    public TeamRole Owner => BuiltIn[0];

    public TeamRole? FindBuiltIn(Guid roleId) => _builtIn.GetValueOrDefault(roleId);

    /// <summary>A team's own role as code uses it. What it once held and no module knows any more, it holds no more.</summary>
    public TeamRole Of(Role role)
    {
        ArgumentNullException.ThrowIfNull(role);
        var allowed = Permissions.Where(one => !one.IsForOwners).Select(one => one.Key);
        return new TeamRole(role.Id, role.Key, role.Name, allowed.Intersect(role.Permissions).ToFrozenSet(), false);
    }

    /// <summary>A role by its id; null when the team has no such role, which then allows nothing.</summary>
    public async Task<TeamRole?> FindAsync(TeamRows rows, Guid teamId, Guid roleId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (FindBuiltIn(roleId) is { } builtIn)
        {
            return builtIn;
        }

        return await rows.RolesOf(teamId).AsNoTracking().SingleOrDefaultAsync(one => one.Id == roleId, cancellationToken) is { } role ? Of(role) : null;
    }

    /// <summary>All roles of a team, the built-in ones first.</summary>
    public async Task<IReadOnlyList<TeamRole>> ListAsync(TeamRows rows, Guid teamId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. BuiltIn, .. (await rows.RolesOf(teamId).AsNoTracking().OrderBy(one => one.Name).ToListAsync(cancellationToken)).Select(Of)];
    }

    private FrozenSet<string> KeysOf(Guid role) => Permissions.Where(one => !one.IsForOwners && one.GrantedTo.Contains(role)).Select(one => one.Key).ToFrozenSet();
}
