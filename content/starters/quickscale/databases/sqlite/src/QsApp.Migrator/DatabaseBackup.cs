using Microsoft.Data.Sqlite;
using QsApp.Data;

namespace QsApp.Migrator;

/// <summary>Copies of a SQLite database, made by SQLite's own online backup while the application may be running.</summary>
internal static class DatabaseBackup
{
    /// <summary>Copies the database into an empty file and checks the copy.</summary>
    public static async Task WriteAsync(string connectionString, string file, CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(connectionString, SqliteOpenMode.ReadWrite, cancellationToken);
        await using var copy = await OpenAsync($"Data Source={file}", SqliteOpenMode.ReadWrite, cancellationToken);
        source.BackupDatabase(copy);
        // One file, without a write-ahead log beside it.
        await ScalarAsync(copy, "PRAGMA journal_mode = DELETE", cancellationToken);
        if (!await IsWholeAsync(copy, cancellationToken))
        {
            throw new DatabaseException($"The copy of {Database.Describe(connectionString)} is damaged: check the disk.");
        }
    }

    /// <exception cref="PreconditionException">The file is not a whole SQLite database with tables.</exception>
    public static async Task CheckAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var copy = await OpenAsync($"Data Source={file}", SqliteOpenMode.ReadOnly, cancellationToken);
            if (await IsWholeAsync(copy, cancellationToken) && await TablesAsync(copy, cancellationToken) > 0)
            {
                return;
            }
        }
        catch (SqliteException)
        {
            // Said below: not a database at all, or cut off.
        }

        throw new PreconditionException($"{file} is not a whole SQLite database: choose another copy.");
    }

    /// <summary>Whether there is nothing to keep; a damaged file counts as empty, and <see cref="RestoreAsync"/> sets it aside.</summary>
    public static async Task<bool> IsEmptyAsync(string connectionString, CancellationToken cancellationToken)
    {
        if (!File.Exists(new SqliteConnectionStringBuilder(connectionString).DataSource))
        {
            return true;
        }

        if (await IsDamagedAsync(connectionString, cancellationToken))
        {
            return true;
        }

        await using var database = await OpenAsync(connectionString, SqliteOpenMode.ReadWrite, cancellationToken);
        return await TablesAsync(database, cancellationToken) == 0;
    }

    /// <summary>The copy goes into the database as one transaction: whoever reads it, even now, sees the old or the new one.</summary>
    public static async Task RestoreAsync(string connectionString, string file, CancellationToken cancellationToken)
    {
        await SetAsideIfDamagedAsync(connectionString, cancellationToken);
        await using var copy = await OpenAsync($"Data Source={file}", SqliteOpenMode.ReadOnly, cancellationToken);
        await using var database = await OpenAsync(connectionString, SqliteOpenMode.ReadWriteCreate, cancellationToken);
        copy.BackupDatabase(database);
        await ScalarAsync(database, "PRAGMA journal_mode = WAL", cancellationToken);
    }

    private static async Task SetAsideIfDamagedAsync(string connectionString, CancellationToken cancellationToken)
    {
        var path = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (!File.Exists(path) || !await IsDamagedAsync(connectionString, cancellationToken))
        {
            return;
        }

        var aside = $"{path}.damaged-{Guid.CreateVersion7():N}";
        // The log belongs to the damaged file; beside the new one it would damage that too.
        string[] parts = ["", "-wal", "-shm"];
        foreach (var part in parts.Where(part => File.Exists(path + part)))
        {
            File.Move(path + part, aside + part);
        }

        await Console.Out.WriteLineAsync($"Set the damaged database aside as {aside}.");
    }

    private static async Task<bool> IsDamagedAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await OpenAsync(connectionString, SqliteOpenMode.ReadWrite, cancellationToken);
            return !await IsWholeAsync(database, cancellationToken);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 11 or 26)
        {
            return true; // SQLITE_CORRUPT and SQLITE_NOTADB.
        }
    }

    /// <summary>Reads every page: damage deep inside a table shows nowhere else.</summary>
    private static async Task<bool> IsWholeAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        await ScalarAsync(connection, "PRAGMA integrity_check", cancellationToken) is "ok";

    private static async Task<long> TablesAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        (long)(await ScalarAsync(connection, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", cancellationToken))!;

    private static async Task<SqliteConnection> OpenAsync(string connectionString, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        // Not pooled: a file must be let go when the command has done with it.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Mode = mode, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
