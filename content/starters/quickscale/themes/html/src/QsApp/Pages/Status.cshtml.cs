using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QsApp.Hosting;

namespace QsApp.Pages;

/// <summary>The health of the parts for people, names and states alone; /health/ready tells the same to machines.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class StatusModel(HealthCheckService health, TimeProvider clock) : PageModel
{
    /// <summary>The application's version, without the commit that a build may add.</summary>
    public static string Version { get; } = typeof(StatusModel).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public string Heading { get; private set; } = "";

    public string Summary { get; private set; } = "";

    public IReadOnlyList<Part> Parts { get; private set; } = [];

    /// <summary>The time of the check, in UTC.</summary>
    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>Answers 200, or 503 when a part that readiness depends on fails: simple uptime monitors can watch the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        var isReady = report.Entries.Values.All(entry => entry.Status != HealthStatus.Unhealthy || !entry.Tags.Contains(Health.Ready));
        (Heading, Summary) = (isReady, report.Status) switch
        {
            (false, _) => ("Some systems are not ready.", "Pages that need them may fail for now. Reload in a moment."),
            (_, HealthStatus.Healthy) => ("All systems are working.", "Every part answered just now."),
            _ => ("Some parts need attention.", "The site works, though not all of it as it should."),
        };
        Parts = [.. report.Entries.Select(entry => Part.Of(entry.Key, entry.Value.Status))];
        CheckedAt = clock.GetUtcNow();
        Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
    }

    /// <summary>One row: a part's name, its state in words, and the class that colours it.</summary>
    public sealed record Part(string Name, string State, string Class)
    {
        public static Part Of(string check, HealthStatus status)
        {
            var name = char.ToUpperInvariant(check[0]) + check[1..];
            return status switch
            {
                HealthStatus.Healthy => new(name, "Working", "is-success"),
                HealthStatus.Degraded => new(name, "Degraded", "is-warning"),
                _ => new(name, "Not ready", "is-danger"),
            };
        }
    }
}
