using System.Security.Claims;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Ends the session of the request.</summary>
public sealed class SignOut(ModuleDb db, Sessions sessions, SessionCookie cookie, SecurityEvents events)
{
    public async Task RunAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (AuthClaims.UserOf(principal) is { } userId && AuthClaims.SessionOf(principal) is { } sessionId)
        {
            await sessions.RevokeAsync(userId, sessionId, RevocationReasons.SignedOut, cancellationToken);
            events.Record(userId, SecurityEventTypes.SignedOut);
            await db.Context.SaveChangesAsync(cancellationToken);
        }

        await cookie.DeleteAsync();
    }
}
