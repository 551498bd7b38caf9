using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using QuickScale.Modules.Core;

namespace QuickScale.Tests.Shared;

/// <summary>The database of a small application of the tests: a path, or <c>postgres://…</c>.</summary>
internal static class HostDatabase
{
    public static DatabaseKind Kind(string database) => database.StartsWith("postgres://", StringComparison.Ordinal) ? DatabaseKind.Postgres : DatabaseKind.Sqlite;

    public static void Use(this DbContextOptionsBuilder options, string database)
    {
        if (Kind(database) == DatabaseKind.Postgres)
        {
            options.UseNpgsql(ConnectionString(database));
        }
        else
        {
            options.UseSqlite(ConnectionString(database)).AddInterceptors(new ShortWaits());
        }
    }

    /// <summary>Makes the tables.</summary>
    public static async Task MigrateAsync(string database, IReadOnlyList<IModule> modules)
    {
        foreach (var context in modules.MigrationContexts(Kind(database), ConnectionString(database)))
        {
            await using (context)
            {
                await context.Database.MigrateAsync();
                if (Kind(database) == DatabaseKind.Sqlite)
                {
                    // As generated projects have it: readers and one writer do not wait for each other.
                    await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
                }
            }
        }
    }

    private static string ConnectionString(string database)
    {
        if (Kind(database) == DatabaseKind.Sqlite)
        {
            return $"Data Source={database}";
        }

        var url = new Uri(database);
        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Database = url.AbsolutePath.TrimStart('/'),
            Username = user[0],
            Password = user.Length > 1 ? user[1] : null,
            SslMode = SslMode.Disable,
        }.ConnectionString;
    }

    /// <summary>As generated projects have it: a writer looks again after milliseconds, and not after the 150 that Microsoft.Data.Sqlite sleeps.</summary>
    private sealed class ShortWaits : DbConnectionInterceptor
    {
        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 1000";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
