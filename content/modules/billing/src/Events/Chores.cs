using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>Something that is done in the background again and again: it looks by itself for what is due.</summary>
internal interface IChore
{
    Task OnceAsync(CancellationToken cancellationToken);
}

/// <summary>Does all chores of the module, one after another; what fails is tried again with the next round.</summary>
internal sealed partial class Chores(IEnumerable<IChore> chores, IOptions<BillingSettings> settings, TimeProvider time, ILogger<Chores> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Value.Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var chore in chores)
            {
                try
                {
                    await chore.OnceAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(chore.GetType().Name, exception);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Chore} could not be done; it is tried again.")]
    private partial void LogFailed(string chore, Exception exception);
}
