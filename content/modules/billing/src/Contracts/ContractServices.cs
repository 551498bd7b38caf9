using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

internal static class ContractServices
{
    public static void AddContracts(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder().AddPolicy(BillingPolicies.User, policy => policy.RequireAuthenticatedUser()
            .RequireAssertion(context => Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out _)));
        services.AddScoped<BillingAccounts>();
        services.AddScoped<Checkout>();
        services.AddScoped<Contract>();
        services.AddScoped<ContractPause>();
        services.AddScoped<PlanChange>();
        services.AddScoped<TrialResume>();
        services.AddScoped<IAccountDeletionCheck, ContractObstacles>();
        services.AddScoped<IOwnerChanges, ContractsOfOwners>();
        services.AddSingleton<IChore, BillingMail>();
        services.AddScoped<IPersonalDataSource, BillingData>();
        services.AddSingleton<Erasure>();
    }
}
