using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace QuickScale.Modules.Core.Tests;

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
            return new TestDatabase(kind, new NpgsqlConnectionStringBuilder(Server()) { Database = name, Pooling = false }.ConnectionString, null);
        }

        var folder = Directory.CreateTempSubdirectory("core-test-").FullName;
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
            options.UseSqlite(ConnectionString);
        }
    }

    /// <summary>Makes the database with the tables that modules map.</summary>
    public async Task CreateTablesAsync(IReadOnlyList<IModule> modules)
    {
        var options = new DbContextOptionsBuilder().EnableServiceProviderCaching(false);
        Use(options);
        await using var context = new Tables(options.Options, modules);
        await context.Database.EnsureCreatedAsync();
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

    /// <summary>Excludes nothing: tables that a context leaves to others' migrations it does not create.</summary>
    private sealed class Tables(DbContextOptions options, IReadOnlyList<IModule> modules) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            foreach (var module in modules)
            {
                module.Apply(modelBuilder);
            }
        }
    }
}
