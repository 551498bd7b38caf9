namespace QuickScale.Modules.Teams;

/// <summary>Kinds of what a change was made to.</summary>
public static class AuditTargets
{
    public const string Team = "team";

    /// <summary>The id is the user's.</summary>
    public const string Member = "member";
    public const string Role = "role";
    public const string Invitation = "invitation";
    public const string Audit = "audit";
}
