using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Core;

/// <summary>The model of this module's migrations.</summary>
internal abstract class CoreMigrations(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new CoreModule().Apply(modelBuilder);
        modelBuilder.MigrateOnly(typeof(CoreModule).Assembly);
    }
}

internal sealed class CoreSqliteMigrations(DbContextOptions<CoreSqliteMigrations> options) : CoreMigrations(options)
{
    public CoreSqliteMigrations()
        : this(ModuleMigrations.Options<CoreSqliteMigrations>(DatabaseKind.Sqlite, null, "core"))
    {
    }
}

internal sealed class CorePostgresMigrations(DbContextOptions<CorePostgresMigrations> options) : CoreMigrations(options)
{
    public CorePostgresMigrations()
        : this(ModuleMigrations.Options<CorePostgresMigrations>(DatabaseKind.Postgres, null, "core"))
    {
    }
}
