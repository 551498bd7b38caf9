using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Queues this module's mail in the unit of work; whoever calls saves. Members are told in the application too, and as they have chosen;
/// whoever is invited gets mail alone. Links begin with the site's configured address.
/// </summary>
public sealed class TeamMails(IEmailSender sender, INotifier notifier, SiteLinks site)
{
    internal Task InvitedAsync(Team team, User inviter, TeamRole role, Invitation invitation, string token, CancellationToken cancellationToken) => sender.QueueAsync(
        // The same whether or not the address has an account: its language is not asked for either (T8).
        new EmailMessage(
            invitation.Email!, new InvitationMail(NameOf(team), NameOf(inviter), PersonNames.ForMail(role.Name), site.To(TeamsPaths.Invitation(token)), invitation.ExpiresAt))
        { NotAfter = invitation.ExpiresAt },
        cancellationToken);

    /// <param name="invitedEmail">The invited address where it is another one.</param>
    internal Task AcceptedAsync(Team team, User inviter, User member, string? invitedEmail, CancellationToken cancellationToken) =>
        TellAsync(
            inviter, team, new InvitationAcceptedMail(NameOf(team), NameOf(member), member.Email!, invitedEmail, site.To(TeamsPaths.Members(team.Slug))), TeamsPaths.Members(team.Slug), cancellationToken);

    internal Task AskedAgainAsync(Team team, User inviter, string invitedEmail, CancellationToken cancellationToken) =>
        TellAsync(inviter, team, new InvitationAskedAgainMail(NameOf(team), invitedEmail, site.To(TeamsPaths.Invitations(team.Slug))), TeamsPaths.Invitations(team.Slug), cancellationToken);

    internal Task RemovedAsync(Team team, User member, CancellationToken cancellationToken) => TellAsync(member, team, new MemberRemovedMail(NameOf(team)), null, cancellationToken);

    internal async Task TransferredAsync(Team team, User from, User to, CancellationToken cancellationToken)
    {
        var content = new OwnershipTransferredMail(NameOf(team), NameOf(from), NameOf(to), site.To(TeamsPaths.Members(team.Slug)));
        await TellAsync(from, team, content, TeamsPaths.Members(team.Slug), cancellationToken);
        await TellAsync(to, team, content, TeamsPaths.Members(team.Slug), cancellationToken);
    }

    internal Task DeletedAsync(Team team, User owner, CancellationToken cancellationToken) =>
        TellAsync(owner, team, new TeamDeletedMail(NameOf(team), team.PurgeAt!.Value, site.To(TeamsPaths.Mine)), TeamsPaths.Mine, cancellationToken);

    private static string NameOf(Team team) => PersonNames.ForMail(team.Name);

    /// <summary>The address of somebody who has said no name: it was confirmed, so it is no word of theirs.</summary>
    private static string NameOf(User user) => user.Name.Length > 0 ? PersonNames.ForMail(user.Name) : user.Email!;

    private Task TellAsync(User to, Team team, EmailContent content, string? path, CancellationToken cancellationToken) =>
        notifier.NotifyAsync(new TeamNotice(content, path), to.Id, team.Id, cancellationToken);
}
