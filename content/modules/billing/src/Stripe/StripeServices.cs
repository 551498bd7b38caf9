using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

internal static class StripeServices
{
    public static void AddStripe(this IServiceCollection services)
    {
        services.AddSingleton<StripeSender>();
        services.AddSingleton<IStripe, HttpStripe>();
        services.AddHttpClient(StripeSender.Client, (provider, client) =>
            {
                client.BaseAddress = new Uri(provider.GetRequiredService<IOptions<BillingSettings>>().Value.ApiUrl);
                client.Timeout = Timeout.InfiniteTimeSpan; // Each try has its own limit.
            })
            // Addresses name customers, and headers hold the key.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<IOptions<BillingSettings>>().Value.Provider == BillingProviderKind.Fake
                ? new FakeStripeHandler(provider.GetRequiredService<FakeStripe>())
                : new SocketsHttpHandler
                {
                    AllowAutoRedirect = false, // The key goes to Stripe and nowhere else.
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                });
    }
}
