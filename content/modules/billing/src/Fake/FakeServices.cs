using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

internal static class FakeServices
{
    private const string Path = "/fake-stripe";

    /// <summary>Registered always, since a singleton costs nothing until it is asked for; it works only where the option <c>provider</c> is <c>fake</c>.</summary>
    public static void AddFake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new FakeStripe(provider.GetRequiredService<TimeProvider>(), Memory(provider.GetRequiredService<IHostEnvironment>())) { PagesUrl = $"{configuration["App:BaseUrl"]?.TrimEnd('/')}{Path}" });
        services.AddSingleton<FakePump>();
        if (IsChosen(configuration))
        {
            services.AddHostedService(provider => provider.GetRequiredService<FakePump>());
        }
    }

    public static void MapFake(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<BillingSettings>>().Value.Provider == BillingProviderKind.Fake)
        {
            endpoints.MapFakePages(endpoints.ServiceProvider.GetRequiredService<FakeStripe>(), Path);
        }
    }

    /// <summary>With the application's other data; tests begin anew each time.</summary>
    private static FakeMemory? Memory(IHostEnvironment environment) => environment.IsDevelopment() ? new FakeMemory(System.IO.Path.Combine(environment.ContentRootPath, "App_Data", "fake-stripe.json")) : null;

    private static bool IsChosen(IConfiguration configuration) => configuration.GetValue($"{BillingSettings.Section}:provider", BillingProviderKind.Stripe) == BillingProviderKind.Fake;
}
