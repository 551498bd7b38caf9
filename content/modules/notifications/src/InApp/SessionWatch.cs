using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Notifications;

/// <summary>Tells for a connection that stays open whether its session still lives: whoever has logged out is told nothing more.</summary>
public sealed class SessionWatch(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Between two heart-beats: well below the 60 s after which most proxies drop a silent connection.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>After which a browser comes back when the connection breaks.</summary>
    public static readonly TimeSpan Reconnection = TimeSpan.FromSeconds(5);

    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Beat, time, cancellationToken);

    /// <summary>How many notifications the user has not read, asked anew; null when nobody waits for it any more.</summary>
    public async Task<int?> CountAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            // Of a scope of its own: the request's would keep its database context for hours.
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<Inbox>().CountUnreadAsync(userId, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Whether the cookie or token that the connection began with still signs the same user in.</summary>
    public async Task<bool> IsAliveAsync(HttpContext began, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(began);
        await using var scope = scopes.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IAuthenticationService>() is not { } authentication)
        {
            return !cancellationToken.IsCancellationRequested;
        }

        // A request of its own, since the framework looks once in a request and remembers what it saw.
        var again = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var (from, to) = (began.Request, again.Request);
        (to.Method, to.Scheme, to.Host, to.PathBase, to.Path) = (from.Method, from.Scheme, from.Host, from.PathBase, from.Path);
        foreach (var (name, value) in from.Headers)
        {
            to.Headers[name] = value;
        }

        again.Connection.RemoteIpAddress = began.Connection.RemoteIpAddress;
        var result = await authentication.AuthenticateAsync(again, scheme: null);
        return Guid.TryParse(result.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && id == userId;
    }
}
