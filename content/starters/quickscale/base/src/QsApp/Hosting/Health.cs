using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QsApp.Hosting;

/// <summary>
/// /health/live: the process answers; a platform restarts the instance when it does not. It touches nothing else, or a database that
/// is down would restart every instance. /health/ready: the instance can serve; a platform sends it requests only then.
/// </summary>
public static class Health
{
    /// <summary>Checks with this tag decide whether the instance is ready.</summary>
    public const string Ready = "ready";

    private static readonly PathString Prefix = "/health";

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddDrain();
        builder.Services.AddHealthChecks().AddCheck<Drain>("accepting requests", tags: [Ready]);
    }

    public static void MapHealth(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).Exempt();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }).Exempt();
    }

    /// <summary>Probes speak plain http and call the instance by its address.</summary>
    public static bool IsProbe(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);
    }

    private static void Exempt(this IEndpointConventionBuilder endpoint) => endpoint.DisableRateLimiting().DisableHttpMetrics();

    // Names and states alone: a description or an exception may name a server or an account.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });
}
