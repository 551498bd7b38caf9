using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Something about an account's security that its owner may want to know later.</summary>
public sealed class SecurityEvent : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Null when it concerns an address that no account has.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The team on whose behalf it happened, where there are teams.</summary>
    public Guid? TenantId { get; set; }

    /// <summary>As in <see cref="SecurityEventTypes"/>; other modules may add their own.</summary>
    public required string Type { get; set; }

    public string? Ip { get; set; }

    public string? UserAgent { get; set; }

    public DateTime At { get; set; }

    /// <summary>Details as a JSON object, without secrets; null without any.</summary>
    public string? DataJson { get; set; }
}
