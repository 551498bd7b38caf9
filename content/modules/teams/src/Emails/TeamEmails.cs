using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>To an address that a team has invited, which may be a stranger's. The names hold nothing that becomes a link.</summary>
public sealed record InvitationMail(string Team, string Inviter, string Role, Uri Link, DateTime ExpiresAt) : EmailContent
{
    public override string Kind => "teams.invitation";

    /// <summary>A stranger has no account that it could be about: whoever called one spam, or whose address bounces, gets no other.</summary>
    public override bool IsTransactional => false;

    public override string Subject => $"{Inviter} invited you to {Team}";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"{Inviter} invited you to work in the team “{Team}”, with the role {Role}."),
        new EmailAction("See the invitation", Link),
        new EmailNote(string.Create(
            CultureInfo.InvariantCulture, $"The invitation is good until {ExpiresAt:yyyy-MM-dd HH:mm} (UTC), and for you alone: whoever has the link can accept it. If you do not know the sender, ignore this message, and nothing happens.")),
    ];
}

/// <summary>To the inviter, when somebody has joined.</summary>
/// <param name="InvitedEmail">The address that the invitation was sent to; null when the account has the same.</param>
public sealed record InvitationAcceptedMail(string Team, string Member, string MemberEmail, string? InvitedEmail, Uri Link) : EmailContent
{
    public override string Kind => TeamNotices.Accepted;

    public override bool IsTransactional => false;

    public override bool MayBeRepeated => true;

    public override string Subject => $"{Member} joined {Team}";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"{Member} accepted your invitation to the team “{Team}”."),
        new EmailFacts([.. InvitedEmail is null ? Array.Empty<EmailFact>() : [new EmailFact("Invited as", InvitedEmail)], new EmailFact("Joined as", MemberEmail)]),
        .. InvitedEmail is null ? Array.Empty<EmailBlock>() : [new EmailParagraph("That is another address than the one that you invited. If it is not the person you meant, remove the member.")],
        new EmailAction("See the members", Link),
    ];
}

/// <summary>To the inviter, when the person of an expired invitation would like a new one.</summary>
public sealed record InvitationAskedAgainMail(string Team, string InvitedEmail, Uri Link) : EmailContent
{
    public override string Kind => TeamNotices.AskedAgain;

    public override bool IsTransactional => false;

    public override bool MayBeRepeated => true;

    public override string Subject => $"Somebody asks for a new invitation to {Team}";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"Your invitation of {InvitedEmail} to the team “{Team}” is too old, and whoever has the link asks for a new one."),
        new EmailAction("See the invitations", Link),
        new EmailNote("You need not do anything if you do not want that any more."),
    ];
}

/// <summary>To somebody who was removed.</summary>
public sealed record MemberRemovedMail(string Team) : EmailContent
{
    public override string Kind => TeamNotices.Removed;

    public override bool MayBeRepeated => true;

    public override string Subject => $"You are no longer in {Team}";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"You were removed from the team “{Team}”, and cannot see its contents any more. Your account and your other teams stay as they are."),
        new EmailNote("If you think that this is a mistake, write to somebody of the team."),
    ];
}

/// <summary>To both when a team is handed over.</summary>
public sealed record OwnershipTransferredMail(string Team, string From, string To, Uri Link) : EmailContent
{
    public override string Kind => TeamNotices.Transferred;

    public override bool MayBeRepeated => true;

    public override string Subject => $"{Team} has a new owner";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"{From} handed the team “{Team}” over to {To}, who is an owner from now on. {From} stays as an admin."),
        new EmailAction("See the members", Link),
        new EmailNote("If you did not expect that, look at the record of changes of the team."),
    ];
}

/// <summary>To the owners when a team is deleted.</summary>
public sealed record TeamDeletedMail(string Team, DateTime PurgeAt, Uri Link) : EmailContent
{
    public override string Kind => TeamNotices.Deleted;

    public override bool MayBeRepeated => true;

    public override string Subject => $"{Team} will be deleted";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph(string.Create(CultureInfo.InvariantCulture, $"The team “{Team}” is closed, and everything in it is deleted on {PurgeAt:yyyy-MM-dd}. Until then an owner can restore it.")),
        new EmailAction("See your teams", Link),
        new EmailNote("If you did not expect that, restore the team and look at its record of changes."),
    ];
}
