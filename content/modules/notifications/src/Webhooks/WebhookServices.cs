using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Notifications;

internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookClock>();
        services.AddSingleton<IWebhookSource, ResendWebhook>();
        services.AddSingleton<IWebhookSource, PostmarkWebhook>();
        services.AddSingleton<IWebhookSource, SendGridWebhook>();
        services.AddSingleton<IWebhookSource, MailgunWebhook>();
        services.AddSingleton<IWebhookSource, SesWebhook>();
        services.AddSingleton<SnsCertificates>();
        services.AddHttpClient(SnsCertificates.Client, client =>
            {
                client.Timeout = SnsCertificates.Limit;
                client.MaxResponseContentBufferSize = SnsCertificates.LongestAnswer;
            })
            .RemoveAllLoggers() // The address of a confirmation has its token.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddScoped<WebhookIntake>();
    }
}
