using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

internal abstract class NotificationsMigrations(DbContextOptions options) : DbContext(options)
{
    public const string Module = "notifications";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new NotificationsModule().Apply(modelBuilder);
        modelBuilder.MigrateOnly(typeof(NotificationsModule).Assembly);
    }
}

internal sealed class NotificationsSqliteMigrations(DbContextOptions<NotificationsSqliteMigrations> options) : NotificationsMigrations(options)
{
    public NotificationsSqliteMigrations()
        : this(ModuleMigrations.Options<NotificationsSqliteMigrations>(DatabaseKind.Sqlite, null, Module))
    {
    }
}

internal sealed class NotificationsPostgresMigrations(DbContextOptions<NotificationsPostgresMigrations> options) : NotificationsMigrations(options)
{
    public NotificationsPostgresMigrations()
        : this(ModuleMigrations.Options<NotificationsPostgresMigrations>(DatabaseKind.Postgres, null, Module))
    {
    }
}
