using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using System.Security.Claims;

namespace QuickScale.Modules.Auth;

/// <param name="Purpose">"sign-in", "link" or "confirm".</param>
/// <param name="ReturnUrl">Where the user comes back to in the end; ignored unless it is a path of this site.</param>
public sealed record ExternalStartRequest(string? Purpose = null, string? ReturnUrl = null, string? Invitation = null);

/// <summary>
/// Prepares the way to a provider. It is always asked for by a request with an antiforgery token: a link on another site could
/// otherwise send users there and have them come back as somebody else.
/// </summary>
public sealed class ExternalStart(ExternalProviders providers, Reauthentication reauthentication, IHttpContextAccessor accessor)
{
    private const int LongestInvitation = 2000;

    private static readonly object AddressKey = new();

    /// <summary>Makes state and PKCE verifier, binds them to the browser by a cookie, and gives the address to go to.</summary>
    public async Task<AuthResult<Uri>> RunAsync(ClaimsPrincipal principal, string? provider, ExternalStartRequest request)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(request);
        if (providers.Find(provider) is not { } found)
        {
            return Refusals.NoSuchProvider;
        }

        if (PurposeOf(request.Purpose) is not { } purpose)
        {
            return Refusals.NoSuchPurpose;
        }

        if (purpose != ExternalPurpose.SignIn && AuthClaims.SessionOf(principal) is null)
        {
            return Refusals.NotSignedIn;
        }

        if (purpose == ExternalPurpose.Link && !reauthentication.IsRecent(principal))
        {
            return Refusals.ReauthenticationNeeded;
        }

        var invitation = request.Invitation?.Length <= LongestInvitation ? request.Invitation : null;
        var context = accessor.HttpContext!;
        await context.ChallengeAsync(found.Name, new ExternalAttempt(purpose, AuthClaims.SessionOf(principal), LocalUrl.Check(request.ReturnUrl), invitation).ToProperties());
        return new Uri((string)context.Items[AddressKey]!);
    }

    public static ExternalPurpose? PurposeOf(string? word) => word switch
    {
        null or "" or "sign-in" => ExternalPurpose.SignIn,
        "link" => ExternalPurpose.Link,
        "confirm" => ExternalPurpose.Confirm,
        _ => null,
    };

    /// <summary>
    /// Keeps the address instead of redirecting to it: the page goes there by itself and not by the answer to a form, which a
    /// Content-Security-Policy with <c>form-action 'self'</c> stops, and the API tells it.
    /// </summary>
    internal static Task KeepAddress(RedirectContext<OAuthOptions> context)
    {
        context.HttpContext.Items[AddressKey] = context.RedirectUri;
        return Task.CompletedTask;
    }
}
