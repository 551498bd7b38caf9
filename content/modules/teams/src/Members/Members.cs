using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>A member as the team sees it.</summary>
/// <param name="Id">Of the membership.</param>
/// <param name="MayChange">Whether the one who asks may change the role, disable or enable.</param>
/// <param name="MayRemove">Whether the one who asks may remove the member.</param>
public sealed record MemberAnswer(
    Guid Id, Guid UserId, string Name, string? Email, string? Avatar, Guid RoleId, string RoleKey, string RoleName, MembershipState State, DateTime JoinedAt, bool IsYou, bool MayChange, bool MayRemove);

/// <param name="Next">The value of <c>after</c> for the members that follow; null at the end.</param>
public sealed record MembersAnswer(IReadOnlyList<MemberAnswer> Members, Guid? Next);

/// <summary>Who is in a team, and what may be done about it (T9, T11, T12).</summary>
public sealed class Members(TeamWork work, TeamRows rows, TeamReader reader, Owners owners, ProofForOwners proof, VoidInvitations voids, AuditLog audit, TeamMails mails, IEnumerable<IMemberDeparture> departures)
{
    public const int MostAtOnce = 200;

    /// <summary>The members, disabled ones included, by name and page by page.</summary>
    /// <param name="after">The last membership that was seen; null for the first ones.</param>
    public async Task<AuthResult<MembersAnswer>> ListAsync(Guid teamId, Guid actorId, Guid? after, int take, CancellationToken cancellationToken)
    {
        var (view, refusal) = await reader.FindAsync(teamId, actorId, Permissions.MembersRead, cancellationToken);
        if (view is null)
        {
            return refusal!;
        }

        // The name as PersonNames has it; the database makes its letters small, and compares.
#pragma warning disable CA1304, CA1309, CA1310, CA1311
        var all =
            from member in rows.MembersOf(teamId).AsNoTracking()
            join user in rows.Context.Set<User>().AsNoTracking() on member.UserId equals user.Id
            select new { member, user, name = (user.Name == "" ? user.Email! : user.Name).ToLower() };
        var listed = all.Where(one => one.member.State != MembershipState.Removed);
        if (after is { } id && await all.Where(one => one.member.Id == id).Select(one => one.name).SingleOrDefaultAsync(cancellationToken) is { } last)
        {
            listed = listed.Where(one => string.Compare(one.name, last) > 0 || (one.name == last && one.member.Id.CompareTo(id) > 0));
        }
#pragma warning restore CA1304, CA1309, CA1310, CA1311

        take = Math.Clamp(take, 1, MostAtOnce);
        var found = await listed.OrderBy(one => one.name).ThenBy(one => one.member.Id).Take(take + 1).ToListAsync(cancellationToken);
        var members = found.Take(take).Select(one =>
        {
            var role = view.FindRole(one.member.RoleId);
            var (isYou, isWithin) = (one.user.Id == actorId, role is null || role.IsWithin(view.Role));
            return new MemberAnswer(
                one.member.Id, one.user.Id, PersonNames.Of(one.user), one.user.Email, Avatar.PathOf(one.user), one.member.RoleId, role?.Key ?? "", role?.Name ?? "No role", one.member.State, one.member.JoinedAt,
                isYou, isWithin && view.Has(Permissions.MembersUpdate), !isYou && isWithin && view.Has(Permissions.MembersRemove));
        }).ToList();
        return new MembersAnswer(members, found.Count > take ? members[^1].Id : null);
    }

    /// <summary>Gives a member another role. Nobody gives one that allows more than their own, and nobody changes a member who has such a one.</summary>
    public Task<AuthResult> ChangeRoleAsync(Guid teamId, Guid actorId, Guid membershipId, Guid roleId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.MembersUpdate, async change =>
        {
            var (member, user, refusal) = await FindAsync(change, membershipId, cancellationToken);
            if (member is null)
            {
                return refusal!;
            }

            if (change.FindRole(roleId) is not { } role)
            {
                return TeamRefusals.NoSuchRole;
            }

            if (!change.MayHandle(role))
            {
                return TeamRefusals.AboveYou;
            }

            if (member.RoleId == roleId)
            {
                return AuthResult.Done;
            }

            if (await owners.IsLastAsync(member, cancellationToken))
            {
                return TeamRefusals.LastOwner;
            }

            if (proof.RefusalFor(member.RoleId, roleId) is { } needed)
            {
                return needed;
            }

            var before = change.FindRole(member.RoleId);
            member.RoleId = roleId;
            await voids.OfInviterAsync(change, member.UserId, role, cancellationToken);
            audit.Record(teamId, change.Actor, AuditActions.MemberRoleChanged, AuditTargets.Member, member.UserId.ToString(), PersonNames.Of(user!), new { role = before?.Name }, new { role = role.Name });
            return AuthResult.Done;
        }, cancellationToken);

    /// <summary>Keeps a member out until the membership is enabled again; seat and role stay.</summary>
    public Task<AuthResult> DisableAsync(Guid teamId, Guid actorId, Guid membershipId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.MembersUpdate, async change =>
        {
            var (member, user, refusal) = await FindAsync(change, membershipId, cancellationToken);
            if (member is null)
            {
                return refusal!;
            }

            if (member.UserId == actorId)
            {
                return TeamRefusals.NotYourself;
            }

            if (member.State == MembershipState.Disabled)
            {
                return AuthResult.Done;
            }

            if (await owners.IsLastAsync(member, cancellationToken))
            {
                return TeamRefusals.LastOwner;
            }

            if (proof.RefusalFor(member.RoleId) is { } needed)
            {
                return needed;
            }

            member.State = MembershipState.Disabled;
            await voids.OfInviterAsync(change, member.UserId, role: null, cancellationToken);
            audit.Record(teamId, change.Actor, AuditActions.MemberDisabled, AuditTargets.Member, member.UserId.ToString(), PersonNames.Of(user!), new { state = "active" }, new { state = "disabled" });
            return AuthResult.Done;
        }, cancellationToken);

    public Task<AuthResult> EnableAsync(Guid teamId, Guid actorId, Guid membershipId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.MembersUpdate, async change =>
        {
            var (member, user, refusal) = await FindAsync(change, membershipId, cancellationToken);
            if (member is null)
            {
                return refusal!;
            }

            if (member.State == MembershipState.Disabled)
            {
                if (proof.RefusalFor(member.RoleId) is { } needed)
                {
                    return needed;
                }

                member.State = MembershipState.Active;
                audit.Record(teamId, change.Actor, AuditActions.MemberEnabled, AuditTargets.Member, member.UserId.ToString(), PersonNames.Of(user!), new { state = "disabled" }, new { state = "active" });
            }

            return AuthResult.Done;
        }, cancellationToken);

    /// <summary>Takes a member out. Sessions go on for the member's other teams; what the member has made stays, with the name.</summary>
    public Task<AuthResult> RemoveAsync(Guid teamId, Guid actorId, Guid membershipId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, Permissions.MembersRemove, async change =>
        {
            var (member, user, refusal) = await FindAsync(change, membershipId, cancellationToken);
            if (member is null)
            {
                return refusal!;
            }

            if (member.UserId == actorId)
            {
                return TeamRefusals.NotYourself;
            }

            if (await owners.IsLastAsync(member, cancellationToken))
            {
                return TeamRefusals.LastOwner;
            }

            if (proof.RefusalFor(member.RoleId) is { } needed)
            {
                return needed;
            }

            await EndAsync(change, member, user!, AuditActions.MemberRemoved, cancellationToken);
            await mails.RemovedAsync(change.Team, user!, cancellationToken);
            return AuthResult.Done;
        }, cancellationToken);

    /// <summary>Leaves a team, which every member may do, also while it is suspended.</summary>
    public Task<AuthResult> LeaveAsync(Guid teamId, Guid actorId, CancellationToken cancellationToken) =>
        work.RunAsync(teamId, actorId, permission: null, async change =>
        {
            if (change.Team.Kind == TeamKind.Personal)
            {
                return TeamRefusals.IsPersonal;
            }

            if (await owners.IsLastAsync(change.Membership!, cancellationToken))
            {
                return TeamRefusals.LastOwner;
            }

            await EndAsync(change, change.Membership!, change.Actor!, AuditActions.MemberLeft, cancellationToken);
            return AuthResult.Done;
        }, cancellationToken, TeamStates.Active | TeamStates.Suspended);

    /// <summary>What ends with a membership, in the change's transaction.</summary>
    internal async Task EndAsync(TeamChange change, Membership member, User user, string action, CancellationToken cancellationToken)
    {
        var before = new { role = change.FindRole(member.RoleId)?.Name };
        (member.State, member.RemovedAt, member.DisplayName) = (MembershipState.Removed, change.Now, PersonNames.Of(user));
        await voids.OfInviterAsync(change, member.UserId, role: null, cancellationToken);
        foreach (var departure in departures)
        {
            await departure.LeavingAsync(change.Team.Id, member.UserId, cancellationToken);
        }

        audit.Record(change.Team.Id, change.Actor, action, AuditTargets.Member, member.UserId.ToString(), PersonNames.Of(user), before);
    }

    private async Task<(Membership? Member, User? User, Refusal? Refusal)> FindAsync(TeamChange change, Guid membershipId, CancellationToken cancellationToken)
    {
        if (change.Team.Kind == TeamKind.Personal)
        {
            return (null, null, TeamRefusals.IsPersonal);
        }

        var member = await rows.MembersOf(change.Team.Id).SingleOrDefaultAsync(one => one.Id == membershipId && one.State != MembershipState.Removed, cancellationToken);
        var user = member is null ? null : await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == member.UserId, cancellationToken);
        return member is null || user is null ? (null, null, TeamRefusals.NoSuchMember)
            : change.MayHandle(change.FindRole(member.RoleId)) ? (member, user, null)
            : (null, null, TeamRefusals.AboveYou);
    }
}
