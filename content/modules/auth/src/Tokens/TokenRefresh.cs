using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// An API client gets new tokens for its refresh token, which is good once. The one before is still taken for some seconds, since
/// answers get lost and clients ask twice at once. Whoever shows an older one has a copy: the session ends for everybody (A7).
/// </summary>
public sealed class TokenRefresh(
    ModuleDb db, TokenSeals seals, TokenSignIn issuer, SessionCheck check, Throttle throttle, RequestOrigin origin, SecurityEvents events, AuthMails mails,
    IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <summary>For which the token before the present one is taken.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public async Task<AuthResult<ApiTokens>> RunAsync(string? refreshToken, CancellationToken cancellationToken)
    {
        if (seals.OpenRefresh(refreshToken) is not { } token)
        {
            // Only what this site never gave out is a guess; its own tokens cannot be guessed, and clients ask often.
            var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.Client, origin.Client));
            return permit.Refusal ?? Refusals.TokenIsVoid;
        }

        if (await RotateAsync(token, cancellationToken))
        {
            return await IssueAsync(token.Next(), cancellationToken);
        }

        var (hash, next, since) = (token.Hash, token.Next().Hash, time.GetUtcNow().UtcDateTime - Grace);
        if (await Live(token.SessionId).AnyAsync(one => one.PreviousRefreshHash == hash && one.RefreshHash == next && one.RefreshedAt > since, cancellationToken))
        {
            return await IssueAsync(token.Next(), cancellationToken);
        }

        await EndReplayedAsync(token, hash, since, cancellationToken);
        return Refusals.TokenIsVoid;
    }

    /// <summary>One statement compares and sets: of two requests at once only one rotates.</summary>
    private async Task<bool> RotateAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        var (hash, next, now) = (token.Hash, token.Next().Hash, time.GetUtcNow().UtcDateTime);
        return await Live(token.SessionId).Where(one => one.RefreshHash == hash).ExecuteUpdateAsync(
            change => change
                .SetProperty(one => one.PreviousRefreshHash, hash)
                .SetProperty(one => one.RefreshHash, next)
                .SetProperty(one => one.Version, one => one.Version + 1)
                .SetProperty(one => one.RefreshedAt, now)
                .SetProperty(one => one.LastSeenAt, now),
            cancellationToken) == 1;
    }

    private async Task<AuthResult<ApiTokens>> IssueAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        var end = await Live(token.SessionId).Select(one => (DateTime?)one.ExpiresAt).SingleOrDefaultAsync(cancellationToken);
        return end is { } time ? issuer.Issue(token, time) : Refusals.TokenIsVoid;
    }

    /// <summary>Ends the session, by one statement that compares again. Whoever shows tokens of a session that has ended already changes nothing.</summary>
    private async Task EndReplayedAsync(RefreshToken token, string hash, DateTime since, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            var ended = await Live(token.SessionId)
                .Where(one => one.RefreshHash != hash && (one.PreviousRefreshHash == null || one.PreviousRefreshHash != hash || one.RefreshedAt <= since))
                .ExecuteUpdateAsync(change => change.SetProperty(one => one.RevokedAt, now).SetProperty(one => one.RevokedReason, RevocationReasons.Replayed), cancellationToken);
            if (ended == 0)
            {
                return;
            }

            var user = await (
                from session in db.Context.Set<UserSession>()
                join one in db.Context.Set<User>() on session.UserId equals one.Id
                where session.Id == token.SessionId
                select one).SingleAsync(cancellationToken);
            events.Record(user.Id, SecurityEventTypes.TokenReplayed, new { session = token.SessionId });
            await mails.TokenReplayedAsync(user, cancellationToken);
            await db.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        check.Forget(token.SessionId);
    }

    /// <summary>The session while it may be used: neither ended nor unused for too long, of an account that is as it was at the login.</summary>
    private IQueryable<UserSession> Live(Guid sessionId)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var since = now - settings.CurrentValue.SessionIdle;
        var users = db.Context.Set<User>();
        return db.Context.Set<UserSession>().Where(one => one.Id == sessionId && one.Kind == SessionKind.Api && one.RevokedAt == null && one.ExpiresAt > now && one.LastSeenAt > since
            && users.Any(user => user.Id == one.UserId && user.SecurityStamp == one.SecurityStamp && user.DisabledAt == null && user.DeletedAt == null));
    }
}
