using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The rows of sessions: made at sign-in, listed, and ended with a reason (A5, A6).</summary>
public sealed class Sessions(ModuleDb db, SessionCheck check, RequestOrigin origin, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <summary>Adds a session to the context; whoever calls saves it.</summary>
    public UserSession Start(User user, string method, SessionKind kind = SessionKind.Browser)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = time.GetUtcNow().UtcDateTime;
        var session = new UserSession
        {
            UserId = user.Id,
            Kind = kind,
            Method = method,
            SecurityStamp = user.SecurityStamp!,
            Ip = origin.Ip,
            UserAgent = origin.UserAgent,
            Device = origin.Device,
            CreatedAt = now,
            AuthenticatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + settings.CurrentValue.SessionAbsolute,
        };
        db.Context.Add(session);
        return session;
    }

    /// <summary>The user's live sessions, the one seen last first.</summary>
    public async Task<IReadOnlyList<UserSession>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var since = now - settings.CurrentValue.SessionIdle;
        return await db.Context.Set<UserSession>().AsNoTracking()
            .Where(one => one.UserId == userId && one.RevokedAt == null && one.ExpiresAt > now && one.LastSeenAt > since)
            .OrderByDescending(one => one.LastSeenAt).ThenByDescending(one => one.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Ends one session of a user.</summary>
    /// <returns>False when there is no such session, or another user's.</returns>
    public async Task<bool> RevokeAsync(Guid userId, Guid sessionId, string reason, CancellationToken cancellationToken)
    {
        var ended = await EndAsync(db.Context.Set<UserSession>().Where(one => one.UserId == userId && one.Id == sessionId), reason, cancellationToken);
        check.Forget(sessionId);
        return ended == 1;
    }

    /// <summary>Ends all sessions of a user but one, refresh tokens included. Within a transaction, call <see cref="SessionCheck.ForgetUser"/> once it is committed.</summary>
    /// <param name="except">The session to keep; null ends all.</param>
    public async Task<int> RevokeAllAsync(Guid userId, Guid? except, string reason, CancellationToken cancellationToken)
    {
        var ended = await EndAsync(db.Context.Set<UserSession>().Where(one => one.UserId == userId && one.Id != except), reason, cancellationToken);
        check.ForgetUser(userId);
        return ended;
    }

    /// <summary>Notes for an API client's session that its user has just proved who they are, also after a change of the user's stamp.</summary>
    /// <returns>False when it is none of the user's, or a browser's.</returns>
    internal async Task<bool> ProveApiAsync(User user, Guid sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return await db.Context.Set<UserSession>().Where(one => one.Id == sessionId && one.UserId == user.Id && one.Kind == SessionKind.Api && one.RevokedAt == null).ExecuteUpdateAsync(
            change => change.SetProperty(one => one.AuthenticatedAt, now).SetProperty(one => one.SecurityStamp, user.SecurityStamp), cancellationToken) == 1;
    }

    private Task<int> EndAsync(IQueryable<UserSession> sessions, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return sessions.Where(one => one.RevokedAt == null).ExecuteUpdateAsync(
            change => change.SetProperty(one => one.RevokedAt, now).SetProperty(one => one.RevokedReason, reason), cancellationToken);
    }
}
