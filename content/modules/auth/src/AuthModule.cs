using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Accounts, sign-in and sessions, on ASP.NET Core Identity.</summary>
public sealed class AuthModule : IModule
{
    public IReadOnlyList<ModuleCommand> Commands { get; } =
    [
        new("create-admin", "makes the account of an administrator, or an account into one: auth create-admin EMAIL", CreateAdminCommand.RunAsync),
        new("invite", "prints the link by which an address may sign up: auth invite EMAIL", InviteCommand.RunAsync),
    ];

    public IReadOnlyList<NavigationEntry> Navigation { get; } =
    [
        new("Log in", AuthPaths.Login, AuthPolicies.SignedOut),
        new("Start", AuthPaths.Start, AuthPolicies.SignedIn),
        new("Account", AuthPaths.Account, AuthPolicies.SignedIn),
    ];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAuthSettings();
        builder.AddIdentity<TContext>();
        builder.AddSignInCookie();
        builder.AddExternalLogin();
        builder.AddPasskeys();
        builder.AddAuthPolicies();
        builder.Services.AddAccounts();
        builder.Services.AddPersonalData();
        builder.Services.AddSignIn();
        builder.Services.AddTwoFactor();
        builder.Services.AddTokens();
        builder.Services.AddSessions();
        builder.Services.AddPasswords();
        builder.Services.AddSecurity();
        builder.Services.AddAuthMails();
    }

    public void Use(WebApplication app)
    {
        app.UseAuthentication();
        app.UseTermsGate();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapAuthApi();

    public void Apply(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        AuthTables.Apply(modelBuilder);
    }

    public DbContext? MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new AuthPostgresMigrations(ModuleMigrations.Options<AuthPostgresMigrations>(kind, connectionString, AuthMigrations.Module))
        : new AuthSqliteMigrations(ModuleMigrations.Options<AuthSqliteMigrations>(kind, connectionString, AuthMigrations.Module));
}
