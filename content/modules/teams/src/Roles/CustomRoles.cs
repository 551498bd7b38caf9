using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

public sealed record RoleRequest(string? Name, IReadOnlyList<string>? Permissions);

/// <param name="IsBuiltIn">Whether every team has it; such a one cannot be changed.</param>
/// <param name="MayGive">Whether the one who asks may give it and invite to it.</param>
public sealed record RoleAnswer(Guid Id, string Key, string Name, bool IsBuiltIn, IReadOnlyList<string> Permissions, bool MayGive);

public sealed record PermissionAnswer(string Key, string Title, bool IsForOwners);

/// <param name="AreOffered">Whether teams may make roles of their own here.</param>
public sealed record RolesAnswer(bool AreOffered, IReadOnlyList<RoleAnswer> Roles, IReadOnlyList<PermissionAnswer> Permissions);

/// <summary>
/// A team's own roles, by option (T16): sets of permissions with a name. Nobody makes one that allows more than their own role, and what
/// only owners may do no role can hold.
/// </summary>
public sealed class CustomRoles(TeamWork work, TeamRows rows, TeamReader reader, RoleCatalog catalog, VoidInvitations voids, AuditLog audit, IOptionsMonitor<TeamsSettings> settings)
{
    public const int Most = 50;

    public bool AreOffered => settings.CurrentValue.CustomRoles;

    /// <summary>All roles and permissions: every member may know what a role allows.</summary>
    public async Task<AuthResult<RolesAnswer>> ListAsync(Guid teamId, Guid actorId, CancellationToken cancellationToken)
    {
        var (view, refusal) = await reader.FindAsync(teamId, actorId, permission: null, cancellationToken);
        return view is null
            ? refusal!
            : new RolesAnswer(
                AreOffered,
                [.. view.Roles.Select(role => new RoleAnswer(role.Id, role.Key, role.Name, role.IsBuiltIn, [.. role.Permissions.Order(StringComparer.Ordinal)], role.IsWithin(view.Role)))],
                [.. catalog.Permissions.Select(one => new PermissionAnswer(one.Key, one.Title, one.IsForOwners))]);
    }

    public async Task<AuthResult<RoleAnswer>> CreateAsync(Guid teamId, Guid actorId, RoleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Role? made = null;
        var result = await work.RunAsync(teamId, actorId, Permissions.RolesManage, async change =>
        {
            var (name, key, permissions, refusals) = Read(change, request, except: null);
            if (!AreOffered || refusals.Count > 0)
            {
                return AreOffered ? AuthResult.Refused(refusals) : TeamRefusals.RolesOff;
            }

            if (await rows.RolesOf(teamId).CountAsync(cancellationToken) >= Most)
            {
                return TeamRefusals.TooManyRoles;
            }

            made = new Role { TenantId = teamId, Key = key, Name = name, Permissions = permissions };
            rows.Context.Add(made);
            audit.Record(teamId, change.Actor, AuditActions.RoleCreated, AuditTargets.Role, made.Id.ToString(), name, null, new { name, permissions });
            return AuthResult.Done;
        }, cancellationToken);
        return result.With(made is null ? null : new RoleAnswer(made.Id, made.Key, made.Name, false, [.. made.Permissions], true));
    }

    public Task<AuthResult> UpdateAsync(Guid teamId, Guid actorId, Guid roleId, RoleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return work.RunAsync(teamId, actorId, Permissions.RolesManage, async change =>
        {
            var (role, refusal) = await FindAsync(change, roleId, cancellationToken);
            if (role is null)
            {
                return refusal!;
            }

            var (name, key, permissions, refusals) = Read(change, request, except: roleId);
            if (refusals.Count > 0)
            {
                return AuthResult.Refused(refusals);
            }

            var before = new { role.Name, permissions = role.Permissions };
            (role.Name, role.Key, role.Permissions) = (name, key, permissions);
            await VoidAsync(change, role, cancellationToken);
            audit.Record(teamId, change.Actor, AuditActions.RoleUpdated, AuditTargets.Role, role.Id.ToString(), name, before, new { name, permissions });
            return AuthResult.Done;
        }, cancellationToken);
    }

    /// <summary>Deletes a role that nobody has and nobody is invited to.</summary>
    public Task<AuthResult> DeleteAsync(Guid teamId, Guid actorId, Guid roleId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.RolesManage, async change =>
        {
            var (role, refusal) = await FindAsync(change, roleId, cancellationToken);
            if (role is null)
            {
                return refusal!;
            }

            var isUsed = await rows.MembersOf(teamId).AnyAsync(one => one.RoleId == roleId && one.State != MembershipState.Removed, cancellationToken)
                || await rows.InvitationsOf(teamId).AnyAsync(one => one.RoleId == roleId && one.AcceptedAt == null && one.DeclinedAt == null && one.RevokedAt == null && one.ExpiresAt > change.Now, cancellationToken);
            if (isUsed)
            {
                return TeamRefusals.RoleIsUsed;
            }

            rows.Context.Remove(role);
            audit.Record(teamId, change.Actor, AuditActions.RoleDeleted, AuditTargets.Role, role.Id.ToString(), role.Name, new { role.Name, permissions = role.Permissions });
            return AuthResult.Done;
        }, cancellationToken);

    private async Task<(Role? Role, Refusal? Refusal)> FindAsync(TeamChange change, Guid roleId, CancellationToken cancellationToken)
    {
        if (!AreOffered)
        {
            return (null, TeamRefusals.RolesOff);
        }

        if (catalog.FindBuiltIn(roleId) is not null)
        {
            return (null, TeamRefusals.RoleIsBuiltIn);
        }

        var role = await rows.RolesOf(change.Team.Id).SingleOrDefaultAsync(one => one.Id == roleId, cancellationToken);
        return role is null ? (null, TeamRefusals.NoSuchRole with { Status = 404, Field = "" })
            : change.MayHandle(catalog.Of(role)) ? (role, null)
            : (null, TeamRefusals.AboveYou);
    }

    private (string Name, string Key, List<string> Permissions, List<Refusal> Refusals) Read(TeamChange change, RoleRequest request, Guid? except)
    {
        var refusals = new List<Refusal>();
        var name = PersonNames.Clean(request.Name, Role.LongestName);
        var key = KeyOf(name ?? "");
        if (name is null || key.Length == 0)
        {
            refusals.Add(TeamRefusals.RoleNameInvalid);
        }
        else if (change.Roles.Any(one => one.Id != except && (one.Key == key || string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))))
        {
            refusals.Add(TeamRefusals.RoleNameTaken);
        }

        var permissions = (request.Permissions ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (permissions.Any(key => !catalog.Permissions.Any(one => one.Key == key && !one.IsForOwners)))
        {
            refusals.Add(TeamRefusals.NoSuchPermission);
        }
        else if (permissions.Any(key => !change.Has(key)))
        {
            refusals.Add(TeamRefusals.AboveYou with { Field = "permissions" });
        }

        return (name ?? "", key, permissions, refusals);
    }

    /// <summary>Whoever has the role may invite to less now.</summary>
    private async Task VoidAsync(TeamChange change, Role role, CancellationToken cancellationToken)
    {
        foreach (var userId in await rows.MembersOf(change.Team.Id).Where(one => one.RoleId == role.Id && one.State == MembershipState.Active).Select(one => one.UserId).ToListAsync(cancellationToken))
        {
            await voids.OfInviterAsync(change, userId, catalog.Of(role), cancellationToken);
        }
    }

    private static string KeyOf(string name)
    {
        var key = new StringBuilder();
        foreach (var rune in name.ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                key.Append(rune);
            }
            else if (key is [.., not '-'])
            {
                key.Append('-');
            }
        }

        return key.ToString().TrimEnd('-');
    }
}
