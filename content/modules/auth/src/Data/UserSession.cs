using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>One sign-in on one device: of a browser, whose cookie names it, or of an API client, which renews it by refresh tokens.</summary>
public sealed class UserSession : IGlobalEntity
{
    public const int LongestUserAgent = 400;

    /// <summary>The claim <c>sid</c>. A sign-in and a re-authentication always make a new one (ASVS 7.2.4).</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public SessionKind Kind { get; set; }

    /// <summary>How the user showed who they are, as in <see cref="SignInMethods"/>.</summary>
    public required string Method { get; set; }

    /// <summary>The user's stamp at sign-in: the session ends when the user's changes.</summary>
    public required string SecurityStamp { get; set; }

    public string? Ip { get; set; }

    public string? UserAgent { get; set; }

    /// <summary>Browser and system in words, such as "Firefox on Linux".</summary>
    public string Device { get; set; } = "";

    public DateTime CreatedAt { get; set; }

    /// <summary>When the user last proved who they are; sensitive actions ask for a recent one.</summary>
    public DateTime AuthenticatedAt { get; set; }

    /// <summary>Up to some minutes old: it is not written on every request.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>The end at the latest, used or not.</summary>
    public DateTime ExpiresAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>Why it ended, as in <see cref="RevocationReasons"/>.</summary>
    public string? RevokedReason { get; set; }

    /// <summary>SHA-256 of the refresh token that is valid now; null for a browser's session.</summary>
    public string? RefreshHash { get; set; }

    /// <summary>The token before that one: still good for some seconds (parallel requests), and a replay afterwards.</summary>
    public string? PreviousRefreshHash { get; set; }

    public DateTime? RefreshedAt { get; set; }

    /// <summary>Counts the rotations: a rotation compares and sets it, so that of two at once only one wins.</summary>
    public int Version { get; set; }

    /// <summary>The administrator who acts as the user in this session; null otherwise.</summary>
    public Guid? ImpersonatorId { get; set; }
}

public enum SessionKind
{
    Browser,
    Api,
}

/// <summary>How a user signed in; stored with the session and told in security events.</summary>
public static class SignInMethods
{
    public const string Password = "password";
    public const string EmailCode = "email-code";
    public const string Passkey = "passkey";
    public const string External = "external";
}

/// <summary>Why a session ended.</summary>
public static class RevocationReasons
{
    public const string SignedOut = "signed-out";
    public const string ByUser = "revoked";
    public const string Renewed = "renewed";
    public const string CredentialsChanged = "credentials-changed";
    public const string Replayed = "replayed";
    public const string AccountClosed = "account-closed";
}
