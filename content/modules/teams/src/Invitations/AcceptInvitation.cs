using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>What an invitation is about, for whoever has its secret.</summary>
/// <param name="Email">The invited address; null for a link.</param>
/// <param name="HasAccount">Whether the invited address has an account: only whoever reads that mailbox has the secret.</param>
/// <param name="CurrentEmail">The address of the account that is logged in; null when none is.</param>
/// <param name="IsExpired">It is too old, and a new one can be asked for; it cannot be accepted.</param>
/// <param name="IsMember">Whether the account that is logged in is a member already.</param>
/// <param name="AllowsOtherAddress">Whether an account of another address may accept.</param>
public sealed record InvitationView(
    string TeamName, string? TeamSlug, string RoleName, string InviterName, string? Email, bool IsLink, bool HasAccount, string? CurrentEmail, bool IsExpired, bool IsMember, bool AllowsOtherAddress, DateTime ExpiresAt)
{
    /// <summary>Whether the invitation was sent to another address than that of the account that is logged in (T7).</summary>
    public bool IsForOtherAddress { get; init; }
}

/// <param name="Slug">Of the team that was joined.</param>
/// <param name="WasMember">Nothing was left to do.</param>
public sealed record JoinedAnswer(string Slug, string TeamName, bool WasMember);

/// <summary>
/// Accepting and declining (T6, T7): the invited person's side. Looking changes nothing; accepting twice is the same as once. What the
/// invitation rests on is looked up again with the team's row locked: the team, the inviter's right, a free seat.
/// </summary>
public sealed class AcceptInvitation(TeamWork work, TeamRows rows, RoleCatalog catalog, SeatCheck seats, AuditLog audit, TeamMails mails, IOptionsMonitor<TeamsSettings> settings, IOptionsMonitor<AuthSettings> authSettings, SessionCheck sessions, TimeProvider time)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromDays(1);

    /// <param name="userId">Who is logged in; null for nobody.</param>
    public async Task<AuthResult<InvitationView>> FindAsync(string? token, Guid? userId, CancellationToken cancellationToken)
    {
        if (await InvitationAsync(token, cancellationToken) is not { } invitation)
        {
            return TeamRefusals.InvitationVoid;
        }

        var team = await rows.Teams.AsNoTracking().SingleAsync(one => one.Id == invitation.TenantId, cancellationToken);
        var user = userId is null ? null : await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == userId, cancellationToken);
        var membership = user is null || team.State == TeamState.Deleted ? null : await rows.MembersOf(team.Id).AsNoTracking().SingleOrDefaultAsync(one => one.UserId == user.Id, cancellationToken);
        var isMember = membership?.State == MembershipState.Active;
        if (await WhyVoidAsync(invitation, team, user, membership, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var role = await catalog.FindAsync(rows, team.Id, invitation.RoleId, cancellationToken);
        var inviter = await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == invitation.InvitedBy, cancellationToken);
        var invited = invitation.EmailNormalized is null ? null : await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.NormalizedEmail == invitation.EmailNormalized, cancellationToken);
        return new InvitationView(
            team.Name, isMember ? team.Slug : null, role?.Name ?? "No role", inviter is null ? PersonNames.Nobody : PersonNames.Of(inviter), invitation.Email, invitation.IsLink,
            invited is not null && !authSettings.CurrentValue.IsUnused(invited), user?.Email, invitation.ExpiresAt <= Now, isMember, invitation.IsLink || team.AllowOtherAddresses, invitation.ExpiresAt)
        {
            IsForOtherAddress = user is not null && IsOther(invitation, user),
        };
    }

    /// <param name="asOther">The person has seen that the invitation was sent to another address and wants to join with this account.</param>
    public async Task<AuthResult<JoinedAnswer>> AcceptAsync(string? token, Guid userId, bool asOther, CancellationToken cancellationToken)
    {
        if (await InvitationAsync(token, cancellationToken) is not { } found)
        {
            return TeamRefusals.InvitationVoid;
        }

        JoinedAnswer? joined = null;
        var result = await work.RunAsOutsiderAsync(found.TenantId, userId, async change =>
        {
            var invitation = await rows.InvitationsOf(found.TenantId).SingleOrDefaultAsync(one => one.Id == found.Id && one.TokenHash == found.TokenHash, cancellationToken);
            if (invitation is null || change.Actor is null)
            {
                return change.Actor is null ? Refusals.NotSignedIn : TeamRefusals.InvitationVoid;
            }

            var isMember = change.Membership?.State == MembershipState.Active;
            joined = new JoinedAnswer(change.Team.Slug, change.Team.Name, isMember);
            return await WhyVoidAsync(invitation, change.Team, change.Actor, change.Membership, cancellationToken) is { } refusal
                ? refusal
                : await AcceptAsync(change, invitation, asOther, cancellationToken);
        }, cancellationToken);
        if (result.Succeeded)
        {
            // The account's address may count as confirmed from now on.
            sessions.ForgetUser(userId);
        }

        return result.With(joined);
    }

    /// <summary>Turns an invitation down; whoever has the secret may, with an account or without.</summary>
    /// <param name="userId">Who is logged in, for the record; null for nobody.</param>
    public async Task<AuthResult> DeclineAsync(string? token, Guid? userId, CancellationToken cancellationToken)
    {
        if (await InvitationAsync(token, cancellationToken) is not { } found)
        {
            return TeamRefusals.InvitationVoid;
        }

        return await work.RunAsOutsiderAsync(found.TenantId, userId, async change =>
        {
            var invitation = await rows.InvitationsOf(found.TenantId).SingleOrDefaultAsync(one => one.Id == found.Id && one.TokenHash == found.TokenHash, cancellationToken);
            if (invitation is { DeclinedAt: not null })
            {
                return AuthResult.Done;
            }

            // A link is for others too: one of them cannot turn it down for all.
            if (invitation is not { IsLink: false, AcceptedAt: null, RevokedAt: null })
            {
                return TeamRefusals.InvitationVoid;
            }

            (invitation.DeclinedAt, invitation.Stamp) = (change.Now, Guid.NewGuid());
            audit.Record(change.Team.Id, change.Actor, AuditActions.InvitationDeclined, AuditTargets.Invitation, invitation.Id.ToString(), invitation.EmailNormalized!);
            return AuthResult.Done;
        }, cancellationToken);
    }

    /// <summary>Tells the inviter that the person of an expired invitation would like a new one (T7); once a day at most, and the answer is the same.</summary>
    public async Task<AuthResult> AskAgainAsync(string? token, CancellationToken cancellationToken)
    {
        if (await InvitationAsync(token, cancellationToken) is not { } found)
        {
            return TeamRefusals.InvitationVoid;
        }

        return await work.RunAsOutsiderAsync(found.TenantId, actorId: null, async change =>
        {
            var invitation = await rows.InvitationsOf(found.TenantId).SingleOrDefaultAsync(one => one.Id == found.Id && one.TokenHash == found.TokenHash, cancellationToken);
            if (invitation is not { IsLink: false, AcceptedAt: null, DeclinedAt: null, RevokedAt: null } || change.Team.State != TeamState.Active)
            {
                return TeamRefusals.InvitationVoid;
            }

            if (invitation.ExpiresAt > change.Now)
            {
                return TeamRefusals.InvitationNotExpired;
            }

            if (invitation.AskedAgainAt is null || invitation.AskedAgainAt + AskAgainAfter <= change.Now)
            {
                (invitation.AskedAgainAt, invitation.Stamp) = (change.Now, Guid.NewGuid());
                if (await InviterAsync(invitation, cancellationToken) is { User: { } inviter })
                {
                    await mails.AskedAgainAsync(change.Team, inviter, invitation.Email!, cancellationToken);
                }
            }

            return AuthResult.Done;
        }, cancellationToken);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    internal async Task<Invitation?> InvitationAsync(string? token, CancellationToken cancellationToken) => token is not { Length: Tokens.Length }
        ? null
        : await rows.InvitationByHash(Tokens.Hash(token)).AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    private async Task<AuthResult> AcceptAsync(TeamChange change, Invitation invitation, bool asOther, CancellationToken cancellationToken)
    {
        var user = change.Actor!;
        var isOther = IsOther(invitation, user);
        if (change.Membership is { State: MembershipState.Active })
        {
            // Through another door: what was sent to this very address is done with; what was not is left to whom it was sent.
            if (!isOther && !invitation.IsLink && invitation.AcceptedAt is null)
            {
                Close(invitation, user, change.Now);
                audit.Record(change.Team.Id, user, AuditActions.InvitationAccepted, AuditTargets.Invitation, invitation.Id.ToString(), invitation.EmailNormalized!);
            }

            return AuthResult.Done;
        }

        if (invitation.ExpiresAt <= change.Now)
        {
            return TeamRefusals.InvitationExpired;
        }

        if (change.Membership is { State: MembershipState.Disabled })
        {
            return TeamRefusals.YouAreDisabled;
        }

        if (isOther && !change.Team.AllowOtherAddresses)
        {
            return TeamRefusals.OtherAddressesOff;
        }

        if (isOther && !asOther)
        {
            return TeamRefusals.OtherAddress(invitation.Email!, user.Email!);
        }

        if (await seats.RefusalAsync(change.Team.Id, cancellationToken) is { } full)
        {
            return full;
        }

        await JoinAsync(change, invitation, user, isOther, cancellationToken);
        return AuthResult.Done;
    }

    private async Task JoinAsync(TeamChange change, Invitation invitation, User user, bool isOther, CancellationToken cancellationToken)
    {
        var member = change.Membership;
        if (member is null)
        {
            member = new Membership { TenantId = change.Team.Id, UserId = user.Id };
            rows.Context.Add(member);
        }

        (member.RoleId, member.State, member.JoinedAt, member.RemovedAt) = (invitation.RoleId, MembershipState.Active, change.Now, null);
        (member.InvitedEmail, member.DisplayName) = (invitation.Email, PersonNames.Of(user));
        var role = change.FindRole(invitation.RoleId)!;
        if (invitation.IsLink)
        {
            (invitation.Uses, invitation.Stamp) = (invitation.Uses + 1, Guid.NewGuid());
        }
        else
        {
            Close(invitation, user, change.Now);
            await ConfirmAsync(invitation, user, cancellationToken);
        }

        audit.Record(
            change.Team.Id, user, AuditActions.MemberJoined, AuditTargets.Member, user.Id.ToString(), PersonNames.Of(user), null,
            new { role = role.Name, invitation = invitation.Id, invited = invitation.Email, joined = user.Email });
        if (await InviterAsync(invitation, cancellationToken) is { User: { } inviter })
        {
            await mails.AcceptedAsync(change.Team, inviter, user, isOther ? invitation.Email : null, cancellationToken);
        }
    }

    /// <summary>The secret was mailed to this very address, so the address is confirmed by it.</summary>
    private async Task ConfirmAsync(Invitation invitation, User user, CancellationToken cancellationToken)
    {
        if (user.EmailVerifiedAt is null && !IsOther(invitation, user))
        {
            var tracked = await rows.Context.Set<User>().SingleAsync(one => one.Id == user.Id, cancellationToken);
            tracked.EmailVerifiedAt = Now;
            tracked.RenewConcurrencyStamp();
        }
    }

    private static void Close(Invitation invitation, User user, DateTime now)
    {
        (invitation.AcceptedAt, invitation.AcceptedBy, invitation.AcceptedEmail) = (now, user.Id, user.Email);
        invitation.Stamp = Guid.NewGuid();
    }

    private static bool IsOther(Invitation invitation, User user) => invitation.EmailNormalized is { } invited && invited != user.NormalizedEmail;

    /// <summary>Why an invitation is not good any more, whoever looks; one answer for all reasons. Null when it is good, or only too old.</summary>
    private async Task<Refusal?> WhyVoidAsync(Invitation invitation, Team team, User? user, Membership? membership, CancellationToken cancellationToken)
    {
        var isMember = membership?.State == MembershipState.Active;
        if (team.State != TeamState.Active)
        {
            return TeamRefusals.InvitationVoid;
        }

        if (invitation.AcceptedAt is not null)
        {
            // Pressed twice, or the link followed again: whoever accepted and is in is led in.
            return user is not null && invitation.AcceptedBy == user.Id && isMember ? null : TeamRefusals.InvitationVoid;
        }

        // Whoever left or was removed comes back by what was sent since: by a link or a mail from before, a removal would undo itself.
        if (membership is { State: MembershipState.Removed, RemovedAt: { } gone } && gone >= (invitation.LastSentAt ?? invitation.CreatedAt))
        {
            return TeamRefusals.InvitationVoid;
        }

        if (invitation.IsLink && !settings.CurrentValue.InvitationLinks)
        {
            return TeamRefusals.InvitationVoid;
        }

        if (invitation.DeclinedAt is not null || invitation.RevokedAt is not null || (invitation.MaxUses is { } most && invitation.Uses >= most && !isMember))
        {
            return TeamRefusals.InvitationVoid;
        }

        var role = await catalog.FindAsync(rows, team.Id, invitation.RoleId, cancellationToken);
        var inviter = await InviterAsync(invitation, cancellationToken);
        return role is not null && inviter is { Role: { } theirs } && theirs.Permissions.Contains(Permissions.MembersInvite) && role.IsWithin(theirs) ? null : TeamRefusals.InvitationVoid;
    }

    /// <summary>The inviter as a member now; null when they are none any more, or their account is closed.</summary>
    private async Task<(User User, TeamRole? Role)?> InviterAsync(Invitation invitation, CancellationToken cancellationToken)
    {
        var found = await (
            from member in rows.MembersOf(invitation.TenantId).AsNoTracking()
            join user in rows.Context.Set<User>().AsNoTracking() on member.UserId equals user.Id
            where member.UserId == invitation.InvitedBy && member.State == MembershipState.Active && user.DisabledAt == null && user.DeletedAt == null
            select new { user, member.RoleId }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.user, await catalog.FindAsync(rows, invitation.TenantId, found.RoleId, cancellationToken));
    }
}
