using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The services of what users and administrators see: notifications, preferences, the digest and the log of messages.</summary>
internal static class InboxServices
{
    public static void AddInApp<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        services.AddAuthorizationBuilder().AddPolicy(NotificationsPolicies.User, policy => policy.RequireAuthenticatedUser()
            .RequireAssertion(context => Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out _)));
        services.AddSingleton<NotificationKinds>();
        services.AddSingleton(new NotificationKind(DigestMail.Name, "The daily digest")
        {
            Description = "One e-mail a day with all that you want to be told in it.",
            HasInApp = false,
            MayBeDigested = false,
        });
        services.AddSingleton(new NotificationKind(TestContent.Name, "Test notifications")
        {
            Description = "Sent by administrators to themselves, to see that all works.",
            Policy = PlatformAdmin.Policy,
        });
        services.AddScoped<Preferences>();
        services.AddScoped<VisibleChoices>();
        services.AddScoped<INotifier, Notifier>();
        services.AddScoped<Inbox>();
        services.AddScoped<IPersonalDataSource, NotificationsData>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<UnreadCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<UnreadCounts>());
        services.AddSingleton<UnreadAtCommit>();
        services.ConfigureDbContext<TContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<UnreadAtCommit>()));
        services.AddSingleton<UnsubscribeLinks>();
        services.AddSingleton<IUnsubscribeLinks>(provider => provider.GetRequiredService<UnsubscribeLinks>());
        services.AddScoped<Unsubscribe>();
        services.AddSingleton<Digests>();
        services.AddHostedService(provider => provider.GetRequiredService<Digests>());
    }

    public static void AddMessageLog(this IServiceCollection services)
    {
        services.AddScoped<MessageLog>();
        services.AddScoped<TestNotification>();
        services.AddScoped(provider => new ResendMessage(
            provider.GetRequiredService<ModuleDb>(), provider.GetRequiredService<Preferences>(), provider.GetRequiredService<ICurrentUser>(), provider.GetRequiredService<ContentSeal>(),
            provider.GetRequiredService<OutboxSignal>(), provider.GetRequiredService<IOptionsMonitor<NotificationsSettings>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ResendMessage>>()));
        services.AddScoped<SuppressedAddresses>();
    }
}
