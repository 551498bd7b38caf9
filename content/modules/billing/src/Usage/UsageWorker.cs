using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>Sends usage in the background.</summary>
internal sealed partial class UsageWorker(IServiceScopeFactory scopes, IOptions<BillingSettings> settings, TimeProvider time, ILogger<UsageWorker> logger) : BackgroundService
{
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Value.Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<UsageOutbox>().SendDueAsync(stoppingToken);
                _isFailing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once for a fault that lasts.
                if (!_isFailing)
                {
                    LogFailing(settings.Value.Poll, exception);
                }

                _isFailing = true;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Usage could not be sent; it is tried again every {Poll}.")]
    private partial void LogFailing(TimeSpan poll, Exception exception);
}

internal static class UsageServices
{
    public static void AddUsage(this IServiceCollection services)
    {
        services.AddScoped<MeterPrices>();
        services.AddScoped<MeterSync>();
        services.AddScoped<Usage>();
        services.AddScoped<UsageOutbox>();
        services.AddSingleton<UsageWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWorker>());
    }
}
