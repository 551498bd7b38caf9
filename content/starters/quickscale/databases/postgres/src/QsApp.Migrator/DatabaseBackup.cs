using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using QsApp.Data;
using IRelationalDatabaseCreator = Microsoft.EntityFrameworkCore.Storage.IRelationalDatabaseCreator;

namespace QsApp.Migrator;

/// <summary>Copies of a PostgreSQL database, made by PostgreSQL's own pg_dump, pg_restore and psql.</summary>
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
        await using var context = Context(connectionString);
        return !await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken) || (await TablesAsync(connectionString, cancellationToken)).Count == 0;
    }

    /// <summary>
    /// Creates the database when it is missing. Then, in one transaction, drops the tables that the copy does not know, for they
    /// may refer to the ones replaced, and replaces the rest: if anything fails, all is as it was.
    /// </summary>
    public static async Task RestoreAsync(string connectionString, string file, CancellationToken cancellationToken)
    {
        await using (var context = Context(connectionString))
        {
            var creator = context.GetService<IRelationalDatabaseCreator>();
            if (!await creator.ExistsAsync(cancellationToken))
            {
                await creator.CreateAsync(cancellationToken);
            }
        }

        var newer = (await TablesAsync(connectionString, cancellationToken)).Except(await ContentsAsync(file, cancellationToken)).ToList();
        // pg_restore cannot do both in one transaction, but psql can with what it writes. Nobody else may read this folder.
        var folder = Directory.CreateTempSubdirectory("qs-app-restore-");
        try
        {
            var script = Path.Combine(folder.FullName, "restore.sql");
            // As one transaction here too: else the script itself begins and ends others around large objects.
            await new PostgresProgram("pg_restore").RunAsync(["--clean", "--if-exists", "--no-owner", "--single-transaction", $"--file={script}", file], cancellationToken);
            // Without warnings: the first line of what psql says is the reason of a failure.
            var prepare = "SET client_min_messages = error;";
            if (newer.Count > 0)
            {
                prepare += $" DROP TABLE {string.Join(", ", newer.Select(table => $"{Quote(table.Schema)}.{Quote(table.Name)}"))} CASCADE;";
            }

            await new PostgresProgram("psql", connectionString).RunAsync(
                ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", $"--command={prepare}", $"--file={script}"], cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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

    private static DbContext Context(string connectionString)
    {
        var options = new DbContextOptionsBuilder();
        Database.Configure(options, connectionString);
        return new DbContext(options.Options);
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
