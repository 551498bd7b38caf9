using System.Security.Claims;

namespace QuickScale.Modules.Auth;

/// <summary>What a request needs to know of its session and user, as it was read some seconds ago at most.</summary>
public sealed record SessionState(
    Guid SessionId,
    Guid UserId,
    string Name,
    string Email,
    bool IsPlatformAdmin,
    bool IsEmailVerified,
    string Method,
    DateTime AuthenticatedAt,
    DateTime LastSeenAt,
    DateTime ExpiresAt,
    Guid? ImpersonatorId,
    IReadOnlyList<Claim> Claims,
    SessionProfile Profile)
{
    /// <summary>The signed-in user. Only the two ids come from the cookie or token; the rest is as the database has it.</summary>
    public ClaimsPrincipal Principal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, UserId.ToString()));
        identity.AddClaim(new Claim(AuthClaims.SessionId, SessionId.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name.Length > 0 ? Name : Email));
        identity.AddClaim(new Claim(ClaimTypes.Email, Email));
        identity.AddClaim(new Claim(AuthClaims.AuthenticatedAt, new DateTimeOffset(AuthenticatedAt).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (IsPlatformAdmin)
        {
            identity.AddClaim(new Claim(AuthClaims.PlatformAdmin, "true"));
        }

        if (ImpersonatorId is { } impersonator)
        {
            identity.AddClaim(new Claim(AuthClaims.Impersonator, impersonator.ToString()));
        }

        Profile.AddTo(identity);
        identity.AddClaims(Claims);
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>What pages are shown by: the user's choices, and the terms that were agreed to. What is null has no claim.</summary>
public sealed record SessionProfile(string? Locale, string? TimeZone, string? Theme, string? TermsVersion)
{
    internal void AddTo(ClaimsIdentity identity)
    {
        foreach (var (type, value) in new[] { (AuthClaims.Locale, Locale), (AuthClaims.TimeZone, TimeZone), (AuthClaims.Theme, Theme), (AuthClaims.Terms, TermsVersion) })
        {
            if (value is not null)
            {
                identity.AddClaim(new Claim(type, value));
            }
        }
    }
}

/// <summary>The claims of this module beside the framework's.</summary>
public static class AuthClaims
{
    public const string SessionId = "sid";

    /// <summary>When the user last proved who they are, in seconds since 1970 (OpenID Connect Core, 2).</summary>
    public const string AuthenticatedAt = "auth_time";

    public const string PlatformAdmin = "platform_admin";

    public const string Impersonator = "impersonator";

    /// <summary>A language tag (OpenID Connect Core, 5.1), where the user chose one.</summary>
    public const string Locale = "locale";

    /// <summary>An IANA time zone (OpenID Connect Core, 5.1), where the user chose one.</summary>
    public const string TimeZone = "zoneinfo";

    /// <summary>"light" or "dark", where the user chose one; the host's layout reads it.</summary>
    public const string Theme = "theme";

    /// <summary>The version of the terms that the user agreed to last.</summary>
    public const string Terms = "terms";

    /// <summary>A project's own claims cannot take the place of these.</summary>
    internal static bool IsReserved(string? type) =>
        type is null or SessionId or AuthenticatedAt or PlatformAdmin or Impersonator or Locale or TimeZone or Theme or Terms or ClaimTypes.NameIdentifier or ClaimTypes.Name or ClaimTypes.Email;

    public static Guid? SessionOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Guid.TryParse(user.FindFirst(SessionId)?.Value, out var id) ? id : null;
    }

    public static Guid? UserOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Guid.TryParse(user.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var id) ? id : null;
    }
}
