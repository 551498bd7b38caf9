using Microsoft.AspNetCore.Identity;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A user's authenticator app (TOTP, RFC 6238).</summary>
public sealed class TwoFactor : IGlobalEntity
{
    public Guid UserId { get; set; }

    /// <summary>The shared secret, sealed by Data Protection.</summary>
    public required string SecretEncrypted { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>When a first code confirmed it; it counts from then on.</summary>
    public DateTime? EnabledAt { get; set; }

    /// <summary>The last time step whose code was used: each one counts once (ASVS 6.5.1).</summary>
    public long LastStep { get; set; }
}

/// <summary>A code that takes the place of the authenticator app, once.</summary>
public sealed class RecoveryCode : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public required string Hash { get; set; }

    public DateTime? UsedAt { get; set; }
}

/// <summary>A passkey. Identity keeps key, name and counter in <see cref="IdentityUserPasskey{TKey}.Data"/>.</summary>
public sealed class UserPasskey : IdentityUserPasskey<Guid>, IGlobalEntity
{
    public DateTime? LastUsedAt { get; set; }
}

/// <summary>An account at another provider by which the user signs in: provider and subject are the key, never the address.</summary>
public sealed class ExternalLogin : IdentityUserLogin<Guid>, IGlobalEntity
{
    /// <summary>The address that the provider told when it was linked; to show, not to find the account.</summary>
    public string? Email { get; set; }

    public DateTime? CreatedAt { get; set; }

    public DateTime? LastUsedAt { get; set; }
}

/// <summary>A browser in which the user has signed in: it gets in while the account is throttled, and may skip the second factor.</summary>
public sealed class KnownDevice : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    /// <summary>SHA-256 of the secret in the browser's cookie.</summary>
    public required string TokenHash { get; set; }

    public string Device { get; set; } = "";

    public DateTime CreatedAt { get; set; }

    public DateTime LastSeenAt { get; set; }

    /// <summary>Until when the second factor is not asked for here; null when the user did not wish that.</summary>
    public DateTime? TrustedUntil { get; set; }
}
