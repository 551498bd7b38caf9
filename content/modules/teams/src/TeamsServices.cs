using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Teams;

/// <summary>The module's services, a method a subject, in the order in which <see cref="TeamsModule"/> adds them.</summary>
internal static class TeamsServices
{
    public static void AddTeamsSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TeamsSettings>().BindConfiguration(TeamsSettings.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TeamsSettings>, TeamsStartupChecks>();
    }

    public static void AddRoles(this IServiceCollection services)
    {
        services.AddSingleton<RoleCatalog>();
        services.AddScoped<TeamRows>();
        foreach (var permission in TeamPermissions.All)
        {
            services.AddSingleton(permission);
        }
    }
}
