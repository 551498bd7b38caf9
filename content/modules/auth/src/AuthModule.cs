using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Accounts, sign-in and sessions.</summary>
public sealed class AuthModule : IModule
{
    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
    }

    public void Apply(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        AuthTables.Apply(modelBuilder);
    }

    public DbContext? MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new AuthPostgresMigrations(ModuleMigrations.Options<AuthPostgresMigrations>(kind, connectionString, AuthMigrations.Module))
        : new AuthSqliteMigrations(ModuleMigrations.Options<AuthSqliteMigrations>(kind, connectionString, AuthMigrations.Module));
}
