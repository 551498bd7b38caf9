namespace QuickScale.Modules.Teams;

/// <summary>Names of what the record of changes tells. They never change once released.</summary>
public static class AuditActions
{
    public const string TeamCreated = "team.created";
    public const string TeamUpdated = "team.updated";
    public const string TeamDeleted = "team.deleted";
    public const string TeamRestored = "team.restored";
    public const string TeamSuspended = "team.suspended";
    public const string TeamResumed = "team.resumed";
    public const string TeamExported = "team.exported";
    public const string OwnershipTransferred = "team.transferred";
    public const string MemberJoined = "member.joined";
    public const string MemberRoleChanged = "member.role_changed";
    public const string MemberDisabled = "member.disabled";
    public const string MemberEnabled = "member.enabled";
    public const string MemberRemoved = "member.removed";
    public const string MemberLeft = "member.left";
    public const string RoleCreated = "role.created";
    public const string RoleUpdated = "role.updated";
    public const string RoleDeleted = "role.deleted";
    public const string InvitationSent = "invitation.sent";
    public const string InvitationResent = "invitation.resent";
    public const string InvitationRevoked = "invitation.revoked";
    public const string InvitationAccepted = "invitation.accepted";
    public const string InvitationDeclined = "invitation.declined";
    public const string AuditExported = "audit.exported";
}
