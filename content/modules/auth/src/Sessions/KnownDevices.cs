using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Remembers in which browsers a user has signed in, by a secret in a cookie. Such a browser is counted apart by the throttle (A9),
/// a sign-in from any other is told to the user, and it may be trusted to skip the second factor.
/// </summary>
public sealed class KnownDevices(ModuleDb db, AuthCookies cookies, RequestOrigin origin, SecurityEvents events, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public const string Cookie = "auth-device";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>This browser as the user's; null when it is none.</summary>
    public async Task<KnownDevice?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        var hash = CurrentHash();
        return await db.Context.Set<KnownDevice>().SingleOrDefaultAsync(one => one.UserId == userId && one.TokenHash == hash, cancellationToken);
    }

    /// <summary>Remembers this browser; whoever calls saves it.</summary>
    /// <param name="trust">Whether it may skip the second factor for some days; false leaves it as it is.</param>
    /// <returns>Whether the user has devices and this one is new.</returns>
    public async Task<bool> RememberAsync(User user, bool trust, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = time.GetUtcNow().UtcDateTime;
        var days = trust ? settings.CurrentValue.TrustedBrowserDays : 0;
        DateTime? trustedUntil = days > 0 ? now.AddDays(days) : null;
        if (trustedUntil is not null)
        {
            events.Record(user.Id, SecurityEventTypes.BrowserTrusted, new { days });
        }

        if (await FindAsync(user.Id, cancellationToken) is { } known)
        {
            known.LastSeenAt = now;
            known.TrustedUntil = trustedUntil ?? known.TrustedUntil;
            return false;
        }

        var token = Secrets.NewToken();
        await RenewAsync(token, cancellationToken);
        var isFirst = !await db.Context.Set<KnownDevice>().AnyAsync(one => one.UserId == user.Id, cancellationToken);
        db.Context.Add(new KnownDevice { UserId = user.Id, TokenHash = Secrets.Hash(token), Device = origin.Device, CreatedAt = now, LastSeenAt = now, TrustedUntil = trustedUntil });
        return !isFirst;
    }

    /// <summary>Gives this browser a new secret, which counts for its other users too: whoever used it before a user did may have kept the old one.</summary>
    private async Task RenewAsync(string token, CancellationToken cancellationToken)
    {
        if (Current() is not null)
        {
            var old = CurrentHash();
            foreach (var device in await db.Context.Set<KnownDevice>().Where(one => one.TokenHash == old).ToListAsync(cancellationToken))
            {
                device.TokenHash = Secrets.Hash(token);
            }
        }

        cookies.Write(Cookie, token, Lifetime);
    }

    /// <summary>Whether this browser may skip the second factor now.</summary>
    public async Task<bool> IsTrustedAsync(Guid userId, CancellationToken cancellationToken) =>
        settings.CurrentValue.TrustedBrowserDays > 0 && await FindAsync(userId, cancellationToken) is { TrustedUntil: { } until } && until > time.GetUtcNow().UtcDateTime;

    /// <summary>The user's browsers that may skip the second factor, the one seen last first.</summary>
    public async Task<IReadOnlyList<KnownDevice>> ListTrustedAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return await db.Context.Set<KnownDevice>().AsNoTracking().Where(one => one.UserId == userId && one.TrustedUntil > now)
            .OrderByDescending(one => one.LastSeenAt).ThenByDescending(one => one.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Has one browser of a user ask for the second factor again.</summary>
    public async Task<AuthResult> EndTrustAsync(Guid userId, Guid deviceId, CancellationToken cancellationToken)
    {
        var ended = await db.Context.Set<KnownDevice>().Where(one => one.UserId == userId && one.Id == deviceId && one.TrustedUntil != null)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.TrustedUntil, (DateTime?)null), cancellationToken);
        if (ended == 0)
        {
            return Refusals.NoSuchBrowser;
        }

        events.Record(userId, SecurityEventTypes.BrowserDistrusted);
        await db.Context.SaveChangesAsync(cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>Has all browsers of a user ask for the second factor again: after a change of the password or of the second factor.</summary>
    public Task EndTrustAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<KnownDevice>().Where(one => one.UserId == userId && one.TrustedUntil != null)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.TrustedUntil, (DateTime?)null), cancellationToken);

    /// <summary>Forgets the user's browsers: after a reset, whoever had one is a stranger.</summary>
    public Task ForgetAllAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<KnownDevice>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    private string? Current() => cookies.Read(Cookie) is { Length: Secrets.TokenLength } token ? token : null;

    /// <summary>Of no row when the browser has no cookie: the query is made all the same.</summary>
    private string CurrentHash() => Current() is { } token ? Secrets.Hash(token) : "";
}
