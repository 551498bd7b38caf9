using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>Deletes, once an hour, what the log keeps no longer.</summary>
internal sealed partial class OutboxHousekeeping(OutboxStore store, IOptions<NotificationsSettings> settings, TimeProvider time, ILogger<OutboxHousekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Does it once.</summary>
    public Task CleanAsync(CancellationToken cancellationToken) => store.ForgetAsync(TimeSpan.FromDays(settings.Value.KeepDays), cancellationToken);

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of the log of messages could not be deleted; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
