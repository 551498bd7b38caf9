using System.Globalization;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>Every sentence by which this module refuses something, in one place. Who is no member of a team is told the same as where there is none.</summary>
public static class TeamRefusals
{
    public static readonly Refusal NoSuchTeam = new("no_such_team", "There is no such team, or you are not in it. Choose one of your teams.", Status: 404);
    public static readonly Refusal NotAllowed = new("not_allowed", "Your role in this team does not allow that. Ask an owner of the team.", Status: 403);
    public static readonly Refusal IsPersonal = new("personal_team", "This is your personal workspace. Make a team first to work with others.", Status: 409);
    public static readonly Refusal IsDeleted = new("team_deleted", "This team is deleted. An owner can restore it until it is purged.", Status: 409);
    public static readonly Refusal NotDeleted = new("team_not_deleted", "This team is not deleted, so there is nothing to restore.", Status: 409);
    public static readonly Refusal CreationOff = new("team_creation_off", "New teams cannot be made here. Ask for an invitation to one.", Status: 403);
    public static readonly Refusal MadeOften = new("teams_made_often", "You have made many teams today. Wait until tomorrow to make another one.", Status: 429);

    public static readonly Refusal NameInvalid = new("team_name_invalid", $"Please give the team a name of 1 to {Team.LongestName} characters, without line breaks.", "name");
    public static readonly Refusal SlugInvalid = new("slug_invalid", $"Please use {TeamSlugs.Shortest} to {TeamSlugs.Longest} of the letters a to z, digits and single dashes, as in acme-labs.", "slug");
    public static readonly Refusal SlugReserved = new("slug_reserved", "This address is reserved. Choose another one.", "slug");
    public static readonly Refusal SlugTaken = new("slug_taken", "This address is taken. Choose another one.", "slug", 409);
    public static readonly Refusal RenamedOften = new("renamed_often", "The address of this team was changed many times today. Wait until tomorrow to change it again.", "slug", 429);
    public static readonly Refusal ColorInvalid = new("color_invalid", "Please write the colour as in #1a2b3c, or leave it empty.", "accentColor");
    public static readonly Refusal LogoUnknown = new("logo_unknown", "Please choose a picture: PNG, JPEG, GIF or WebP.", "logo");
    public static readonly Refusal NoSuchLogo = new("no_such_logo", "There is no such logo.", Status: 404);
    public static readonly Refusal NameNotTyped = new("name_not_typed", "Type the team's name exactly as it stands here to delete it.", "confirmName");

    public static readonly Refusal NoSuchMember = new("no_such_member", "There is no such member in this team.", Status: 404);
    public static readonly Refusal NotYourself = new("not_yourself", "You cannot do that to yourself. Leave the team, or ask another owner.", Status: 409);
    public static readonly Refusal LastOwner = new("last_owner", "A team needs an owner. Make another member an owner first.", Status: 409);
    public static readonly Refusal AboveYou = new("above_you", "That role allows more than yours. Ask an owner of the team.", Status: 403);
    public static readonly Refusal NotActive = new("member_not_active", "This member is disabled. Enable the membership first.", Status: 409);
    public static readonly Refusal YouAreDisabled = new("membership_disabled", "Your membership is disabled. Ask an owner of the team.", Status: 403);
    public static readonly Refusal SeatsFull = new("seats_full", "All seats of this team are taken. An owner can remove a member or get more seats.", Status: 409);

    public static readonly Refusal NoSuchRole = new("no_such_role", "There is no such role in this team. Choose one of the list.", "roleId");
    public static readonly Refusal RoleNameInvalid = new("role_name_invalid", $"Please give the role a name of 1 to {Role.LongestName} characters, with a letter or digit in it.", "name");
    public static readonly Refusal RoleNameTaken = new("role_name_taken", "The team has a role of this name. Choose another name.", "name", 409);
    public static readonly Refusal RoleIsUsed = new("role_used", "Members or invitations have this role. Give them another one first.", Status: 409);
    public static readonly Refusal RoleIsBuiltIn = new("role_built_in", "This role belongs to every team and cannot be changed. Make one of your own.", Status: 409);
    public static readonly Refusal RolesOff = new("custom_roles_off", "Teams cannot make roles of their own here. Use the ones that there are.", Status: 403);
    public static readonly Refusal NoSuchPermission = new("no_such_permission", "A role can hold the permissions of the list only. Choose from these.", "permissions");
    public static readonly Refusal TooManyRoles = new("too_many_roles", $"A team can have no more than {CustomRoles.Most} roles of its own. Delete one first.", Status: 409);

    public static readonly Refusal NoAddress = new("no_address", "Please type at least one e-mail address.", "emails");
    public static readonly Refusal NoSuchInvitation = new("no_such_invitation", "There is no such invitation any more.", Status: 404);
    public static readonly Refusal InvitationVoid = new("invitation_void", "This invitation is not good any more: it was used, taken back or replaced by a newer one. Ask for a new one.", Status: 404);
    public static readonly Refusal InvitationExpired = new("invitation_expired", "This invitation is too old. Ask for a new one.", Status: 410);
    public static readonly Refusal InvitationNotExpired = new("invitation_live", "This invitation is good still. Accept it, or decline it.", Status: 409);
    public static readonly Refusal SentJustNow = new("sent_just_now", "This invitation was sent a minute ago. Wait a little before you send it again.", Status: 429) { RetryAfter = Invitations.SendAgainAfter };
    public static readonly Refusal LinksOff = new("invitation_links_off", "Invitations by link are not offered here. Invite by e-mail address.", Status: 403);
    public static readonly Refusal LinkIsNotMailed = new("link_not_mailed", "This is a link, which is not mailed. Make a new one.", Status: 409);
    public static readonly Refusal LinkUsesInvalid = new("link_uses_invalid", $"Please allow 1 to {Invitations.MostUses} persons, or leave it empty.", "maxUses");
    public static readonly Refusal NotAsOwner = new("not_as_owner", "A link cannot make owners. Choose another role.", "roleId");
    public static readonly Refusal OtherAddressesOff = new("other_addresses_off", "This team takes only those in whose address it has invited. Log in with that address.", Status: 403);
    public static readonly Refusal HasAccount = new("has_account", "There is an account with this address. Log in with it to accept.", Status: 409);

    public static readonly Refusal NotSuspended = new("not_suspended", "This team is not suspended.", Status: 409);
    public static readonly Refusal ReasonInvalid = new("reason_invalid", $"Please say why, in 1 to {Team.LongestReason} characters.", "reason");
    public static readonly Refusal FilterInvalid = new("filter_invalid", "Please write times as in 2026-01-31 and other words as the record has them, and leave out what you do not filter by.", "from");

    /// <summary>The members are told why; a program knows it by the code (T15).</summary>
    public static Refusal Suspended(string? reason) =>
        new("tenant_suspended", $"This team is suspended{(reason is { Length: > 0 } ? $": {reason.TrimEnd('.')}." : ".")} Leaving, billing and a copy of the data are still there.", Status: 403);

    /// <param name="obstacles">What other modules hold against it, one sentence each.</param>
    public static Refusal InTheWay(IReadOnlyList<string> obstacles) => new("in_the_way", string.Join(' ', obstacles), Status: 409);

    public static Refusal TooManyTeams(int most) => new("too_many_teams", $"You own {most} teams, which is all that one person can have. Delete one or hand one over first.", Status: 409);

    public static Refusal LogoTooLarge(int kilobytes) => new("logo_too_large", $"Please choose a picture of no more than {kilobytes} kB.", "logo");

    public static Refusal TooManyAtOnce(int sent, int most) => new(
        "too_many_at_once", string.Create(CultureInfo.InvariantCulture, $"These are {sent:N0} addresses; no more than {most:N0} can be invited at once. Nobody was invited: send fewer, in several steps."), "emails");

    public static Refusal DailyLimit(int left) => new(
        "invitation_limit", left == 0 ? "This team has sent all the invitations that it can in a day. Nobody was invited: try again tomorrow."
            : string.Create(CultureInfo.InvariantCulture, $"This team can send {left:N0} more {(left == 1 ? "invitation" : "invitations")} today. Nobody was invited: send fewer, or wait until tomorrow."), "emails", 429)
    { RetryAfter = TimeSpan.FromDays(1) };

    /// <summary>For the person of the invited mailbox, who sees both addresses.</summary>
    public static Refusal OtherAddress(string invited, string current) => new(
        "other_address", $"The invitation was sent to {invited}, and you are logged in as {current}. Join as {current}, or log out and go on as {invited}.", Status: 409);
}
