using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using QsApp.Data;
using IRelationalDatabaseCreator = Microsoft.EntityFrameworkCore.Storage.IRelationalDatabaseCreator;

namespace QsApp.Migrator;

/// <summary>Copies of a PostgreSQL database, made by PostgreSQL's own pg_dump and pg_restore.</summary>
internal static partial class DatabaseBackup
{
    /// <summary>Dumps the database, as one moment saw it, into a file of pg_dump's custom format.</summary>
    public static async Task WriteAsync(string connectionString, string file, CancellationToken cancellationToken)
    {
        await ConnectAsync(connectionString, cancellationToken);
        await new PostgresProgram("pg_dump", connectionString).RunAsync(["--format=custom", "--no-owner", $"--file={file}"], cancellationToken);
    }

    /// <exception cref="PreconditionException">The file is not a copy that pg_restore can read.</exception>
    public static async Task CheckAsync(string file, CancellationToken cancellationToken)
    {
        // Written out as a script to nowhere, so that all of it is read.
        await ReadAsync(file, $"--file={(OperatingSystem.IsWindows() ? "NUL" : "/dev/null")}", cancellationToken);
    }

    public static async Task<bool> IsEmptyAsync(string connectionString, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder();
        Database.Configure(options, connectionString);
        await using var context = new DbContext(options.Options);
        var creator = context.GetService<IRelationalDatabaseCreator>();
        return !await creator.ExistsAsync(cancellationToken) || (await TablesAsync(connectionString, cancellationToken)).Count == 0;
    }

    /// <summary>
    /// First drops the tables that the copy does not know, for they may refer to the ones replaced; then replaces the rest
    /// in one transaction. If that fails, the copy kept before is the way back.
    /// </summary>
    public static async Task RestoreAsync(string connectionString, string file, CancellationToken cancellationToken)
    {
        var copied = await ContentsAsync(file, cancellationToken);
        var newer = (await TablesAsync(connectionString, cancellationToken)).Except(copied).ToList();
        if (newer.Count > 0)
        {
            await using var connection = await ConnectAsync(connectionString, cancellationToken);
            await using var drop = connection.CreateCommand();
            drop.CommandText = $"DROP TABLE {string.Join(", ", newer.Select(table => $"{Quote(table.Schema)}.{Quote(table.Name)}"))} CASCADE";
            await drop.ExecuteNonQueryAsync(cancellationToken);
        }

        await new PostgresProgram("pg_restore", connectionString).RunAsync(
            ["--clean", "--if-exists", "--single-transaction", "--no-owner", $"--dbname={new NpgsqlConnectionStringBuilder(connectionString).Database}", file],
            cancellationToken);
    }

    private static async Task<IReadOnlyList<(string Schema, string Name)>> ContentsAsync(string file, CancellationToken cancellationToken)
    {
        var list = await ReadAsync(file, "--list", cancellationToken);
        return [.. TableEntry().Matches(list).Select(entry => (entry.Groups["schema"].Value, entry.Groups["name"].Value))];
    }

    private static async Task<string> ReadAsync(string file, string option, CancellationToken cancellationToken)
    {
        try
        {
            return await new PostgresProgram("pg_restore").RunAsync([option, file], cancellationToken);
        }
        catch (DatabaseException)
        {
            throw new PreconditionException($"{file} is not a whole copy that 'backup' wrote: choose another one.");
        }
    }

    private static async Task<IReadOnlyList<(string Schema, string Name)>> TablesAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(connectionString, cancellationToken);
        await using var command = connection.CreateCommand();
        // Without those of extensions, which belong to the server's set-up.
        command.CommandText = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add((reader.GetString(0), reader.GetString(1)));
        }

        return tables;
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Not pooled: nothing of this process may stand in the way of the program that follows.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // A line of pg_restore's list, as in "215; 1259 16389 TABLE public projects owner".
    [GeneratedRegex(@"^\d+; \d+ \d+ TABLE (?<schema>\S+) (?<name>\S+) \S+\r?$", RegexOptions.Multiline)]
    private static partial Regex TableEntry();
}
