using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QsApp.Data;

/// <summary>
/// Ready means that the database answers and that all migrations, the modules' too, are applied. Anybody may ask, so the database is
/// asked by one at a time and once a second.
/// </summary>
internal sealed class DatabaseReadyCheck(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private HealthCheckResult? _answer;
    private long _answeredAt;

    // Migrations are never taken back under a running instance, so one good answer holds for its life.
    private volatile bool _migrated;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_answer is not { } answer || clock.GetElapsedTime(_answeredAt) >= Kept)
            {
                answer = await AskAsync(context.Registration.FailureStatus, cancellationToken);
                (_answer, _answeredAt) = (answer, clock.GetTimestamp());
            }

            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<HealthCheckResult> AskAsync(HealthStatus failure, CancellationToken cancellationToken)
    {
        var connectionString = Database.ConnectionString(configuration);
        try
        {
            var problem = await DatabaseMigrator.ExplainAsync(connectionString, () => ProblemAsync(connectionString, cancellationToken));
            return problem is null ? HealthCheckResult.Healthy() : new HealthCheckResult(failure, problem);
        }
        catch (DatabaseException exception)
        {
            return new HealthCheckResult(failure, exception.Message);
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
