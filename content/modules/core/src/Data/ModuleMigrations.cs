using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Core;

/// <summary>The one place that chooses provider and history table for a module's migrations, for dotnet-ef and the migrator alike.</summary>
public static class ModuleMigrations
{
    /// <summary>The name of a module's history table begins so; the application's own is <c>__migrations_app</c>.</summary>
    public const string HistoryTablePrefix = "__migrations_";

    /// <param name="connectionString">Null for dotnet-ef, which adds and compares migrations without a database.</param>
    /// <param name="module">The module's name.</param>
    public static DbContextOptions<TContext> Options<TContext>(DatabaseKind kind, string? connectionString, string module)
        where TContext : DbContext
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        var builder = new DbContextOptionsBuilder<TContext>();
        return kind switch
        {
            DatabaseKind.Sqlite => builder
                .UseSqlite(connectionString ?? "Data Source=design.db", sqlite => sqlite.MigrationsHistoryTable(HistoryTablePrefix + module))
                .Options,
            DatabaseKind.Postgres => builder
                .UseNpgsql(connectionString ?? "Host=design", postgres => postgres.MigrationsHistoryTable(HistoryTablePrefix + module))
                .Options,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }
}
