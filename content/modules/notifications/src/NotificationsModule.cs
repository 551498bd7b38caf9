using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Mail from a queue, delivery records, in-app notifications and preferences.</summary>
public sealed class NotificationsModule : IModule
{
    public IReadOnlyList<NavigationEntry> Navigation { get; } =
    [
        new("Notifications", NotificationsPaths.List, NotificationsPolicies.User) { Partial = "_UnreadNotifications" },
    ];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddNotificationsSettings();
        builder.AddOutbox();
        builder.AddMailProviders();
        builder.Services.AddInApp<TContext>();
        builder.Services.AddMessageLog();
        builder.Services.AddEmailSamples();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapNotificationsApi();

    public void Apply(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        NotificationsTables.Apply(modelBuilder);
    }

    public DbContext? MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new NotificationsPostgresMigrations(ModuleMigrations.Options<NotificationsPostgresMigrations>(kind, connectionString, NotificationsMigrations.Module))
        : new NotificationsSqliteMigrations(ModuleMigrations.Options<NotificationsSqliteMigrations>(kind, connectionString, NotificationsMigrations.Module));
}
