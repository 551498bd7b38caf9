using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>Deletes, soon after the start and then once an hour, what is kept no longer.</summary>
internal sealed partial class OutboxHousekeeping(OutboxStore store, IOptions<NotificationsSettings> settings, TimeProvider time, ILogger<OutboxHousekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Not at once, when there is enough to do, and not late: an instance may live for less than an hour.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(1);

    /// <summary>Does it once.</summary>
    public Task CleanAsync(CancellationToken cancellationToken) => store.ForgetAsync(TimeSpan.FromDays(settings.Value.KeepDays), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beginning, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = Interval;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old messages and notifications could not be deleted; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
