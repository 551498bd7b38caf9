using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

internal abstract class BillingMigrations(DbContextOptions options) : DbContext(options)
{
    public const string Module = "billing";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new BillingModule().Apply(modelBuilder);
        modelBuilder.MigrateOnly(typeof(BillingModule).Assembly);
    }
}

internal sealed class BillingSqliteMigrations(DbContextOptions<BillingSqliteMigrations> options) : BillingMigrations(options)
{
    public BillingSqliteMigrations()
        : this(ModuleMigrations.Options<BillingSqliteMigrations>(DatabaseKind.Sqlite, null, Module))
    {
    }
}

internal sealed class BillingPostgresMigrations(DbContextOptions<BillingPostgresMigrations> options) : BillingMigrations(options)
{
    public BillingPostgresMigrations()
        : this(ModuleMigrations.Options<BillingPostgresMigrations>(DatabaseKind.Postgres, null, Module))
    {
    }
}
