using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Billing;

internal static class MoneyServices
{
    public static void AddMoney(this IServiceCollection services)
    {
        services.AddScoped<Reversals>();
        services.AddScoped<Ledger>();
        services.AddScoped<Revenue>();
        services.AddSingleton<CardScan>();
    }
}
