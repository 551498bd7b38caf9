namespace QuickScale.Modules.Teams;

/// <summary>
/// The team that a request or a job acts in. It is settled before any endpoint runs, by what the request names and by the membership
/// that was looked up for this very request; a scope without a team reads and writes no row of any team.
/// </summary>
public interface ICurrentTeam
{
    /// <summary>The tenant's id, as in <c>ITenantEntity.TenantId</c>; null outside of a team.</summary>
    Guid? Id { get; }

    /// <summary>The team's present slug; null outside of a team and in jobs.</summary>
    string? Slug { get; }

    /// <summary>A copy of the team as it was some seconds ago at most, not tracked; null outside of a team and in jobs.</summary>
    Team? Team { get; }

    /// <summary>The membership of the signed-in user; null in jobs, which act for nobody.</summary>
    Guid? MembershipId { get; }

    /// <summary>Whether the signed-in member may do something, as in <see cref="Permissions"/>. Nobody may what no role says (T16).</summary>
    bool Has(string permission);
}
