using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The module's services, a method a subject, in the order in which <see cref="NotificationsModule"/> adds them.</summary>
internal static class NotificationsServices
{
    public static void AddNotificationsSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NotificationsSettings>().BindConfiguration(NotificationsSettings.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NotificationsSettings>, NotificationsStartupChecks>();
    }

    /// <summary>Takes the place of the memory in which <c>core</c> lets mail wait.</summary>
    public static void AddOutbox(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddDataProtection();
        services.AddSingleton<EmailKinds>();
        services.AddSingleton<ContentSeal>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxMeter>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<EnvironmentGuard>();
        services.AddSingleton<SendingRules>();
        services.AddSingleton<EmailDelivery>();
        services.AddSingleton<IMailStore, OutboxQueue>();
        services.AddSingleton(provider => new OutboxWorker(
            provider.GetRequiredService<OutboxStore>(), provider.GetRequiredService<EmailDelivery>(), provider.GetRequiredService<MailProviders>(),
            provider.GetRequiredService<OutboxSignal>(), provider.GetRequiredService<OutboxMeter>(), provider.GetRequiredService<IOptions<NotificationsSettings>>(),
            provider.GetRequiredService<IOptions<MailSettings>>(), provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OutboxWorker>>()));
        services.AddHostedService(provider => provider.GetRequiredService<OutboxWorker>());
        services.AddSingleton<OutboxHousekeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxHousekeeping>());
        services.AddHealthChecks().AddCheck<OutboxHealth>(OutboxHealth.Name, HealthStatus.Degraded, ["ready"]);
    }

    /// <summary>Who takes the mail: each under its name, and the option <c>provider</c> chooses.</summary>
    public static void AddMailProviders(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<MailProviders>();
        services.AddKeyedSingleton<IMailProvider, SmtpProvider>(MailProviders.NameOf(MailProviderKind.Smtp));
        services.AddKeyedSingleton<IMailProvider, DevelopmentProvider>(MailProviders.NameOf(MailProviderKind.Development));
        // Whoever sends by an HTTP API needs no mail server.
        services.AddOptions<MailSettings>().Configure<IConfiguration>((mail, configuration) =>
            mail.IsServerNeeded = configuration.GetValue($"{NotificationsSettings.Section}:provider", MailProviderKind.Smtp) == MailProviderKind.Smtp);
    }

    /// <summary>The ways to send by HTTP, what providers report, and the check of a domain.</summary>
    public static void AddDelivery(this IServiceCollection services)
    {
        services.AddHttpProviders();
        services.AddWebhooks();
        services.AddScoped<ISuppressions, SuppressionList>();
        services.AddScoped<Reachability>();
        services.AddMailCheck();
    }
}
