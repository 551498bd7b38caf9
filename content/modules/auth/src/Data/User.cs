using Microsoft.AspNetCore.Identity;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// An account. A project adds fields of its own by an entity with the same key (the module's README shows it), so that an update
/// of the module never touches them.
/// </summary>
public sealed class User : IdentityUser<Guid>, IGlobalEntity
{
    public const int LongestName = 100;

    /// <summary>Identity asks for a user name. It is the id as text: it never changes and tells nobody anything.</summary>
    public User()
    {
        Id = Guid.CreateVersion7();
        UserName = Id.ToString("N");
        NormalizedUserName = UserName;
        SecurityStamp = NewStamp();
    }

    /// <summary>The name that the user goes by; may be empty.</summary>
    public string Name { get; set; } = "";

    public DateTime CreatedAt { get; set; }

    /// <summary>When the address was shown to be the user's own; null until then.</summary>
    public DateTime? EmailVerifiedAt { get; set; }

    /// <summary>The picture's key in the file store; null without one.</summary>
    public string? AvatarKey { get; set; }

    /// <summary>A language tag such as "de-CH" (BCP 47); null for the site's own.</summary>
    public string? Locale { get; set; }

    /// <summary>An IANA time zone such as "Europe/Zurich"; null for UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>"light" or "dark"; null for what the device prefers.</summary>
    public string? Theme { get; set; }

    /// <summary>Grants the policy <see cref="PlatformAdmin"/>.</summary>
    public bool IsPlatformAdmin { get; set; }

    /// <summary>Since when an administrator keeps the user out; null otherwise.</summary>
    public DateTime? DisabledAt { get; set; }

    /// <summary>Since when the account waits for its erasure; null otherwise.</summary>
    public DateTime? DeletedAt { get; set; }

    /// <summary>The version of the terms that the user agreed to last; null when none was asked for.</summary>
    public string? TermsVersion { get; set; }

    public DateTime? TermsAcceptedAt { get; set; }

    /// <summary>Identity's view of <see cref="EmailVerifiedAt"/>; not a column.</summary>
    public override bool EmailConfirmed
    {
        get => EmailVerifiedAt is not null;
        set => EmailVerifiedAt = value ? EmailVerifiedAt ?? DateTime.UtcNow : null;
    }

    /// <summary>Whether the account may be used at all.</summary>
    public bool IsActive => DisabledAt is null && DeletedAt is null;

    /// <summary>Whether no administrator keeps the user out: an account that waits for its erasure is kept by logging in.</summary>
    public bool MayComeBack => DisabledAt is null;

    /// <summary>Sets the address in both of its forms.</summary>
    public void SetEmail(EmailAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        (Email, NormalizedEmail) = (address.Written, address.Normalized);
    }

    /// <summary>Voids everything that was signed for the account so far: sessions and Identity's own tokens.</summary>
    public void RenewStamp()
    {
        SecurityStamp = NewStamp();
        RenewConcurrencyStamp();
    }

    /// <summary>Has everybody fail who has read the row before and saves it afterwards: what they decided upon is not so any more.</summary>
    public void RenewConcurrencyStamp() => ConcurrencyStamp = Guid.NewGuid().ToString();

    private static string NewStamp() => Guid.NewGuid().ToString("N");
}

/// <summary>A claim that the project gives a user; it is in the principal of each of the user's requests.</summary>
public sealed class UserClaim : IdentityUserClaim<Guid>, IGlobalEntity;

/// <summary>A value that Identity keeps for a user and another system.</summary>
public sealed class UserToken : IdentityUserToken<Guid>, IGlobalEntity;
