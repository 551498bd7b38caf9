using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Tells for each request whether its session still lives. The answer is kept for some seconds, so that a page that needs no
/// database stays without one; a session that is ended by this instance ends at once, on others within that time.
/// </summary>
public sealed class SessionCheck(IServiceScopeFactory scopes, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>How often it is written when a user was last seen.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<Guid, Entry> _kept = new();
    private long _changes;

    /// <summary>The session's state; null when it has ended.</summary>
    public async ValueTask<SessionState?> FindAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (!_kept.TryGetValue(sessionId, out var entry) || entry.Until <= now)
        {
            if (_kept.Count >= MostKept)
            {
                Prune(now);
            }

            // What ends while the database is read may have been read as alive: such an answer is good for this request alone.
            var changes = Interlocked.Read(ref _changes);
            entry = new Entry(await ReadAsync(sessionId, now, cancellationToken), now + KeptFor);
            if (changes == Interlocked.Read(ref _changes))
            {
                _kept[sessionId] = entry;
            }
        }

        return entry.State is { } state && state.ExpiresAt > now ? state : null;
    }

    /// <summary>Has the next request ask the database.</summary>
    public void Forget(Guid sessionId)
    {
        Interlocked.Increment(ref _changes);
        _kept.TryRemove(sessionId, out _);
    }

    /// <summary>Has the next request of each of a user's sessions ask the database: after changes to the user that claims tell of.</summary>
    public void ForgetUser(Guid userId)
    {
        Interlocked.Increment(ref _changes);
        foreach (var (id, entry) in _kept)
        {
            if (entry.State?.UserId == userId)
            {
                _kept.TryRemove(id, out _);
            }
        }
    }

    private async Task<SessionState?> ReadAsync(Guid sessionId, DateTime now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        var found = await (
            from session in context.Set<UserSession>().AsNoTracking()
            join user in context.Set<User>().AsNoTracking() on session.UserId equals user.Id
            where session.Id == sessionId && session.RevokedAt == null && session.ExpiresAt > now
                && user.SecurityStamp == session.SecurityStamp && user.DisabledAt == null && user.DeletedAt == null
            select new { session, user.Name, user.Email, user.IsPlatformAdmin, user.EmailVerifiedAt, user.Locale, user.TimeZone, user.Theme, user.TermsVersion }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || found.session.LastSeenAt + settings.CurrentValue.SessionIdle <= now)
        {
            return null;
        }

        var claims = await context.Set<UserClaim>().AsNoTracking().Where(claim => claim.UserId == found.session.UserId).ToListAsync(cancellationToken);
        await WriteSeenAsync(context, found.session, now, cancellationToken);
        return new SessionState(
            sessionId, found.session.UserId, found.Name, found.Email!, found.IsPlatformAdmin, found.EmailVerifiedAt is not null, found.session.Method,
            found.session.AuthenticatedAt, found.session.LastSeenAt, found.session.ExpiresAt, found.session.ImpersonatorId,
            [.. claims.Where(claim => !AuthClaims.IsReserved(claim.ClaimType)).Select(claim => new Claim(claim.ClaimType!, claim.ClaimValue ?? ""))],
            new SessionProfile(found.Locale, found.TimeZone, found.Theme, found.TermsVersion));
    }

    private static async Task WriteSeenAsync(DbContext context, UserSession session, DateTime now, CancellationToken cancellationToken)
    {
        if (session.LastSeenAt + SeenEvery <= now)
        {
            await context.Set<UserSession>().Where(one => one.Id == session.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.LastSeenAt, now), cancellationToken);
        }
    }

    private void Prune(DateTime now)
    {
        foreach (var (id, entry) in _kept)
        {
            if (entry.Until <= now)
            {
                _kept.TryRemove(id, out _);
            }
        }
    }

    private sealed record Entry(SessionState? State, DateTime Until);
}
