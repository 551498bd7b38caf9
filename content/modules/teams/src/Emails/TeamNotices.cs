using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Modules.Teams;

/// <summary>What users are told of teams, in the application and by mail; some of it they may turn off.</summary>
internal static class TeamNotices
{
    public const string Accepted = "teams.invitation-accepted";
    public const string AskedAgain = "teams.invitation-asked-again";
    public const string Removed = "teams.member-removed";
    public const string Transferred = "teams.ownership-transferred";
    public const string Deleted = "teams.deleted";

    public static void AddTeamNotices(this IServiceCollection services)
    {
        services.AddSingleton(new NotificationKind(Accepted, "Somebody joins by your invitation"));
        services.AddSingleton(new NotificationKind(AskedAgain, "Somebody asks for a new invitation"));
        services.AddSingleton(new NotificationKind(Removed, "You are removed from a team", IsTransactional: true));
        services.AddSingleton(new NotificationKind(Transferred, "A team is handed over", IsTransactional: true));
        services.AddSingleton(new NotificationKind(Deleted, "A team is deleted", IsTransactional: true));
    }
}

/// <summary>A notification that has an e-mail of its own, and its subject as its title.</summary>
/// <param name="Path">Where it leads to.</param>
internal sealed record TeamNotice(EmailContent Mail, string? Path) : NotificationContent
{
    public override string Kind => Mail.Kind;

    public override string Title => Mail.Subject;

    public override string? Link => Path;

    public override EmailContent? Email => Mail;
}
