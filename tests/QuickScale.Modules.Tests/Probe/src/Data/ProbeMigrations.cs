using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Probe;

internal abstract class ProbeMigrations(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new ProbeModule().Apply(modelBuilder);
        modelBuilder.MigrateOnly(typeof(ProbeModule).Assembly);
    }
}

internal sealed class ProbeSqliteMigrations(DbContextOptions<ProbeSqliteMigrations> options) : ProbeMigrations(options)
{
    public ProbeSqliteMigrations()
        : this(ModuleMigrations.Options<ProbeSqliteMigrations>(DatabaseKind.Sqlite, null, "probe"))
    {
    }
}

internal sealed class ProbePostgresMigrations(DbContextOptions<ProbePostgresMigrations> options) : ProbeMigrations(options)
{
    public ProbePostgresMigrations()
        : this(ModuleMigrations.Options<ProbePostgresMigrations>(DatabaseKind.Postgres, null, "probe"))
    {
    }
}
