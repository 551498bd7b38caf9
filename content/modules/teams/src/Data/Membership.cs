using System.Text.Json.Serialization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>That a person belongs, or has belonged, to a team. The row outlives the membership: what the person has made there keeps a name.</summary>
public sealed class Membership : ITenantEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    public Guid UserId { get; set; }

    /// <summary>One of <see cref="BuiltInRoles"/>, or a <see cref="Role"/> of the team; no foreign key, since the former have no rows.</summary>
    public Guid RoleId { get; set; }

    public MembershipState State { get; set; }

    public DateTime JoinedAt { get; set; }

    /// <summary>The address that the invitation was sent to; null without one.</summary>
    public string? InvitedEmail { get; set; }

    /// <summary>The person's name as it last was, for when there is no account to ask any more.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Since when the person is no member any more, by leaving or by being removed; null otherwise.</summary>
    public DateTime? RemovedAt { get; set; }
}

[JsonConverter(typeof(JsonStringEnumConverter<MembershipState>))]
public enum MembershipState
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Kept out for now; the seat and the role stay.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    /// <summary>Left or removed.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,
}
