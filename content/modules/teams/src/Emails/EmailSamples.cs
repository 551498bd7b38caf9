using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>One of each e-mail, for the development page and the tests of their words.</summary>
internal static class EmailSamples
{
    private static readonly Uri Site = new("https://example.com/");

    public static IReadOnlyList<EmailContent> All { get; } =
    [
        new InvitationMail("Acme", "Ann Example", "Member", new Uri(Site, "invitations/sample"), new DateTime(2026, 1, 31, 12, 30, 0, DateTimeKind.Utc)),
        new InvitationAcceptedMail("Acme", "Ben Example", "ben@example.net", "ben@example.com", new Uri(Site, "t/acme/members")),
        new InvitationAskedAgainMail("Acme", "ben@example.com", new Uri(Site, "t/acme/invitations")),
        new MemberRemovedMail("Acme"),
        new OwnershipTransferredMail("Acme", "Ann Example", "Ben Example", new Uri(Site, "t/acme/members")),
        new TeamDeletedMail("Acme", new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc), new Uri(Site, "teams")),
    ];

    public static void AddEmailSamples(this IServiceCollection services)
    {
        foreach (var content in All)
        {
            services.AddSingleton(new EmailSample(content));
        }
    }
}
