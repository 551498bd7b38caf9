using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Teams;

/// <summary>Purges, once an hour, deleted teams, and deletes what is kept for a time only: the record of changes, ended invitations, reserved slugs.</summary>
public sealed partial class TeamsHousekeeping(IServiceScopeFactory scopes, PurgeTeams purge, IOptionsMonitor<TeamsSettings> settings, TimeProvider time, ILogger<TeamsHousekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>For so long an expired link still says whose invitation it was, and lets ask for a new one.</summary>
    private static readonly TimeSpan KeepInvitations = TimeSpan.FromDays(90);

    /// <summary>Does it once.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            var rows = scope.ServiceProvider.GetRequiredService<TeamRows>();
            var now = time.GetUtcNow().UtcDateTime;
            await rows.AuditBefore(now - settings.CurrentValue.AuditRetention).ExecuteDeleteAsync(cancellationToken);
            await rows.InvitationsEndedBefore(now - KeepInvitations).ExecuteDeleteAsync(cancellationToken);
            await rows.Slugs.Where(one => one.TeamId == null && one.ReservedUntil < now).ExecuteDeleteAsync(cancellationToken);
        }

        await purge.RunAsync(cancellationToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of teams could not be deleted; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
