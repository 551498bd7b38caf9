using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A database for one test: a SQLite file, or one on the PostgreSQL server that TEST_DATABASE_URL names.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string? _folder;

    private TestDatabase(DatabaseKind kind, string connectionString, string? folder) => (Kind, ConnectionString, _folder) = (kind, connectionString, folder);

    /// <summary>Each database that this machine can test on.</summary>
    public static IEnumerable<DatabaseKind> Kinds => ServerUrl is null ? [DatabaseKind.Sqlite] : [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    private static string? ServerUrl => Environment.GetEnvironmentVariable("TEST_DATABASE_URL") is { Length: > 0 } url ? url : null;

    public static TestDatabase Create(DatabaseKind kind)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        if (kind == DatabaseKind.Postgres)
        {
            return new TestDatabase(kind, new NpgsqlConnectionStringBuilder(Server()) { Database = name, MaxPoolSize = 20 }.ConnectionString, null);
        }

        var folder = Directory.CreateTempSubdirectory("billing-test-").FullName;
        return new TestDatabase(kind, new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, $"{name}.db"), Pooling = false }.ToString(), folder);
    }

    public void Use(DbContextOptionsBuilder options)
    {
        if (Kind == DatabaseKind.Postgres)
        {
            options.UseNpgsql(ConnectionString);
        }
        else
        {
            options.UseSqlite(ConnectionString).AddInterceptors(NoWaitForTheDisk.Instance);
        }
    }

    public void Dispose()
    {
        var options = new DbContextOptionsBuilder();
        Use(options);
        using (var context = new DbContext(options.Options))
        {
            context.Database.EnsureDeleted();
        }

        if (_folder is not null)
        {
            Delete(_folder);
        }
    }

    /// <summary>A worker that is just ending may write a file into the folder while it is emptied.</summary>
    private static void Delete(string folder)
    {
        for (var tries = 1; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 20)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static string Server()
    {
        var url = new Uri(ServerUrl!);
        var user = url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var server = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? 5432 : url.Port,
            Username = user[0],
            Password = user.Length > 1 ? user[1] : null,
        };
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            if (option is ["sslmode", var mode] && Enum.TryParse<SslMode>(mode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var ssl))
            {
                server.SslMode = ssl;
            }
        }

        return server.ConnectionString;
    }
}

/// <summary>A test's database need not survive a power failure.</summary>
internal sealed class NoWaitForTheDisk : DbConnectionInterceptor
{
    public static NoWaitForTheDisk Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }

    private static void Set(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF";
        command.ExecuteNonQuery();
    }
}
