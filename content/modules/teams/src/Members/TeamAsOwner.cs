using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>Contracts, seats and files belong to the current team; outside of one to the person's own workspace.</summary>
internal sealed class TeamAsOwner(ICurrentTeam team, ICurrentUser user, TeamReader reader, SeatCheck seats, PersonalWorkspace personal) : IAccountOwner
{
    public const string Kind = "team";

    public async Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken)
    {
        var id = team.Id ?? (user.Id is { } userId ? await personal.EnsureAsync(userId, cancellationToken) : null);
        return id is { } found ? new AccountOwner(Kind, found) : null;
    }

    public async Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) =>
        owner.Kind == Kind && (await reader.FindAsync(owner.Id, userId, Permissions.BillingManage, cancellationToken, TeamStates.Active | TeamStates.Suspended)).View is not null;

    public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        owner.Kind == Kind ? seats.CountAsync(owner.Id, cancellationToken) : Task.FromResult(0);
}
