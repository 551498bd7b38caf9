using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>Whether a team has a seat left, by what <see cref="ISeatLimit"/> allows. Asked with the team's row locked, so that the last seat is given once.</summary>
public sealed class SeatCheck(TeamRows rows, ISeatLimit limit, TimeProvider time)
{
    /// <summary>Null when one more may join.</summary>
    public async Task<Refusal?> RefusalAsync(Guid teamId, CancellationToken cancellationToken) =>
        await limit.LimitAsync(new AccountOwner(TeamAsOwner.Kind, teamId), cancellationToken) is { } most && await CountAsync(teamId, cancellationToken) >= most ? TeamRefusals.SeatsFull : null;

    /// <summary>Null when so many more may be invited: those who are invited already have a seat each that waits for them (B11).</summary>
    public async Task<Refusal?> InvitationRefusalAsync(Guid teamId, int more, CancellationToken cancellationToken) =>
        more > 0 && await limit.LimitAsync(new AccountOwner(TeamAsOwner.Kind, teamId), cancellationToken) is { } most
            && await CountAsync(teamId, cancellationToken) + await CountInvitedAsync(teamId, cancellationToken) + more > most ? TeamRefusals.SeatsFull : null;

    /// <summary>Invitations to an address that can still be accepted; of a link nobody knows how many will follow it.</summary>
    public Task<int> CountInvitedAsync(Guid teamId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return rows.InvitationsOf(teamId).CountAsync(one => !one.IsLink && one.AcceptedAt == null && one.DeclinedAt == null && one.RevokedAt == null && one.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Members, disabled ones too: they keep their seats.</summary>
    public Task<int> CountAsync(Guid teamId, CancellationToken cancellationToken) => rows.MembersOf(teamId).CountAsync(one => one.State != MembershipState.Removed, cancellationToken);
}
