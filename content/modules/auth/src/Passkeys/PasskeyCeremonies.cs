using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// The two halves of each WebAuthn ceremony: options with a challenge go out and lie sealed in a cookie, the authenticator's answer
/// comes back and is verified by Identity. A challenge is good once, whatever comes of it.
/// </summary>
public sealed class PasskeyCeremonies(IPasskeyHandler<User> handler, SealedCookies cookies, Throttle throttle, IHttpContextAccessor accessor)
{
    private const string Creation = "auth-passkey-creation";
    private const int LongestAnswer = 32 * 1024;

    /// <summary>Browsers give users five minutes.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private HttpContext Context => accessor.HttpContext!;

    /// <summary>Options for <c>navigator.credentials.create</c>, as JSON.</summary>
    public async Task<string> BeginCreationAsync(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var entity = new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.Name.Length > 0 ? user.Name : user.Email! };
        var options = await handler.MakeCreationOptionsAsync(entity, Context);
        cookies.Write(Creation, options.AttestationState!, Lifetime);
        return options.CreationOptionsJson;
    }

    /// <summary>Null when the answer does not fit what went out, or was not made for this user.</summary>
    public async Task<UserPasskeyInfo?> FinishCreationAsync(User user, string credentialJson, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (await TakeAsync(Creation, credentialJson, cancellationToken) is not { } state)
        {
            return null;
        }

        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = Context, CredentialJson = credentialJson, AttestationState = state });
        return result.Succeeded && result.UserEntity.Id == user.Id.ToString() ? result.Passkey : null;
    }

    /// <summary>Options for <c>navigator.credentials.get</c>, as JSON.</summary>
    /// <param name="purpose">What the answer will count for: that to another purpose's challenge does not.</param>
    /// <param name="user">Null where the passkey is to tell who it is.</param>
    public async Task<string> BeginRequestAsync(string purpose, User? user)
    {
        var options = await handler.MakeRequestOptionsAsync(user, Context);
        cookies.Write(CookieOf(purpose), options.AssertionState!, Lifetime);
        return options.RequestOptionsJson;
    }

    /// <summary>Null when the answer does not fit what went out: challenge, origin, domain, signature, verification of the user, or the counter.</summary>
    public async Task<PasskeyAssertionResult<User>?> FinishRequestAsync(string purpose, string credentialJson, CancellationToken cancellationToken)
    {
        if (await TakeAsync(CookieOf(purpose), credentialJson, cancellationToken) is not { } state)
        {
            return null;
        }

        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = Context, CredentialJson = credentialJson, AssertionState = state });
        return result.Succeeded ? result : null;
    }

    private async Task<string?> TakeAsync(string cookie, string credentialJson, CancellationToken cancellationToken)
    {
        var state = cookies.Read<string>(cookie);
        cookies.Delete(cookie);
        // The cookie is gone from the browser; the count is for whoever has kept a copy.
        return state is not null && credentialJson.Length <= LongestAnswer && (await throttle.TakeAsync(cancellationToken, (ThrottleRule.PasskeyChallenge, state))).Refusal is null ? state : null;
    }

    private static string CookieOf(string purpose) => $"auth-passkey-{purpose}";
}
