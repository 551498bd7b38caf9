using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>The module's services, a method a subject, in the order in which <see cref="BillingModule"/> adds them.</summary>
internal static class BillingServices
{
    public static void AddBillingSettings(this IServiceCollection services)
    {
        services.AddOptions<BillingSettings>().BindConfiguration(BillingSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BillingSettings>, BillingStartupChecks>();
        services.AddSingleton<StripeKeys>();
    }
}
