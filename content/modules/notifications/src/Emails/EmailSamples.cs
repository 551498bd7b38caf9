using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>One of each e-mail that this module itself writes, for the development page and the tests of their words.</summary>
internal static class EmailSamples
{
    private static readonly Uri Site = new("https://example.com/");

    public static IReadOnlyList<EmailContent> All { get; } =
    [
        new NotificationMail("notifications.sample", "Your export is ready", "It holds 1,204 rows.\nIt is kept for seven days.", new Uri(Site, "exports/7"), IsAboutTheAccount: false),
        new DigestMail(
            [new DigestItem("Ben has joined Acme", ""), new DigestItem("Your export is ready", "It holds 1,204 rows.")], 3, new Uri(Site, "notifications"), new Uri(Site, "account/notifications")),
    ];

    public static void AddEmailSamples(this IServiceCollection services)
    {
        foreach (var content in All)
        {
            services.AddSingleton(new EmailSample(content));
        }
    }
}
