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

    /// <summary>All of this module, in the order of the list above.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TeamCreated, TeamUpdated, TeamDeleted, TeamRestored, TeamSuspended, TeamResumed, TeamExported, OwnershipTransferred, MemberJoined,
        MemberRoleChanged, MemberDisabled, MemberEnabled, MemberRemoved, MemberLeft, RoleCreated, RoleUpdated, RoleDeleted, InvitationSent,
        InvitationResent, InvitationRevoked, InvitationAccepted, InvitationDeclined, AuditExported,
    ];

    /// <summary>What happened, for people; one of another module stands as it is.</summary>
    public static string InWords(string action) => action switch
    {
        TeamCreated => "Team made",
        TeamUpdated => "Settings changed",
        TeamDeleted => "Team deleted",
        TeamRestored => "Team restored",
        TeamSuspended => "Team suspended",
        TeamResumed => "Suspension ended",
        TeamExported => "Copy of the data downloaded",
        OwnershipTransferred => "Team handed over",
        MemberJoined => "Member joined",
        MemberRoleChanged => "Role of a member changed",
        MemberDisabled => "Member disabled",
        MemberEnabled => "Member enabled",
        MemberRemoved => "Member removed",
        MemberLeft => "Member left",
        RoleCreated => "Role made",
        RoleUpdated => "Role changed",
        RoleDeleted => "Role deleted",
        InvitationSent => "Invitation sent",
        InvitationResent => "Invitation sent again",
        InvitationRevoked => "Invitation taken back",
        InvitationAccepted => "Invitation accepted by a member",
        InvitationDeclined => "Invitation turned down",
        AuditExported => "List of changes downloaded",
        _ => action,
    };
}
