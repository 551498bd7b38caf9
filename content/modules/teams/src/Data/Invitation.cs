using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>The offer to join a team, to one address or to whoever has a link.</summary>
public sealed class Invitation : ITenantEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    /// <summary>The address as it was typed, for writing to it; null for a link.</summary>
    public string? Email { get; set; }

    /// <summary>The address as accounts are compared by; null for a link. While the invitation is pending, unique in the team.</summary>
    public string? EmailNormalized { get; set; }

    public Guid RoleId { get; set; }

    /// <summary>SHA-256 of the token in hexadecimal digits: whoever reads the database cannot accept.</summary>
    public required string TokenHash { get; set; }

    /// <summary>The user whose right to invite it rests on.</summary>
    public Guid InvitedBy { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime ExpiresAt { get; set; }

    /// <summary>How often it was mailed.</summary>
    public int SentCount { get; set; }

    public DateTime? LastSentAt { get; set; }

    /// <summary>When the invited person last asked for a new one, after the end; null if never.</summary>
    public DateTime? AskedAgainAt { get; set; }

    public DateTime? AcceptedAt { get; set; }

    public Guid? AcceptedBy { get; set; }

    /// <summary>The address of the account that accepted, which may be another than the invited one.</summary>
    public string? AcceptedEmail { get; set; }

    public DateTime? DeclinedAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>Whether it is a link that several persons may use; it then has no address and is never accepted as a whole.</summary>
    public bool IsLink { get; set; }

    /// <summary>How many have joined by the link.</summary>
    public int Uses { get; set; }

    /// <summary>How many may join by the link; null without a limit, and for an invitation to an address.</summary>
    public int? MaxUses { get; set; }

    /// <summary>Has the second of two fail who change it at once.</summary>
    public Guid Stamp { get; set; } = Guid.NewGuid();
}
