using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QsApp.Hosting;

/// <summary>
/// The health of the parts for people, names and states alone, as the status page shows it and <c>GET /api/status</c> tells it;
/// /health/ready tells the same to machines.
/// </summary>
/// <param name="IsReady">Whether all parts answer that readiness depends on.</param>
/// <param name="Heading">How things stand, in one sentence.</param>
/// <param name="Summary">What that means for a visitor.</param>
/// <param name="CheckedAt">The time of the check, in UTC.</param>
/// <param name="Version">The application's version, without the commit that a build may add.</param>
public sealed record Status(bool IsReady, string Heading, string Summary, IReadOnlyList<StatusPart> Parts, DateTimeOffset CheckedAt, string Version)
{
    private static readonly string CurrentVersion = typeof(Status).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static async Task<Status> CheckAsync(HealthCheckService health, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(health);
        ArgumentNullException.ThrowIfNull(clock);
        var report = await health.CheckHealthAsync(cancellationToken);
        var isReady = report.Entries.Values.All(entry => entry.Status != HealthStatus.Unhealthy || !entry.Tags.Contains(Health.Ready));
        var (heading, summary) = (isReady, report.Status) switch
        {
            (false, _) => ("Some systems are not ready.", "Pages that need them may fail for now. Reload in a moment."),
            (_, HealthStatus.Healthy) => ("All systems are working.", "Every part answered just now."),
            _ => ("Some parts need attention.", "The site works, though not all of it as it should."),
        };
        return new(isReady, heading, summary, [.. report.Entries.Select(entry => StatusPart.Of(entry.Key, entry.Value.Status))], clock.GetUtcNow(), CurrentVersion);
    }
}

/// <summary>One part.</summary>
/// <param name="State">Its state in words.</param>
/// <param name="Level">"success", "warning" or "danger", for the colour.</param>
public sealed record StatusPart(string Name, string State, string Level)
{
    public static StatusPart Of(string check, HealthStatus status)
    {
        ArgumentNullException.ThrowIfNull(check);
        var name = char.ToUpperInvariant(check[0]) + check[1..];
        return status switch
        {
            HealthStatus.Healthy => new(name, "Working", "success"),
            HealthStatus.Degraded => new(name, "Degraded", "warning"),
            _ => new(name, "Not ready", "danger"),
        };
    }
}

public static class StatusApi
{
    public static void MapStatus(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/api/status", async (HttpContext context, HealthCheckService health, TimeProvider clock, CancellationToken cancellationToken) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Ok(await Status.CheckAsync(health, clock, cancellationToken));
            })
            .WithName("GetStatus").WithTags("Application").WithSummary("The live health of the application, part by part.");
    }
}
