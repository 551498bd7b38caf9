using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A user logs devices out: one of them, or all others after giving the password (A6).</summary>
public sealed class RevokeSessions(ModuleDb db, Sessions sessions, Reauthentication reauthentication, SecurityEvents events)
{
    public async Task<AuthResult> OneAsync(ClaimsPrincipal principal, Guid sessionId, CancellationToken cancellationToken)
    {
        if (AuthClaims.UserOf(principal) is not { } userId)
        {
            return Refusals.NotSignedIn;
        }

        if (!await sessions.RevokeAsync(userId, sessionId, RevocationReasons.ByUser, cancellationToken))
        {
            return Refusals.NoSuchSession;
        }

        events.Record(userId, SecurityEventTypes.SessionRevoked, new { session = sessionId });
        await db.Context.SaveChangesAsync(cancellationToken);
        return AuthResult.Done;
    }

    /// <param name="password">Not needed when the user has proved recently who they are, or has no password.</param>
    public async Task<AuthResult> OthersAsync(ClaimsPrincipal principal, string? password, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        if (string.IsNullOrEmpty(password) && !reauthentication.IsRecent(principal))
        {
            return Refusals.ReauthenticationNeeded;
        }

        if (!string.IsNullOrEmpty(password) && await reauthentication.ProvePasswordAsync(user, principal, password, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await sessions.RevokeAllAsync(user.Id, AuthClaims.SessionOf(principal), RevocationReasons.ByUser, cancellationToken);
        events.Record(user.Id, SecurityEventTypes.OtherSessionsRevoked);
        await db.Context.SaveChangesAsync(cancellationToken);
        return AuthResult.Done;
    }
}
