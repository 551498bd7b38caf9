using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// A secret that was mailed: a link's token or a code to type. There is one row for each purpose and address, so the newest
/// takes the place of those before. Unknown addresses have rows too, without a user: asking must cost the same.
/// </summary>
public sealed class OneTimeCode : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Null when nobody has the address.</summary>
    public Guid? UserId { get; set; }

    public required string NormalizedEmail { get; set; }

    public CodePurpose Purpose { get; set; }

    /// <summary>The secret's SHA-256, for a short code together with the row's id.</summary>
    public required string Hash { get; set; }

    /// <summary>Wrong codes that were typed.</summary>
    public int Attempts { get; set; }

    /// <summary>How often it was sent again.</summary>
    public int Resends { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime ExpiresAt { get; set; }

    public DateTime? ConsumedAt { get; set; }
}

/// <summary>What a mailed secret is for; stored as text.</summary>
public enum CodePurpose
{
    VerifyEmail,
    ResetPassword,
    SignIn,
    ConfirmEmailChange,
    UndoEmailChange,
}
