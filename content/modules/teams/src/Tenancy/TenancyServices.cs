using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Teams;

/// <summary>What settles the team of a request or job, and what keeps its rows apart.</summary>
internal static class TenancyServices
{
    public static void AddTenancy<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        var services = builder.Services;
        services.AddScoped<CurrentTeam>();
        services.AddScoped<ICurrentTeam>(scope => scope.GetRequiredService<CurrentTeam>());
        services.AddSingleton<TenantRunner>();
        services.AddSingleton<TeamDirectory>();
        services.AddSingleton<ITeamChangeListener>(provider => provider.GetRequiredService<TeamDirectory>());
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        services.AddMemoryCache();
        services.AddScoped<TeamCache>();
        services.AddScoped<TeamFiles>();
        services.BindToScopes<TContext>();
        services.AddSingleton<TenantGuard>();
        services.AddSingleton<TeamDirectoryChanges>();
        services.AddSingleton<RowLevelSecurity>();
        services.ConfigureDbContext<TContext>((provider, options) =>
        {
            options.KeepToTeams();
            options.AddInterceptors(TenantUpdates.Instance, provider.GetRequiredService<TenantGuard>(), provider.GetRequiredService<TeamDirectoryChanges>());
            if (provider.GetRequiredService<IOptions<TeamsSettings>>().Value.RowLevelSecurity)
            {
                options.AddInterceptors(provider.GetRequiredService<RowLevelSecurity>());
            }
        });
        if (builder.Configuration.GetValue<bool>($"{TeamsSettings.Section}:row_level_security"))
        {
            services.AddHealthChecks().AddCheck<RowLevelSecurityReady>("teams-row-level-security", tags: ["ready"], timeout: TimeSpan.FromSeconds(5));
        }

        services.AddOptions<TenantEntities>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<TenantEntities>, TenantEntitiesCheck>();
    }

    /// <summary>Says of an entity that comes from a library, and so cannot be marked, that it is the same for all teams.</summary>
    public static IServiceCollection AddGlobalEntity<TEntity>(this IServiceCollection services)
        where TEntity : class => services.ConfigureAll<TenantEntities>(entities => entities.Global.Add(typeof(TEntity)));
}
