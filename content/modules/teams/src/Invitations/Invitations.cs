using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <param name="Emails">One or many addresses, by commas, semicolons, white space or lines.</param>
public sealed record InviteRequest(string? Emails, Guid RoleId);

/// <param name="MaxUses">How many persons may join by it; null without a limit.</param>
public sealed record InviteByLinkRequest(Guid RoleId, int? MaxUses = null);

/// <summary>What became of one address.</summary>
/// <param name="Outcome">"sent", "already_member", "already_invited" or "invalid"; whether the address has an account is no part of it (T8).</param>
public sealed record InviteOutcome(string Email, string Outcome, Guid? InvitationId = null);

/// <param name="Sent">How many were mailed.</param>
public sealed record InviteAnswer(int Sent, IReadOnlyList<InviteOutcome> Outcomes);

/// <summary>The secret of a link, which is shown once: only its hash is kept.</summary>
public sealed record LinkAnswer(Guid InvitationId, string Url, DateTime ExpiresAt);

/// <param name="Email">Null for a link.</param>
/// <param name="State">"pending" or "expired".</param>
public sealed record InvitationAnswer(Guid Id, string? Email, bool IsLink, Guid RoleId, string RoleName, string InvitedBy, string State, DateTime CreatedAt, DateTime ExpiresAt, DateTime? LastSentAt, int Uses, int? MaxUses, bool MayHandle);

/// <param name="Next">The value of <c>before</c> for the invitations that follow; null at the end.</param>
public sealed record InvitationsPage(IReadOnlyList<InvitationAnswer> Invitations, Guid? Next);

/// <summary>
/// Inviting people (T6, T8): the team's side. Each invitation is bound to the team, an address, a role and the inviter; there is one
/// pending for each address, and only the newest secret of it is good.
/// </summary>
public sealed class Invitations(
    TeamWork work, TeamRows rows, TeamReader reader, SeatCheck seats, ProofForOwners proof, AuditLog audit, TeamMails mails, Throttle throttle, SiteLinks site, IOptionsMonitor<TeamsSettings> settings, TimeProvider time)
{
    public const int MostUses = 1000;

    public const int MostListed = 200;

    public static readonly TimeSpan SendAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Messages that one address gets from all teams together; what exceeds it is not sent, and nobody is told (T8).</summary>
    private static readonly ThrottleRule MailTo = new("team-invite", 10, TimeSpan.FromDays(1)) { Escalates = false };

    /// <summary>Messages that one address gets from one team, far fewer: no team uses up what others may send.</summary>
    private static readonly ThrottleRule MailFromTeam = new("team-invite-from", 3, TimeSpan.FromDays(1)) { Escalates = false };

    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    public int MostAtOnce => settings.CurrentValue.InvitationsAtOnce;

    public bool OffersLinks => settings.CurrentValue.InvitationLinks;

    /// <summary>The invitations that can be accepted still, or asked for anew; the newest first, page by page.</summary>
    /// <param name="before">The last invitation that was seen; null for the newest ones.</param>
    public async Task<AuthResult<InvitationsPage>> ListAsync(Guid teamId, Guid actorId, Guid? before, int take, CancellationToken cancellationToken)
    {
        var (view, refusal) = await reader.FindAsync(teamId, actorId, Permissions.MembersInvite, cancellationToken);
        if (view is null)
        {
            return refusal!;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var query = rows.InvitationsOf(teamId).AsNoTracking().Where(one => one.AcceptedAt == null && one.DeclinedAt == null && one.RevokedAt == null);
        // The last one may have been taken back since.
        if (before is { } last && await rows.InvitationsOf(teamId).Where(one => one.Id == last).Select(one => (DateTime?)one.CreatedAt).SingleOrDefaultAsync(cancellationToken) is { } at)
        {
            query = query.Where(one => one.CreatedAt < at || (one.CreatedAt == at && one.Id.CompareTo(last) < 0));
        }

        take = Math.Clamp(take, 1, MostListed);
        var listed = await query.OrderByDescending(one => one.CreatedAt).ThenByDescending(one => one.Id).Take(take + 1).ToListAsync(cancellationToken);
        var found = listed.Take(take).ToList();
        var inviters = found.Select(one => one.InvitedBy).Distinct().ToList();
        var names = await rows.Context.Set<User>().AsNoTracking().Where(one => inviters.Contains(one.Id)).ToDictionaryAsync(one => one.Id, PersonNames.Of, cancellationToken);
        var invitations = found.Select(one =>
        {
            var role = view.FindRole(one.RoleId);
            return new InvitationAnswer(
                one.Id, one.Email, one.IsLink, one.RoleId, role?.Name ?? "No role", names.GetValueOrDefault(one.InvitedBy, PersonNames.Nobody), one.ExpiresAt > now ? "pending" : "expired",
                one.CreatedAt, one.ExpiresAt, one.LastSentAt, one.Uses, one.MaxUses, role?.IsWithin(view.Role) != false);
        }).ToList();
        return new InvitationsPage(invitations, listed.Count > take ? invitations[^1].Id : null);
    }

    /// <summary>Invites all addresses or, where a limit is in the way, none of them.</summary>
    public async Task<AuthResult<InviteAnswer>> InviteAsync(Guid teamId, Guid actorId, InviteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var typed = (request.Emails ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (typed.Length > MostAtOnce)
        {
            // Only members learn of the limit, and before anything is parsed.
            var (view, refusal) = await reader.FindAsync(teamId, actorId, Permissions.MembersInvite, cancellationToken);
            return view is null ? refusal! : TeamRefusals.TooManyAtOnce(typed.Length, MostAtOnce);
        }

        var outcomes = new List<InviteOutcome>();
        // In one order for all: two teams that invite the same people wait for each other at most once.
        var addresses = new SortedDictionary<string, EmailAddress>(StringComparer.Ordinal);
        foreach (var one in typed)
        {
            if (EmailAddress.TryParse(one, out var address))
            {
                addresses.TryAdd(address.Normalized, address);
            }
            else
            {
                outcomes.Add(new InviteOutcome(one.Length <= EmailAddress.Longest ? one : one[..EmailAddress.Longest], "invalid"));
            }
        }

        if (addresses.Count == 0)
        {
            return outcomes.Count == 0 ? TeamRefusals.NoAddress : TeamRefusals.NoAddress with { Message = "None of these is an e-mail address. Write them as in ann@example.com." };
        }

        var result = await work.RunAsync(teamId, actorId, Permissions.MembersInvite, async change =>
        {
            if (MayInvite(change, request.RoleId) is { } refusal)
            {
                return refusal;
            }

            var fresh = await SortAsync(change, addresses, outcomes, cancellationToken);
            return (await seats.InvitationRefusalAsync(teamId, fresh.Count, cancellationToken) ?? Count(change, fresh.Count)) is { } tooMany ? tooMany : await SendAsync(change, fresh, request.RoleId, outcomes, cancellationToken);
        }, cancellationToken);
        return result.With(new InviteAnswer(outcomes.Count(one => one.Outcome == "sent"), outcomes));
    }

    /// <summary>Makes a link by which several persons may join; it is shown once.</summary>
    public async Task<AuthResult<LinkAnswer>> InviteByLinkAsync(Guid teamId, Guid actorId, InviteByLinkRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        LinkAnswer? made = null;
        var result = await work.RunAsync(teamId, actorId, Permissions.MembersInvite, async change =>
        {
            Refusal? refusal = !OffersLinks ? TeamRefusals.LinksOff
                : request.RoleId == BuiltInRoles.Owner ? TeamRefusals.NotAsOwner
                : request.MaxUses is < 1 or > MostUses ? TeamRefusals.LinkUsesInvalid
                : MayInvite(change, request.RoleId);
            refusal ??= await seats.InvitationRefusalAsync(teamId, 1, cancellationToken) ?? Count(change, 1);
            if (refusal is not null)
            {
                return refusal;
            }

            var token = Tokens.New();
            var invitation = new Invitation
            {
                TenantId = teamId,
                RoleId = request.RoleId,
                TokenHash = Tokens.Hash(token),
                InvitedBy = actorId,
                CreatedAt = change.Now,
                ExpiresAt = change.Now + settings.CurrentValue.InvitationLifetime,
                IsLink = true,
                MaxUses = request.MaxUses,
            };
            rows.Context.Add(invitation);
            audit.Record(teamId, change.Actor, AuditActions.InvitationSent, AuditTargets.Invitation, invitation.Id.ToString(), "Link", null, new { role = change.FindRole(request.RoleId)!.Name, maxUses = request.MaxUses });
            made = new LinkAnswer(invitation.Id, site.To(TeamsPaths.Invitation(token)).AbsoluteUri, invitation.ExpiresAt);
            return AuthResult.Done;
        }, cancellationToken);
        return result.With(made);
    }

    /// <summary>Mails an invitation again, with a new secret and a new end; it rests on the right of the one who does so from now on.</summary>
    public Task<AuthResult> ResendAsync(Guid teamId, Guid actorId, Guid invitationId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.MembersInvite, async change =>
        {
            if (await PendingAsync(teamId, invitationId, cancellationToken) is not { } invitation)
            {
                return TeamRefusals.NoSuchInvitation;
            }

            if (invitation.IsLink)
            {
                return TeamRefusals.LinkIsNotMailed;
            }

            // One that can still be accepted is counted already; it is refused all the same when there is no seat for it (B11).
            var seat = invitation.ExpiresAt > change.Now ? await seats.RefusalAsync(teamId, cancellationToken) : await seats.InvitationRefusalAsync(teamId, 1, cancellationToken);
            if ((MayInvite(change, invitation.RoleId) ?? seat) is { } refusal)
            {
                return refusal;
            }

            if (invitation.LastSentAt + SendAgainAfter > change.Now)
            {
                return TeamRefusals.SentJustNow;
            }

            if (Count(change, 1) is { } tooMany)
            {
                return tooMany;
            }

            audit.Record(teamId, change.Actor, AuditActions.InvitationResent, AuditTargets.Invitation, invitation.Id.ToString(), invitation.EmailNormalized!);
            await MailAsync(change, invitation, cancellationToken);
            return AuthResult.Done;
        }, cancellationToken);

    public Task<AuthResult> RevokeAsync(Guid teamId, Guid actorId, Guid invitationId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.MembersInvite, async change =>
        {
            if (await PendingAsync(teamId, invitationId, cancellationToken) is not { } invitation)
            {
                return TeamRefusals.NoSuchInvitation;
            }

            if (!change.MayHandle(change.FindRole(invitation.RoleId)))
            {
                return TeamRefusals.AboveYou;
            }

            VoidInvitations.Revoke(invitation, change.Now);
            audit.Record(teamId, change.Actor, AuditActions.InvitationRevoked, AuditTargets.Invitation, invitation.Id.ToString(), invitation.EmailNormalized ?? "Link");
            return AuthResult.Done;
        }, cancellationToken);

    /// <summary>Whether somebody may invite to a role now; null when nothing is against it.</summary>
    private Refusal? MayInvite(TeamChange change, Guid roleId)
    {
        if (change.Team.Kind == TeamKind.Personal)
        {
            return TeamRefusals.IsPersonal;
        }

        if (change.FindRole(roleId) is not { } role)
        {
            return TeamRefusals.NoSuchRole;
        }

        return change.MayHandle(role) ? proof.RefusalFor(roleId) : TeamRefusals.AboveYou;
    }

    /// <summary>Those who are to be written to; the others are told apart among the outcomes.</summary>
    private async Task<List<(EmailAddress Address, Invitation? Expired)>> SortAsync(TeamChange change, SortedDictionary<string, EmailAddress> addresses, List<InviteOutcome> outcomes, CancellationToken cancellationToken)
    {
        var normalized = addresses.Keys.ToList();
        var teamId = change.Team.Id;
        var members = await (
            from member in rows.MembersOf(teamId)
            join user in rows.Context.Set<User>() on member.UserId equals user.Id
            where member.State != MembershipState.Removed && normalized.Contains(user.NormalizedEmail!)
            select user.NormalizedEmail).ToListAsync(cancellationToken);
        var pending = await rows.InvitationsOf(teamId)
            .Where(one => normalized.Contains(one.EmailNormalized!) && one.AcceptedAt == null && one.DeclinedAt == null && one.RevokedAt == null)
            .ToDictionaryAsync(one => one.EmailNormalized!, cancellationToken);
        var fresh = new List<(EmailAddress, Invitation?)>();
        foreach (var address in addresses.Values)
        {
            var invitation = pending.GetValueOrDefault(address.Normalized);
            if (members.Contains(address.Normalized))
            {
                outcomes.Add(new InviteOutcome(address.Written, "already_member"));
            }
            else if (invitation is not null && invitation.ExpiresAt > change.Now)
            {
                outcomes.Add(new InviteOutcome(address.Written, "already_invited", invitation.Id));
            }
            else
            {
                fresh.Add((address, invitation));
            }
        }

        return fresh;
    }

    private async Task<AuthResult> SendAsync(TeamChange change, List<(EmailAddress Address, Invitation? Expired)> fresh, Guid roleId, List<InviteOutcome> outcomes, CancellationToken cancellationToken)
    {
        foreach (var (address, expired) in fresh)
        {
            var invitation = expired;
            if (invitation is null)
            {
                invitation = new Invitation
                {
                    TenantId = change.Team.Id,
                    Email = address.Written,
                    EmailNormalized = address.Normalized,
                    TokenHash = "",
                    RoleId = roleId,
                    InvitedBy = change.Actor!.Id,
                    CreatedAt = change.Now,
                };
                rows.Context.Add(invitation);
            }

            invitation.RoleId = roleId;
            await MailAsync(change, invitation, cancellationToken);
            audit.Record(
                change.Team.Id, change.Actor, AuditActions.InvitationSent, AuditTargets.Invitation, invitation.Id.ToString(), address.Normalized, null, new { role = change.FindRole(roleId)!.Name, until = invitation.ExpiresAt.ToString("u", CultureInfo.InvariantCulture) });
            outcomes.Add(new InviteOutcome(address.Written, "sent", invitation.Id));
        }

        return AuthResult.Done;
    }

    /// <summary>
    /// Gives an invitation a new end and mails a new secret. Where the address has had enough, all looks the same but the secret that is
    /// out stays good: the new one would reach nobody.
    /// </summary>
    private async Task MailAsync(TeamChange change, Invitation invitation, CancellationToken cancellationToken)
    {
        var address = invitation.EmailNormalized!;
        var mayMail = (await throttle.TakeAsync(cancellationToken, (MailFromTeam, $"{change.Team.Id} {address}"), (MailTo, address))).Refusal is null;
        var token = Tokens.New();
        if (mayMail || invitation.TokenHash.Length == 0)
        {
            invitation.TokenHash = Tokens.Hash(token);
        }

        invitation.Stamp = Guid.NewGuid();
        (invitation.ExpiresAt, invitation.InvitedBy) = (change.Now + settings.CurrentValue.InvitationLifetime, change.Actor!.Id);
        (invitation.SentCount, invitation.LastSentAt, invitation.AskedAgainAt) = (invitation.SentCount + 1, change.Now, null);
        if (mayMail)
        {
            await mails.InvitedAsync(change.Team, change.Actor!, change.FindRole(invitation.RoleId)!, invitation, token, cancellationToken);
        }
    }

    /// <summary>Counts what a team sends in a day; null when so many more are within the limit. The team's row is locked.</summary>
    private Refusal? Count(TeamChange change, int more)
    {
        var (team, today) = (change.Team, change.Now.Date);
        var sent = team.InvitationsDay == today ? team.InvitationsSent : 0;
        var left = settings.CurrentValue.InvitationsPerDay - sent;
        if (more > left)
        {
            return TeamRefusals.DailyLimit(Math.Max(0, left));
        }

        (team.InvitationsDay, team.InvitationsSent) = (today, sent + more);
        return null;
    }

    private Task<Invitation?> PendingAsync(Guid teamId, Guid invitationId, CancellationToken cancellationToken) =>
        rows.InvitationsOf(teamId).SingleOrDefaultAsync(one => one.Id == invitationId && one.AcceptedAt == null && one.DeclinedAt == null && one.RevokedAt == null, cancellationToken);
}
