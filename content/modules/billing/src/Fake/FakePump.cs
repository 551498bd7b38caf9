using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Billing;

/// <summary>In development: gives the stand-in in this process what it sells, and brings its events to where those of Stripe arrive, soon after they have happened.</summary>
internal sealed partial class FakePump(FakeStripe stripe, IServiceScopeFactory scopes, TimeProvider time, ILogger<FakePump> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly FakeDeliveries _deliveries = new(stripe, time);

    public Task<int> OnceAsync(CancellationToken cancellationToken) => _deliveries.DeliverDueAsync(async delivery =>
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<EventIntake>().StoreAsync(StripeProvider.Id, EventReading.Read(delivery.Body)!, delivery.Body, cancellationToken);
            return 204;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
            return 500;
        }
    });

    public override void Dispose()
    {
        _deliveries.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// What an earlier run had is forgotten where there is no memory: the catalogue is brought anew, and customers that are known here and not there are written off, so that
    /// they can buy again.
    /// </summary>
    /// <returns>False while the database is not there yet.</returns>
    public async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var sync = scope.ServiceProvider.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(cancellationToken), cancellationToken);
            await scope.ServiceProvider.GetRequiredService<Reconciliation>().RunAsync(cancellationToken);
            return true;
        }
        catch (DbException exception)
        {
            LogNotBegun(exception);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var hasBegun = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (hasBegun = hasBegun || await BeginAsync(stoppingToken))
            {
                await OnceAsync(stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of the stand-in could not be stored; it is tried again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The stand-in has nothing to sell yet: the database cannot be read. It is tried again.")]
    private partial void LogNotBegun(Exception exception);
}
