using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Pages;

/// <summary>Tells the members of a suspended team why (T15), and offers what they can do still: leave, and for owners take a copy.</summary>
[ReachableWhileSuspended]
public sealed class SuspendedModel(ICurrentTeam current, Members members, IEnumerable<OwnerEntry> entries) : TeamPageModel(current)
{
    /// <summary>Where those who pay for the team can put it right.</summary>
    public IReadOnlyList<TeamLink> Links => [.. TeamMenu.Added(entries, Team, May)];

    /// <summary>When all is well again, the page that members come back to leads on.</summary>
    public IActionResult OnGet() => Team.State == TeamState.Suspended ? Page() : To(TeamsPaths.Team(Slug));

    public async Task<IActionResult> OnPostLeaveAsync(CancellationToken cancellationToken)
    {
        var result = await members.LeaveAsync(TeamId, UserId, cancellationToken);
        return result.Succeeded ? To($"{TeamsPaths.Mine}?done=left") : Refuse(result);
    }
}
