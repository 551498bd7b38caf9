using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace QuickScale.Modules.Teams;

/// <summary>The module's options, in the section <c>Modules:teams</c>; <c>module.yml</c> says what each means.</summary>
public sealed class TeamsSettings
{
    public const string Section = "Modules:teams";

    public TeamResolution Resolution { get; set; } = TeamResolution.Path;

    [ConfigurationKeyName("row_level_security")]
    public bool RowLevelSecurity { get; set; }

    [ConfigurationKeyName("personal_workspace")]
    public bool PersonalWorkspace { get; set; } = true;

    [ConfigurationKeyName("teams_per_user")]
    public int TeamsPerUser { get; set; } = 20;

    [ConfigurationKeyName("custom_roles")]
    public bool CustomRoles { get; set; }

    [ConfigurationKeyName("invitation_days")]
    public int InvitationDays { get; set; } = 7;

    [ConfigurationKeyName("invitations_per_day")]
    public int InvitationsPerDay { get; set; } = 200;

    [ConfigurationKeyName("invitations_at_once")]
    public int InvitationsAtOnce { get; set; } = 100;

    [ConfigurationKeyName("invitation_links")]
    public bool InvitationLinks { get; set; } = true;

    [ConfigurationKeyName("deletion_grace_days")]
    public int DeletionGraceDays { get; set; } = 30;

    [ConfigurationKeyName("slug_reserved_days")]
    public int SlugReservedDays { get; set; } = 90;

    /// <summary>In the form of a slug; an entry also reserves what looks like it.</summary>
    [ConfigurationKeyName("reserved_slugs")]
    public IList<string> ReservedSlugs { get; } = [];

    [ConfigurationKeyName("audit_retention_days")]
    public int AuditRetentionDays { get; set; } = 365;

    [ConfigurationKeyName("logo_max_kb")]
    public int LogoMaxKb { get; set; } = 1024;

    public TimeSpan InvitationLifetime => TimeSpan.FromDays(InvitationDays);

    public TimeSpan DeletionGrace => TimeSpan.FromDays(DeletionGraceDays);

    public TimeSpan SlugReserved => TimeSpan.FromDays(SlugReservedDays);

    public TimeSpan AuditRetention => TimeSpan.FromDays(AuditRetentionDays);
}

/// <summary>What in a request names the team.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TeamResolution>))]
public enum TeamResolution
{
    [JsonStringEnumMemberName("path")]
    Path,

    [JsonStringEnumMemberName("subdomain")]
    Subdomain,

    [JsonStringEnumMemberName("header")]
    Header,
}
