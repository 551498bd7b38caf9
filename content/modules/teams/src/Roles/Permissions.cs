namespace QuickScale.Modules.Teams;

/// <summary>
/// What a member may do in a team. Code asks for these and never for a role (T16). Other modules name their own and register them by
/// <c>services.AddSingleton(new PermissionDefinition("projects.read", "See projects"))</c>, with the built-in roles that have them.
/// </summary>
public static class Permissions
{
    /// <summary>Change name, address, logo, colour and rules of the team.</summary>
    public const string TeamUpdate = "team.update";

    /// <summary>Delete the team and restore it.</summary>
    public const string TeamDelete = "team.delete";

    /// <summary>Hand ownership over, and make and unmake owners.</summary>
    public const string TeamTransfer = "team.transfer";

    /// <summary>Take a copy of all of the team's data.</summary>
    public const string TeamExport = "team.export";

    public const string MembersRead = "members.read";

    /// <summary>Invite, send again, revoke, and see who is invited.</summary>
    public const string MembersInvite = "members.invite";

    /// <summary>Give members another role, disable and enable them.</summary>
    public const string MembersUpdate = "members.update";

    public const string MembersRemove = "members.remove";

    /// <summary>Make, change and delete the team's own roles.</summary>
    public const string RolesManage = "roles.manage";

    public const string AuditRead = "audit.read";

    /// <summary>Change contract and means of payment, where there is a module for it.</summary>
    public const string BillingManage = "billing.manage";
}
