using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace QsApp.Hosting;

/// <summary>The section <c>Health</c>.</summary>
public sealed class HealthSettings
{
    /// <summary>How long the instance still serves after the signal to stop, while /health/ready says 503.</summary>
    public int DrainSeconds { get; set; } = 5;
}

/// <summary>
/// On the signal to stop (SIGTERM), /health/ready turns red first and requests are served on, so that the load balancer takes the
/// instance out before it is gone.
/// </summary>
public sealed class Drain(IOptions<HealthSettings> settings, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _stopping;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_stopping ? HealthCheckResult.Unhealthy("The instance is stopping.") : HealthCheckResult.Healthy());

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        return Task.Delay(TimeSpan.FromSeconds(settings.Value.DrainSeconds), clock, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

public static class DrainServices
{
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(20);

    public static void AddDrain(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<HealthSettings>().BindConfiguration("Health")
            .Validate(health => health.DrainSeconds is >= 0 and <= 300, "Set Health__DrainSeconds to a number from 0 to 300.")
            .ValidateOnStart();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<HealthSettings>>((host, health) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(health.Value.DrainSeconds) + Shutdown);
    }
}
