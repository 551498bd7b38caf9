using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A change of address: it waits for the new address to be confirmed, and can be undone from the old one afterwards.</summary>
public sealed class PendingEmailChange : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public required string OldEmail { get; set; }

    public required string NewEmail { get; set; }

    public required string NewNormalizedEmail { get; set; }

    /// <summary>SHA-256 of the token that was mailed to the new address.</summary>
    public required string TokenHash { get; set; }

    /// <summary>SHA-256 of the token by which the old address undoes the change.</summary>
    public string? UndoTokenHash { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime ExpiresAt { get; set; }

    public DateTime? ConfirmedAt { get; set; }

    public DateTime? UndoneAt { get; set; }
}
