using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

internal abstract class AuthMigrations(DbContextOptions options) : DbContext(options)
{
    public const string Module = "auth";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new AuthModule().Apply(modelBuilder);
        modelBuilder.MigrateOnly(typeof(AuthModule).Assembly);
    }
}

internal sealed class AuthSqliteMigrations(DbContextOptions<AuthSqliteMigrations> options) : AuthMigrations(options)
{
    public AuthSqliteMigrations()
        : this(ModuleMigrations.Options<AuthSqliteMigrations>(DatabaseKind.Sqlite, null, Module))
    {
    }
}

internal sealed class AuthPostgresMigrations(DbContextOptions<AuthPostgresMigrations> options) : AuthMigrations(options)
{
    public AuthPostgresMigrations()
        : this(ModuleMigrations.Options<AuthPostgresMigrations>(DatabaseKind.Postgres, null, Module))
    {
    }
}
