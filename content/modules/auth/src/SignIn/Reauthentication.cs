using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Sensitive actions ask for a proof of identity that is some minutes old at most. Each proof makes a new session id (ASVS 7.2.4).</summary>
public sealed class Reauthentication(
    ModuleDb db, Passwords passwords, Throttle throttle, Sessions sessions, SessionCookie cookie, SessionCheck check, SecurityEvents events, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public bool IsRecent(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return long.TryParse(principal.FindFirstValue(AuthClaims.AuthenticatedAt), CultureInfo.InvariantCulture, out var seconds)
            && time.GetUtcNow() < DateTimeOffset.FromUnixTimeSeconds(seconds) + settings.CurrentValue.Reauthentication;
    }

    /// <summary>Whether the user can show it by a password: others do so in the ways by which they sign in.</summary>
    public async Task<bool> HasPasswordAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        AuthClaims.UserOf(principal) is { } id && await db.Context.Set<User>().AnyAsync(one => one.Id == id && one.PasswordHash != null, cancellationToken);

    public async Task<AuthResult> ByPasswordAsync(ClaimsPrincipal principal, string? password, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        var refusal = await ProvePasswordAsync(user, principal, password, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        await RenewAsync(user, principal, SignInMethods.Password, cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>Compares a password under the limits that guesses have; the session is counted, so that strangers' guesses elsewhere do not matter.</summary>
    /// <returns>Null when it is the user's.</returns>
    internal async Task<Refusal?> ProvePasswordAsync(User user, ClaimsPrincipal principal, string? password, CancellationToken cancellationToken)
    {
        if (user.PasswordHash is null)
        {
            return Refusals.NoPassword;
        }

        // Counted by user, not by session: whoever stole a cookie cannot begin anew by another one.
        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.Device, $"user:{user.Id}"));
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!passwords.Verify(user, password))
        {
            events.Record(user.Id, SecurityEventTypes.ReauthenticationFailed, new { session = AuthClaims.SessionOf(principal) });
            await db.Context.SaveChangesAsync(cancellationToken);
            return Refusals.WrongPassword;
        }

        await permit.ReturnAsync();
        return null;
    }

    /// <summary>
    /// Puts a new session in the place of the request's; every way of proving who one is ends here. The session of an API client stays,
    /// since its tokens name it, and is proved anew.
    /// </summary>
    public async Task RenewAsync(User user, ClaimsPrincipal principal, string method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var current = AuthClaims.SessionOf(principal);
        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            var isApi = current is { } id && await sessions.ProveApiAsync(user, id, cancellationToken);
            if (!isApi && current is { } old)
            {
                await sessions.RevokeAsync(user.Id, old, RevocationReasons.Renewed, cancellationToken);
            }

            var session = isApi ? null : sessions.Start(user, method);
            events.Record(user.Id, SecurityEventTypes.Reauthenticated, new { method });
            await db.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            if (session is not null)
            {
                await cookie.WriteAsync(session);
            }
        }

        check.ForgetUser(user.Id);
    }
}
