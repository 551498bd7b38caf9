using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace QuickScale.Modules.Core;

/// <summary>
/// What all modules stand on. It comes first, so its defaults (nobody is signed in, no limit, mail from memory) give way to whatever a
/// later module registers.
/// </summary>
public sealed class CoreModule : IModule
{
    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddScoped(scope => new ModuleDb(scope.GetRequiredService<TContext>()));
        services.AddScoped<NavigationMenu>();
        services.AddHttpContextAccessor();
        services.TryAddScoped<ICurrentUser, SignedInUser>();
        services.TryAddScoped<ISeatLimit, NoSeatLimit>();
        services.TryAddScoped<IUserDirectory, NoUserDirectory>();
        services.AddSingleton<SiteLinks>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMail<TContext>();
        services.AddFiles();
        services.AddAuthorizationBuilder().AddPolicy(PlatformAdmin.Policy, policy => policy.AddRequirements(new PlatformAdmin()));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalWithoutSignIn>();
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        MailPreviews.Map(endpoints);
    }

    public void Apply(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<FileRow>(FileRow.Map);
        modelBuilder.UseUtcTimes(typeof(CoreModule).Assembly);
    }

    public DbContext MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new CorePostgresMigrations(ModuleMigrations.Options<CorePostgresMigrations>(kind, connectionString, "core"))
        : new CoreSqliteMigrations(ModuleMigrations.Options<CoreSqliteMigrations>(kind, connectionString, "core"));
}
