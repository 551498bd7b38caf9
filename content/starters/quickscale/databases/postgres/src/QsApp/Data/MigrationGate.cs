using Npgsql;
using QsApp.Hosting;

namespace QsApp.Data;

/// <summary>
/// Lets one process at a time change the schema: an advisory lock in the database "postgres", so that it also covers
/// the creation of the application's own. The server lets it go when its holder's connection ends, however it ends.
/// EF's own lock does not serialise a run of several migrations.
/// </summary>
public sealed class MigrationGate : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private MigrationGate(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Waits ten minutes at most for another migration to end.</summary>
    /// <exception cref="DatabaseException">The gate stayed closed for the whole limit.</exception>
    public static Task<MigrationGate> EnterAsync(string connectionString, CancellationToken cancellationToken) =>
        EnterAsync(connectionString, TimeSpan.FromMinutes(10), cancellationToken);

    /// <exception cref="DatabaseException">The gate stayed closed for the whole limit.</exception>
    /// <exception cref="SettingsException">The address leads through a pooler, which hands a session's lock to others.</exception>
    public static async Task<MigrationGate> EnterAsync(string connectionString, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (new NpgsqlConnectionStringBuilder(connectionString).NoResetOnClose)
        {
            throw new SettingsException("Migrations need a direct connection to the server: give the migrator the address that does not lead through pgbouncer.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var gate = new MigrationGate(await OpenAsync(connectionString, cancellationToken));
        try
        {
            timeout.CancelAfter(limit);
            await using var command = gate._connection.CreateCommand();
            command.CommandText = "SELECT pg_advisory_lock(hashtextextended($1, 0))";
            command.CommandTimeout = 0;
            command.Parameters.Add(new NpgsqlParameter { Value = "migrate:" + new NpgsqlConnectionStringBuilder(connectionString).Database });
            await command.ExecuteNonQueryAsync(timeout.Token);
            return gate;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await gate.DisposeAsync();
            throw new DatabaseException($"Another process has been migrating {Database.Describe(connectionString)} for too long: see what holds an advisory lock in pg_locks.", exception);
        }
        catch
        {
            await gate.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Not pooled: a pooled connection would keep the lock after it is closed. Kept alive: it idles through long migrations.
        var target = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 };
        var common = new NpgsqlConnectionStringBuilder(target.ConnectionString) { Database = "postgres" };
        try
        {
            return await OpenOneAsync(common, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            // Some hosts give access to one database only; it exists already, so its own lock is enough.
            return await OpenOneAsync(target, cancellationToken);
        }
    }

    private static async Task<NpgsqlConnection> OpenOneAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
