using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>Contracts, seats and files belong to the current team; outside of one to the person's own workspace.</summary>
internal sealed class TeamAsOwner(
    TeamRows rows, CurrentTeam team, ICurrentUser user, TeamDirectory directory, TeamReader reader, RoleCatalog roles, SeatCheck seats, PersonalWorkspace personal) : IAccountOwner
{
    public const string Kind = "team";

    /// <summary>What auth calls an owner that is a user.</summary>
    private const string User = "user";

    public async Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken)
    {
        var id = team.Id ?? team.Named ?? (user.Id is { } userId ? await personal.EnsureAsync(userId, cancellationToken) : null);
        return id is { } found ? new AccountOwner(Kind, found) : null;
    }

    /// <summary>The team of a slug, one that it had before too, for its members; a suspended one as well, since it may be for a payment (T15).</summary>
    public async Task<NamedOwner?> FindAsync(string key, CancellationToken cancellationToken) =>
        user.Id is { } userId && key is { Length: > 0 and <= TeamSlugs.Longest } && !key.Any(char.IsControl) && await directory.FindAsync(key, userId, cancellationToken) is { Team: { State: not TeamState.Deleted } found } ? Named(found) : null;

    public async Task<NamedOwner?> NameAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        owner.Kind == Kind && await rows.Teams.AsNoTracking().SingleOrDefaultAsync(one => one.Id == owner.Id, cancellationToken) is { } found ? Named(found) : null;

    /// <summary>The personal workspace first, then by name.</summary>
    public async Task<IReadOnlyList<NamedOwner>> ChoicesAsync(Guid userId, CancellationToken cancellationToken)
    {
        var found = await (
            from member in rows.MembershipsOfUser(userId).AsNoTracking()
            join one in rows.Teams.AsNoTracking() on member.TenantId equals one.Id
            where member.State == MembershipState.Active && one.State != TeamState.Deleted
            select new { one, member.RoleId }).ToListAsync(cancellationToken);
        var choices = new List<NamedOwner>();
        foreach (var (one, roleId) in found.Select(row => (row.one, row.RoleId)).OrderBy(row => row.one.Kind).ThenBy(row => row.one.Name, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.one.Id))
        {
            if ((await roles.FindAsync(rows, one.Id, roleId, cancellationToken))?.Permissions.Contains(Permissions.BillingManage) == true)
            {
                choices.Add(Named(one));
            }
        }

        return choices;
    }

    public async Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) =>
        owner.Kind == Kind && (await reader.FindAsync(owner.Id, userId, Permissions.BillingManage, cancellationToken, TeamStates.Active | TeamStates.Suspended)).View is not null;

    public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) => CountAsync(owner, seats.CountAsync, cancellationToken);

    public Task<int> CountInvitedAsync(AccountOwner owner, CancellationToken cancellationToken) => CountAsync(owner, seats.CountInvitedAsync, cancellationToken);

    /// <summary>A personal team takes the place of its person, who had what was theirs without a team before this module was there.</summary>
    public async Task<AccountOwner?> PredecessorAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        owner.Kind == Kind && await rows.Teams.Where(one => one.Id == owner.Id).Select(one => one.PersonalOf).SingleOrDefaultAsync(cancellationToken) is { } person ? new AccountOwner(User, person) : null;

    private static NamedOwner Named(Team team) => new(new AccountOwner(Kind, team.Id), team.Slug, team.Name);

    private async Task<int> CountAsync(AccountOwner owner, Func<Guid, CancellationToken, Task<int>> count, CancellationToken cancellationToken)
    {
        // It is asked in the background too, where there is no team, and row level security would show no rows.
        using var entered = owner.Kind == Kind ? rows.Enter(owner.Id) : null;
        return owner.Kind == Kind ? await count(owner.Id, cancellationToken) : 0;
    }
}
