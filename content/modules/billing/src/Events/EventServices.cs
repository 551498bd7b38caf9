using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

internal static class EventServices
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddKeyedSingleton<IBillingProvider, StripeProvider>(StripeProvider.Id);
        services.AddSingleton<EventSignal>();
        services.AddSingleton<WriteTurns>();
        services.AddSingleton<EventQueue>();
        services.AddScoped<EventIntake>();
        services.AddScoped<AccountSync>();
        services.AddScoped<EventReplay>();
        services.AddSingleton<Reconciliation>();
        services.AddSingleton(provider => new EventWorker(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<EventSignal>(), provider.GetRequiredService<IOptions<BillingSettings>>(),
            provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventWorker>>()));
        services.AddHostedService(provider => provider.GetRequiredService<EventWorker>());
        services.AddSingleton<Chores>();
        services.AddHostedService(provider => provider.GetRequiredService<Chores>());
        services.AddSingleton<DailyReconciliation>();
        services.AddHostedService(provider => provider.GetRequiredService<DailyReconciliation>());
    }
}
