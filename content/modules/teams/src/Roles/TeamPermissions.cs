namespace QuickScale.Modules.Teams;

/// <summary>This module's permissions, and which built-in roles have them.</summary>
internal static class TeamPermissions
{
    public static IReadOnlyList<PermissionDefinition> All { get; } =
    [
        new(Permissions.MembersRead, "See who is in the team", BuiltInRoles.Admin, BuiltInRoles.Member),
        new(Permissions.MembersInvite, "Invite people", BuiltInRoles.Admin),
        new(Permissions.MembersUpdate, "Change roles, disable and enable members", BuiltInRoles.Admin),
        new(Permissions.MembersRemove, "Remove members", BuiltInRoles.Admin),
        new(Permissions.RolesManage, "Make and change roles", BuiltInRoles.Admin),
        new(Permissions.TeamUpdate, "Change name, address, logo and colour", BuiltInRoles.Admin),
        new(Permissions.AuditRead, "Read the record of changes", BuiltInRoles.Admin),
        new(Permissions.BillingManage, "Manage the subscription"),
        new(Permissions.TeamExport, "Download the team's data") { IsForOwners = true },
        new(Permissions.TeamDelete, "Delete the team") { IsForOwners = true },
        new(Permissions.TeamTransfer, "Make and unmake owners") { IsForOwners = true },
    ];
}
