namespace QuickScale.Modules.Teams;

/// <summary>The paths of the module's pages: the same in all themes, since e-mails lead to them.</summary>
public static class TeamsPaths
{
    /// <summary>The list of one's teams, and the form for a new one.</summary>
    public const string Mine = "/teams";

    public static string Team(string slug) => $"/t/{slug}";

    public static string Members(string slug) => $"/t/{slug}/members";

    public static string Invitations(string slug) => $"/t/{slug}/invitations";

    public static string Roles(string slug) => $"/t/{slug}/roles";

    public static string Settings(string slug) => $"/t/{slug}/settings";

    public static string Audit(string slug) => $"/t/{slug}/audit";

    public static string Transfer(string slug) => $"/t/{slug}/transfer";

    public static string Delete(string slug) => $"/t/{slug}/delete";

    /// <summary>Why a team is suspended.</summary>
    public static string Suspended(string slug) => $"/t/{slug}/suspended";

    /// <summary>Where an invitation is accepted.</summary>
    public static string Invitation(string token) => $"/invitations/{Uri.EscapeDataString(token)}";
}
