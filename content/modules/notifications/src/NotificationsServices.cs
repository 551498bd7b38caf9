using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>The module's services, a method a subject, in the order in which <see cref="NotificationsModule"/> adds them.</summary>
internal static class NotificationsServices
{
    public static void AddNotificationsSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NotificationsSettings>().BindConfiguration(NotificationsSettings.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NotificationsSettings>, NotificationsStartupChecks>();
    }
}
