using System.Text.Json.Serialization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>A tenant: what several persons own and work in together, or one person alone.</summary>
public sealed class Team : IGlobalEntity
{
    public const int LongestName = 80;
    public const int LongestReason = 200;

    /// <summary>The tenant's id: what <see cref="ITenantEntity.TenantId"/> of all its rows holds.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The team's part of addresses, as in <c>/t/acme</c>: small ASCII letters, digits and single dashes.</summary>
    public required string Slug { get; set; }

    public required string Name { get; set; }

    /// <summary>The logo's key in the file store; null without one.</summary>
    public string? LogoKey { get; set; }

    /// <summary>As in CSS, <c>#1a2b3c</c>; null for the site's own.</summary>
    public string? AccentColor { get; set; }

    public TeamKind Kind { get; set; }

    public TeamState State { get; set; }

    /// <summary>What the members are told; null unless the team is suspended.</summary>
    public string? SuspendedReason { get; set; }

    /// <summary>Whether an invitation may be accepted by somebody who is logged in with another address than the invited one.</summary>
    public bool AllowOtherAddresses { get; set; } = true;

    /// <summary>Whose personal workspace it is; null for all other teams. Unique.</summary>
    public Guid? PersonalOf { get; set; }

    /// <summary>Who made it. It gives no rights.</summary>
    public Guid CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>Since when it waits to be purged; null otherwise.</summary>
    public DateTime? DeletedAt { get; set; }

    /// <summary>From when on it may be purged; null unless it is deleted.</summary>
    public DateTime? PurgeAt { get; set; }

    /// <summary>The state that a restore brings back; null unless it is deleted.</summary>
    public TeamState? StateBeforeDeletion { get; set; }

    /// <summary>The day (UTC, midnight) that <see cref="InvitationsSent"/> counts; null before the first.</summary>
    public DateTime? InvitationsDay { get; set; }

    /// <summary>Invitations mailed on <see cref="InvitationsDay"/>.</summary>
    public int InvitationsSent { get; set; }

    /// <summary>Changes whenever the team, its members or its roles do: what was read before may be outdated then.</summary>
    public Guid Stamp { get; set; } = Guid.NewGuid();
}

[JsonConverter(typeof(JsonStringEnumConverter<TeamKind>))]
public enum TeamKind
{
    /// <summary>One person's own workspace: nobody is invited to it, and it goes with the account.</summary>
    [JsonStringEnumMemberName("personal")]
    Personal,

    [JsonStringEnumMemberName("team")]
    Team,
}

[JsonConverter(typeof(JsonStringEnumConverter<TeamState>))]
public enum TeamState
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Its members are told why and can do nothing but leave, pay and take a copy of the data.</summary>
    [JsonStringEnumMemberName("suspended")]
    Suspended,

    /// <summary>It can be restored until <see cref="Team.PurgeAt"/>.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}

/// <summary>
/// Every slug that is taken: the one that a team has, those that it had and that lead to it still, and those of teams that are gone.
/// A row here is the only right to a slug, so that two can never get the same.
/// </summary>
public sealed class TeamSlug : IGlobalEntity
{
    public required string Slug { get; set; }

    /// <summary>Null once the team is gone.</summary>
    public Guid? TeamId { get; set; }

    /// <summary>Since when the team has or had it.</summary>
    public DateTime TakenAt { get; set; }

    /// <summary>Until when nobody may take it; null for as long as the team is there.</summary>
    public DateTime? ReservedUntil { get; set; }
}

/// <summary>What is left of a team: the report of its purge. It names no person.</summary>
public sealed class TeamPurge : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TeamId { get; set; }

    public required string Slug { get; set; }

    public DateTime DeletedAt { get; set; }

    public DateTime PurgedAt { get; set; }

    /// <summary>How many rows of what were deleted, as a JSON object.</summary>
    public required string Report { get; set; }
}
