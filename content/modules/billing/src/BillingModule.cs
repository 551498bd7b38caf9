using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Plans, subscriptions and seats on Stripe.</summary>
public sealed class BillingModule : IModule
{
    public IReadOnlyList<ModuleCommand> Commands { get; } =
    [
        new("sync", "shows how Stripe differs from the catalogue and brings it in line; with --dry-run it only shows: billing sync [--dry-run]", SyncCommand.RunAsync),
        new("fake", "runs a stand-in for Stripe, for development: billing fake [PORT] [WEBHOOK] [FILE]", FakeCommand.RunAsync),
        new("reconcile", "takes over what the payment provider has; with --detect it only says what differs: billing reconcile [--detect]", EventCommands.ReconcileAsync),
        new("replay", "handles an event once more, or all that were given up: billing replay EVENT|failed", EventCommands.ReplayAsync),
    ];

    public IReadOnlyList<NavigationEntry> Navigation { get; } =
    [
        new("Pricing", BillingPaths.Pricing),
        new("Billing", BillingPaths.Contract, BillingPolicies.User),
        new("Billing accounts", BillingPaths.Accounts, PlatformAdmin.Policy),
    ];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddBillingSettings();
        builder.Services.AddFake(builder.Configuration);
        builder.Services.AddStripe();
        builder.Services.AddEvents();
        builder.Services.AddAccess();
        builder.Services.AddMoney();
        builder.Services.AddUsage();
        builder.Services.AddContracts();
        builder.Services.AddSingleton(new OwnerEntry("Billing", $"{BillingPaths.Contract}?{ForOwner.Query}={OwnerEntry.Key}", ForManagers: true));
        builder.Services.AddSeats();
        builder.Services.AddEmails();
        builder.Services.AddAdministration();
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStripeWebhook();
        endpoints.MapFake();
        endpoints.MapBillingApi();
    }

    public void Apply(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        BillingTables.Apply(modelBuilder);
    }

    public DbContext? MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new BillingPostgresMigrations(ModuleMigrations.Options<BillingPostgresMigrations>(kind, connectionString, BillingMigrations.Module))
        : new BillingSqliteMigrations(ModuleMigrations.Options<BillingSqliteMigrations>(kind, connectionString, BillingMigrations.Module));
}
