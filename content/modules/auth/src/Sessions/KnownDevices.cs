using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Remembers in which browsers a user has signed in, by a secret in a cookie. Such a browser is counted apart by the throttle (A9),
/// a sign-in from any other is told to the user, and it may be trusted to skip the second factor.
/// </summary>
public sealed class KnownDevices(ModuleDb db, AuthCookies cookies, RequestOrigin origin, TimeProvider time)
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
    /// <returns>Whether the user has devices and this one is new.</returns>
    public async Task<bool> RememberAsync(User user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = time.GetUtcNow().UtcDateTime;
        if (await FindAsync(user.Id, cancellationToken) is { } known)
        {
            known.LastSeenAt = now;
            return false;
        }

        var token = Current() ?? Secrets.NewToken();
        cookies.Write(Cookie, token, Lifetime);
        var isFirst = !await db.Context.Set<KnownDevice>().AnyAsync(one => one.UserId == user.Id, cancellationToken);
        db.Context.Add(new KnownDevice { UserId = user.Id, TokenHash = Secrets.Hash(token), Device = origin.Device, CreatedAt = now, LastSeenAt = now });
        return !isFirst;
    }

    /// <summary>Forgets the user's browsers: after a reset, whoever had one is a stranger.</summary>
    public Task ForgetAllAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<KnownDevice>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    private string? Current() => cookies.Read(Cookie) is { Length: Secrets.TokenLength } token ? token : null;

    /// <summary>Of no row when the browser has no cookie: the query is made all the same.</summary>
    private string CurrentHash() => Current() is { } token ? Secrets.Hash(token) : "";
}
