using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Billing;

internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<PlanCatalogue>();
        services.AddScoped<CatalogueSync>();
        services.AddSingleton<Entitlements>();
        services.AddScoped<Features>();
        services.AddScoped<Limits>();
        services.AddScoped<IAuthorizationHandler, FeatureHandler>();
    }
}
