using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QsApp.Hosting;

namespace QsApp.Pages;

/// <summary>The status page. It answers 200, or 503 while the application is not ready: simple uptime monitors can watch it.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class StatusModel(HealthCheckService health, TimeProvider clock) : PageModel
{
    public Status Status { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Status = await Status.CheckAsync(health, clock, cancellationToken);
        Response.StatusCode = Status.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
    }
}
