using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

internal abstract class TeamsMigrations(DbContextOptions options) : DbContext(options)
{
    public const string Module = "teams";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new AuthModule().Apply(modelBuilder);
        new TeamsModule().Apply(modelBuilder);
        modelBuilder.MigrateOnly([typeof(TeamsModule).Assembly]);
    }
}

internal sealed class TeamsSqliteMigrations(DbContextOptions<TeamsSqliteMigrations> options) : TeamsMigrations(options)
{
    public TeamsSqliteMigrations()
        : this(ModuleMigrations.Options<TeamsSqliteMigrations>(DatabaseKind.Sqlite, null, Module))
    {
    }
}

internal sealed class TeamsPostgresMigrations(DbContextOptions<TeamsPostgresMigrations> options) : TeamsMigrations(options)
{
    public TeamsPostgresMigrations()
        : this(ModuleMigrations.Options<TeamsPostgresMigrations>(DatabaseKind.Postgres, null, Module))
    {
    }
}
