using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>Teams: tenants with members, roles and invitations, each kept to its own rows.</summary>
public sealed class TeamsModule : IModule
{
    public IReadOnlyList<ModuleCommand> Commands { get; } =
    [
        new("suspend", "suspends a team and tells its members why: teams suspend SLUG REASON", SuspendCommands.SuspendAsync),
        new("resume", "lets a suspended team go on: teams resume SLUG", SuspendCommands.ResumeAsync),
        new("protect-rows", "puts policies of PostgreSQL onto the tables with rows of teams, as their owner: teams protect-rows", RowLevelSecurityCommand.RunAsync),
    ];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddTeamsSettings();
        builder.AddTenancy<TContext>();
        builder.Services.AddRoles();
        builder.Services.AddMembers();
        builder.Services.AddInvitations();
        builder.Services.AddLifecycle<TContext>();
        builder.Services.AddAudit<TContext>();
    }

    public IReadOnlyList<NavigationEntry> Navigation { get; } = [new("Teams", TeamsPaths.Mine, AuthPolicies.SignedIn)];

    public void Use(WebApplication app) => app.UseMiddleware<TeamGate>();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapTeamsApi();

    public void Apply(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        TeamsTables.Apply(modelBuilder);
    }

    public DbContext? MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new TeamsPostgresMigrations(ModuleMigrations.Options<TeamsPostgresMigrations>(kind, connectionString, TeamsMigrations.Module))
        : new TeamsSqliteMigrations(ModuleMigrations.Options<TeamsSqliteMigrations>(kind, connectionString, TeamsMigrations.Module));
}
