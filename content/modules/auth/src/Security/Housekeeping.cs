using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Deletes, once an hour, rows that nobody can use any more, and the accounts whose days of grace are over.</summary>
public sealed partial class Housekeeping(IServiceScopeFactory scopes, EraseAccounts erase, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepCodes = TimeSpan.FromDays(7);
    private static readonly TimeSpan KeepSessions = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeepEvents = TimeSpan.FromDays(365);

    /// <summary>Does it once.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        var now = time.GetUtcNow().UtcDateTime;
        var (codes, sessions, events) = (now - KeepCodes, now - KeepSessions, now - KeepEvents);
        var counters = time.GetUtcNow().AddDays(-2).ToUnixTimeSeconds();
        await context.Set<OneTimeCode>().Where(one => one.ExpiresAt < codes).ExecuteDeleteAsync(cancellationToken);
        await context.Set<PendingEmailChange>().Where(one => one.ExpiresAt < codes).ExecuteDeleteAsync(cancellationToken);
        await context.Set<ThrottleCounter>().Where(one => one.EndsAt < counters).ExecuteDeleteAsync(cancellationToken);
        await context.Set<UserSession>().Where(one => one.ExpiresAt < sessions || one.RevokedAt < sessions).ExecuteDeleteAsync(cancellationToken);
        await context.Set<KnownDevice>().Where(one => one.LastSeenAt < events).ExecuteDeleteAsync(cancellationToken);
        await context.Set<SecurityEvent>().Where(one => one.At < events).ExecuteDeleteAsync(cancellationToken);
        await erase.RunAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of accounts could not be deleted; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
