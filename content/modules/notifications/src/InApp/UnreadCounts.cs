using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Tells open pages how many notifications their users have not read. What this instance changes is told at once; what others change
/// is seen by one query for all users who have a page open here, every few seconds, and by none while nobody has.
/// </summary>
public sealed partial class UnreadCounts(IServiceScopeFactory scopes, TimeProvider time, ILogger<UnreadCounts> logger) : BackgroundService
{
    /// <summary>After how long a change that another instance has made is told at the latest.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Pages that one user may have open at one instance; browsers close those that nobody looks at.</summary>
    public const int MostPerUser = 10;

    /// <summary>Users in one query; SQLite takes no more than some thousand parameters.</summary>
    private const int MostInQuery = 500;

    private readonly ConcurrentDictionary<Guid, Watchers> _users = new();
    private readonly Channel<Guid> _changes = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Users who have a page open at this instance.</summary>
    public int Watched => _users.Count;

    /// <summary>Begins to watch; null when the user has too many pages open. Whoever watches disposes it.</summary>
    public UnreadWatch? Watch(Guid userId)
    {
        while (true)
        {
            var watchers = _users.GetOrAdd(userId, _ => new Watchers());
            lock (watchers)
            {
                if (watchers.IsGone)
                {
                    continue;
                }

                if (watchers.All.Count >= MostPerUser)
                {
                    return null;
                }

                var watch = new UnreadWatch(userId, this);
                watchers.All.Add(watch);
                return watch;
            }
        }
    }

    /// <summary>A user's count may have changed, by something that is committed.</summary>
    public void Changed(Guid userId)
    {
        if (_users.ContainsKey(userId))
        {
            _changes.Writer.TryWrite(userId);
        }
    }

    /// <summary>Asks for the counts of all who watch, once.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => TellAsync([.. _users.Keys], cancellationToken);

    internal void Leave(UnreadWatch watch)
    {
        if (_users.TryGetValue(watch.UserId, out var watchers))
        {
            lock (watchers)
            {
                watchers.All.Remove(watch);
                if (watchers.All.Count == 0)
                {
                    watchers.IsGone = true;
                    _users.TryRemove(watch.UserId, out _);
                }
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowChangesAsync(stoppingToken), PollAsync(stoppingToken));

    private async Task FollowChangesAsync(CancellationToken cancellationToken)
    {
        while (await _changes.Reader.WaitToReadAsync(cancellationToken))
        {
            var users = new HashSet<Guid>();
            while (users.Count < MostInQuery && _changes.Reader.TryRead(out var user))
            {
                users.Add(user);
            }

            await TryTellAsync([.. users], cancellationToken);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await TryTellAsync([.. _users.Keys], cancellationToken);
        }
    }

    private async Task TryTellAsync(IReadOnlyList<Guid> users, CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(users, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    private async Task TellAsync(IReadOnlyList<Guid> users, CancellationToken cancellationToken)
    {
        foreach (var some in users.Chunk(MostInQuery))
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
            var counts = await context.Set<Notification>().Where(one => some.Contains(one.UserId) && one.IsShown && one.ReadAt == null)
                .GroupBy(one => one.UserId).Select(group => new { User = group.Key, Count = group.Count() }).ToDictionaryAsync(one => one.User, one => one.Count, cancellationToken);
            foreach (var user in some)
            {
                Tell(user, counts.GetValueOrDefault(user));
            }
        }
    }

    private void Tell(Guid userId, int count)
    {
        if (_users.TryGetValue(userId, out var watchers))
        {
            lock (watchers)
            {
                foreach (var watch in watchers.All)
                {
                    watch.Tell(count);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of unread notifications could not be read; it is tried again.")]
    private partial void LogFailed(Exception exception);

    private sealed class Watchers
    {
        public List<UnreadWatch> All { get; } = [];

        public bool IsGone { get; set; }
    }
}

/// <summary>One page that is told how many notifications its user has not read.</summary>
public sealed class UnreadWatch : IDisposable
{
    // The newest count is the only one that matters.
    private readonly Channel<int> _counts = Channel.CreateBounded<int>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly UnreadCounts _source;
    private int _last = -1;

    internal UnreadWatch(Guid userId, UnreadCounts source) => (UserId, _source) = (userId, source);

    public Guid UserId { get; }

    /// <summary>The next count that differs from the last one.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public ValueTask<int> NextAsync(CancellationToken cancellationToken) => _counts.Reader.ReadAsync(cancellationToken);

    public void Dispose() => _source.Leave(this);

    internal void Tell(int count)
    {
        if (count != _last)
        {
            _last = count;
            _counts.Writer.TryWrite(count);
        }
    }
}
