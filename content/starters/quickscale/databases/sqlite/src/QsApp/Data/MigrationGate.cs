using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace QsApp.Data;

/// <summary>
/// Lets one process at a time change the schema: a lock on a file beside the database, which the system lets go when
/// its holder ends, however it ends. EF's own lock is a row that a killed process leaves behind for ever.
/// </summary>
public sealed class MigrationGate : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _lock;

    private MigrationGate(FileStream @lock) => _lock = @lock;

    /// <summary>Waits ten minutes at most for another migration to end.</summary>
    /// <exception cref="DatabaseException">The gate stayed closed for the whole limit, or its file cannot be made.</exception>
    public static Task<MigrationGate> EnterAsync(string connectionString, CancellationToken cancellationToken) =>
        EnterAsync(connectionString, TimeSpan.FromMinutes(10), cancellationToken);

    /// <exception cref="DatabaseException">The gate stayed closed for the whole limit, or its file cannot be made.</exception>
    public static async Task<MigrationGate> EnterAsync(string connectionString, TimeSpan limit, CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource + ".migrate.lock";
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var gate = new MigrationGate(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                await gate.ClearLeftoversAsync(connectionString);
                return gate;
            }
            catch (Exception exception) when (exception is DirectoryNotFoundException or UnauthorizedAccessException)
            {
                throw new DatabaseException($"Cannot write beside {Database.Describe(connectionString)}: check that its folder exists and may be written.", exception);
            }
            catch (IOException exception) when (waited.Elapsed > limit)
            {
                throw new DatabaseException($"Another process has been migrating {Database.Describe(connectionString)} for too long: see what holds {file}.", exception);
            }
            catch (IOException)
            {
                await Task.Delay(Retry, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    /// <summary>Whoever holds the gate migrates alone, so a row of EF's lock was left by a killed process.</summary>
    private async Task ClearLeftoversAsync(string connectionString)
    {
        if (!File.Exists(new SqliteConnectionStringBuilder(connectionString).DataSource))
        {
            return;
        }

        try
        {
            // Not pooled: a restore may put another file in the place of this one.
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'";
            if ((long)(await command.ExecuteScalarAsync())! > 0)
            {
                command.CommandText = "DELETE FROM \"__EFMigrationsLock\"";
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 11 or 26)
        {
            // A damaged file: whoever migrates will hear of it, and whoever restores replaces it.
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
