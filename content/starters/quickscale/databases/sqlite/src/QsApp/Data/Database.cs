using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using QsApp.Hosting;

namespace QsApp.Data;

/// <summary>All that is particular to SQLite: where the file is, and how the context speaks to it.</summary>
public static class Database
{
    /// <summary>Each owner of migrations (a module, or "app") has its own history table.</summary>
    public const string HistoryTablePrefix = "__migrations_";

    // Not "data": where the file system ignores case, that is the folder of the sources beside it.
    private const string DevelopmentFile = "App_Data/qs-app.db";

    /// <summary>
    /// The connection string from <c>ConnectionStrings:Default</c> or <c>DATABASE_URL</c>, each as "Data Source=…",
    /// <c>sqlite:///absolute/path</c>, <c>sqlite:relative/path</c> or <c>file:path</c>.
    /// </summary>
    /// <exception cref="SettingsException">Nothing is configured outside Development, or what is configured is malformed.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var development = DatabaseSetting.InDevelopment(configuration);
        var setting = DatabaseSetting.Find(configuration);
        if (setting is null && !development)
        {
            throw new SettingsException("No database is configured: set DATABASE_URL=sqlite:///data/qs-app.db or ConnectionStrings__Default.");
        }

        var connection = setting is null ? new SqliteConnectionStringBuilder { DataSource = DevelopmentFile } : Parse(setting);
        connection.DataSource = WholePath(connection.DataSource, configuration, setting, development);
        connection.ForeignKeys = true;
        // How long a writer waits for another one, in seconds, is DefaultTimeout: 30 unless the setting says otherwise.
        return connection.ToString();
    }

    /// <summary>The one place that chooses the provider and the history table, for the application, the migrator and dotnet-ef.</summary>
    public static void Configure(DbContextOptionsBuilder options, string connectionString, string owner = "app") =>
        options.UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable(HistoryTablePrefix + owner)).AddInterceptors(ShortWaits.Instance);

    /// <summary>The database in words that hold no secret.</summary>
    public static string Describe(string connectionString) =>
        $"the SQLite file {new SqliteConnectionStringBuilder(connectionString).DataSource}";

    /// <summary>One sentence for a failure of the database, or null when the exception is something else.</summary>
    public static string? Explain(Exception exception, string connectionString)
    {
        // EF may wrap the provider's exception.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException sqlite)
            {
                return Sentence(sqlite, Describe(connectionString));
            }
        }

        return null;
    }

    private static string Sentence(SqliteException exception, string database) => exception.SqliteErrorCode switch
    {
        5 or 6 => $"Another process keeps {database} locked: stop it and try again.",
        8 => $"This process may not write {database}: check the rights of the file and its folder.",
        11 or 26 => $"The database is damaged, in {database}: put a copy back with the migrator's command 'restore'.",
        13 => $"The disk of {database} is full: make room and try again.",
        14 => $"Cannot open {database}: check that its folder exists and may be written.",
        _ => $"The database refused, in {database}: {exception.Message}",
    };

    private static SqliteConnectionStringBuilder Parse(DatabaseSetting setting)
    {
        try
        {
            var connection = UrlPath(setting.Value) is { } path
                ? new SqliteConnectionStringBuilder { DataSource = path }
                : new SqliteConnectionStringBuilder(setting.Value);
            var inMemory = connection.DataSource == ":memory:" || connection.Mode == SqliteOpenMode.Memory;
            if (connection.DataSource.Length > 0 && !connection.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && !inMemory)
            {
                return connection;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // Said below without the value: it may hold the password of another kind of database.
        }

        throw new SettingsException($"{setting.Name} does not name a SQLite file: write \"Data Source=/data/qs-app.db\" or sqlite:///data/qs-app.db, with special characters percent-encoded.");
    }

    /// <summary>The path in a sqlite: or file: address, or null when the value is not written as one.</summary>
    private static string? UrlPath(string value)
    {
        var parts = value.Split(':', 2);
        if (parts.Length < 2 || parts[0].ToLowerInvariant() is not ("sqlite" or "sqlite3" or "file"))
        {
            return null;
        }

        var path = parts[1];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            // Two slashes open the part for a host, which a file has not.
            path = path.StartsWith("///", StringComparison.Ordinal) ? "/" + path.TrimStart('/') : throw new FormatException();
        }

        if (path.Contains('?') || path.Contains('#') || path.EndsWith('/'))
        {
            throw new FormatException();
        }

        path = DatabaseSetting.Decode(path);
        var hasDrive = path.Length > 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':';
        return hasDrive ? path[1..] : path;
    }

    /// <summary>
    /// A relative path counts from the content root, and only in Development: elsewhere the application and the migrator
    /// may start in different folders, and a new, empty file would look like lost data. Development creates the folder.
    /// </summary>
    private static string WholePath(string path, IConfiguration configuration, DatabaseSetting? setting, bool development)
    {
        if (!development)
        {
            return Path.IsPathFullyQualified(path)
                ? Path.GetFullPath(path)
                : throw new SettingsException($"{setting!.Name} must name the SQLite file by its whole path, as in /data/qs-app.db.");
        }

        var wholePath = Path.GetFullPath(path, configuration[HostDefaults.ContentRootKey] ?? Directory.GetCurrentDirectory());
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(wholePath)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"Cannot create the folder {Path.GetDirectoryName(wholePath)} of the SQLite file: choose another with ConnectionStrings__Default.");
        }

        return wholePath;
    }

    /// <summary>
    /// Lets a writer who has to wait look again after a few milliseconds, which SQLite does by itself for so long. Microsoft.Data.Sqlite
    /// sleeps for 150 milliseconds each time, and several writers then wait for nobody. It goes on after that, until the time-out.
    /// </summary>
    private sealed class ShortWaits : DbConnectionInterceptor
    {
        public static readonly ShortWaits Instance = new();

        private const string Milliseconds = "PRAGMA busy_timeout = 1000";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Milliseconds;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Milliseconds;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
