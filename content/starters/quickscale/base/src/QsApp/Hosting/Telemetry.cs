using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace QsApp.Hosting;

/// <summary>
/// Sends traces and metrics by OTLP while OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise nothing is collected at all. The other
/// OTEL_* settings (headers, protocol, sampler, resource attributes) mean what OpenTelemetry's specification says.
/// </summary>
public static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <exception cref="SettingsException">The endpoint is not an address.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Configuration[Endpoint] is not { Length: > 0 } endpoint)
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new SettingsException($"Set {Endpoint} to an http or https address, such as http://localhost:4318, or leave it out.");
        }

        // ASP.NET Core fills in route, path and status code itself, but only when asked to; never the query.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddHostedService<TelemetryExport>();
    }

    internal static TracerProvider Traces(IConfiguration configuration, string name, string instance) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(resource => resource.AddService(name, serviceInstanceId: instance).AddEnvironmentVariableDetector())
#if (postgres)
            .AddSource("Npgsql")
#endif
            .AddSource("Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter(options => UseProtocol(options, configuration))
            .Build();

    internal static MeterProvider Metrics(IConfiguration configuration, string name, string instance) =>
        Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(resource => resource.AddService(name, serviceInstanceId: instance).AddEnvironmentVariableDetector())
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting")
            .AddMeter("Microsoft.AspNetCore.Diagnostics", "Microsoft.EntityFrameworkCore", "System.Net.Http", "System.Runtime")
            .AddMeter("QuickScale.Modules.*")
            .AddOtlpExporter(options => UseProtocol(options, configuration))
            .Build();

    // The specification's default; the SDK's own is grpc. The signal's path (/v1/traces) is appended by the exporter.
    private static void UseProtocol(OtlpExporterOptions options, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Protocol]))
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
        }
    }
}

/// <summary>Lives as long as the host, and sends what is left when it stops.</summary>
public sealed class TelemetryExport(IConfiguration configuration, IHostEnvironment environment) : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _instance = Guid.CreateVersion7().ToString();
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Telemetry.Traces(configuration, environment.ApplicationName, _instance);
        _metrics = Telemetry.Metrics(configuration, environment.ApplicationName, _instance);
        return Task.CompletedTask;
    }

    // Disposing flushes, for five seconds at most.
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Dispose, CancellationToken.None);

    public void Dispose()
    {
        // The host may stop and dispose at the same time; both have to wait until all is sent.
        lock (_gate)
        {
            _traces?.Dispose();
            _metrics?.Dispose();
            (_traces, _metrics) = (null, null);
        }
    }
}
