using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Says when mail waits too long. It never says more than "degraded": an instance whose mail server is away still answers requests, and taking it out of
/// service would help nobody.
/// </summary>
internal sealed class OutboxHealth(ModuleDb db, TimeProvider time) : IHealthCheck
{
    public const string Name = "notifications";

    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(15);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var before = time.GetUtcNow().UtcDateTime - TooLong;
        var late = await db.Context.Set<EmailRecord>().CountAsync(one => one.State == EmailState.Queued && one.QueuedAt < before, cancellationToken);
        return late == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{late} e-mails have been waiting for more than {TooLong.TotalMinutes:N0} minutes.");
    }
}
