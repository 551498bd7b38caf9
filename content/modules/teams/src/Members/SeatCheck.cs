using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>Whether a team has a seat left, by what <see cref="ISeatLimit"/> allows. Asked with the team's row locked, so that the last seat is given once.</summary>
public sealed class SeatCheck(TeamRows rows, ISeatLimit limit)
{
    /// <summary>Null when one more may join.</summary>
    public async Task<Refusal?> RefusalAsync(Guid teamId, CancellationToken cancellationToken) =>
        await limit.LimitAsync(new AccountOwner(TeamAsOwner.Kind, teamId), cancellationToken) is { } most && await CountAsync(teamId, cancellationToken) >= most ? TeamRefusals.SeatsFull : null;

    /// <summary>Members, disabled ones too: they keep their seats.</summary>
    public Task<int> CountAsync(Guid teamId, CancellationToken cancellationToken) => rows.MembersOf(teamId).CountAsync(one => one.State != MembershipState.Removed, cancellationToken);
}
