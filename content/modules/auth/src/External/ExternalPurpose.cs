using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace QuickScale.Modules.Auth;

/// <summary>Why a user is sent to a provider.</summary>
public enum ExternalPurpose
{
    /// <summary>To sign in, or to make an account.</summary>
    SignIn,

    /// <summary>To add the provider's account to the one that is signed in.</summary>
    Link,

    /// <summary>To show again who one is, for users without a password.</summary>
    Confirm,
}

/// <summary>What an attempt was started for. It lies within the sealed state, so it comes back as it went out.</summary>
/// <param name="SessionId">The session that started it: for <see cref="ExternalPurpose.Link"/> and <see cref="ExternalPurpose.Confirm"/> it has to be the one that ends it.</param>
internal sealed record ExternalAttempt(ExternalPurpose Purpose, Guid? SessionId, string? ReturnUrl, string? Invitation)
{
    private const string PurposeKey = "auth.purpose";
    private const string SessionKey = "auth.session";
    private const string ReturnKey = "auth.return";
    private const string InvitationKey = "auth.invitation";

    public AuthenticationProperties ToProperties() => new(new Dictionary<string, string?>
    {
        [PurposeKey] = Purpose.ToString(),
        [SessionKey] = SessionId?.ToString(),
        [ReturnKey] = ReturnUrl,
        [InvitationKey] = Invitation,
    });

    /// <summary>Null for a state that could not be read.</summary>
    public static ExternalAttempt? From(AuthenticationProperties? properties) =>
        properties is not null && Enum.TryParse<ExternalPurpose>(properties.Items.TryGetValue(PurposeKey, out var purpose) ? purpose : null, out var read)
            ? new ExternalAttempt(
                read, Guid.TryParse(Item(properties, SessionKey), out var session) ? session : null, LocalUrl.Check(Item(properties, ReturnKey)), Item(properties, InvitationKey))
            : null;

    public bool IsOf(ClaimsPrincipal? principal) => principal is not null && SessionId is not null && AuthClaims.SessionOf(principal) == SessionId;

    private static string? Item(AuthenticationProperties properties, string key) => properties.Items.TryGetValue(key, out var value) ? value : null;
}
