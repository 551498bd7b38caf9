using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace QuickScale.Modules.Notifications;

internal static class MailCheckServices
{
    public static void AddMailCheck(this IServiceCollection services)
    {
        services.TryAddSingleton<IDnsTxt>(_ => new DnsTxt());
        services.AddSingleton<DomainChecks>();
    }
}
