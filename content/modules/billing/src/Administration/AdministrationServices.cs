using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Billing;

internal static class AdministrationServices
{
    public static void AddAdministration(this IServiceCollection services)
    {
        services.AddScoped<EventLog>();
        services.AddScoped<AccountList>();
        services.AddScoped<AccountLinks>();
        services.AddScoped<AccountFetch>();
        services.AddScoped<AdministratorAlerts>();
    }
}
