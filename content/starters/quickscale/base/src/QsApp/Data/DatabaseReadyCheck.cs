using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QsApp.Data;

/// <summary>Ready means that the database answers and that all migrations, the modules' too, are applied.</summary>
internal sealed class DatabaseReadyCheck(IServiceScopeFactory scopes, IConfiguration configuration) : IHealthCheck
{
    // Migrations are never taken back under a running instance, so one good answer holds for its life.
    private volatile bool _migrated;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var connectionString = Database.ConnectionString(configuration);
        try
        {
            var problem = await DatabaseMigrator.ExplainAsync(connectionString, () => ProblemAsync(connectionString, cancellationToken));
            return problem is null ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, problem);
        }
        catch (DatabaseException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }

    private async Task<string?> ProblemAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        // Asks first whether there is a database at all: SQLite would make an empty file for the query below.
        if (!await database.Database.CanConnectAsync(cancellationToken))
        {
            return "The database does not answer.";
        }

        if (!_migrated)
        {
            if ((await DatabaseMigrator.PendingAsync(connectionString, cancellationToken)).Count > 0)
            {
                return "Migrations are pending.";
            }

            _migrated = true;
        }

        await database.DataProtectionKeys.AnyAsync(cancellationToken);
        return null;
    }
}
