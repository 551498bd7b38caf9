using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>Registers the providers with an HTTP API: each under its name, with a client of the same name.</summary>
internal static class ProviderServices
{
    /// <summary>Providers ask for it; Resend answers 403 without.</summary>
    private static readonly string UserAgent = $"QuickScale-notifications/{typeof(ProviderServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1"}";

    public static void AddHttpProviders(this IServiceCollection services)
    {
        services.AddProvider<ResendProvider>(ResendProvider.Id, _ => ResendProvider.Api);
        services.AddProvider<PostmarkProvider>(PostmarkProvider.Id, _ => PostmarkProvider.Api);
        services.AddProvider<SendGridProvider>(SendGridProvider.Id, options => SendGridProvider.Api(options.SendGridRegion));
        services.AddProvider<MailgunProvider>(MailgunProvider.Id, options => MailgunProvider.Api(options.MailgunRegion));
        services.AddProvider<SesProvider>(SesProvider.Id, options => SesProvider.Api(options.SesRegion));
    }

    private static void AddProvider<TProvider>(this IServiceCollection services, string name, Func<NotificationsSettings, Uri> api)
        where TProvider : class, IMailProvider
    {
        services.AddKeyedSingleton<IMailProvider, TProvider>(name);
        services.AddHttpClient(name, (provider, client) =>
            {
                client.BaseAddress = api(provider.GetRequiredService<IOptions<NotificationsSettings>>().Value);
                client.Timeout = Timeout.InfiniteTimeSpan; // The provider limits the whole exchange.
                client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
            })
            // The factory's own log has addresses; keys are in headers, which it must not show either.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // A key goes to the provider and nowhere else.
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
    }
}
