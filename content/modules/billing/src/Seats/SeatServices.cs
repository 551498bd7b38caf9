using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

internal static class SeatServices
{
    public static void AddSeats(this IServiceCollection services)
    {
        services.AddScoped<ISeatLimit, SeatLimit>();
        services.AddSingleton<SeatSignal>();
        services.AddScoped<SeatWatch>();
        services.AddScoped<SeatQuantity>();
        services.AddScoped<Seats>();
        services.AddSingleton<SeatWorker>();
        services.AddSingleton<IChore>(provider => provider.GetRequiredService<SeatWorker>());
    }
}
