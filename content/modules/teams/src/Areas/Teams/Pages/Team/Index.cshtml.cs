using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

/// <summary>Where a team begins. An application that has something better to show puts a page of its own at the same path.</summary>
[Authorize(AuthPolicies.SignedIn)]
public sealed class IndexModel(ICurrentTeam current, TeamReader reader, Members members) : TeamPageModel(current)
{
    public string RoleName { get; private set; } = "";

    public string? Logo => TeamLogo.PathOf(Team);

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done == "joined" ? Done("You have joined the team.") : null;
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostLeaveAsync(CancellationToken cancellationToken)
    {
        var result = await members.LeaveAsync(TeamId, UserId, cancellationToken);
        if (result.Succeeded)
        {
            return To($"{TeamsPaths.Mine}?done=left");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) =>
        RoleName = (await reader.FindAsync(TeamId, UserId, null, cancellationToken)).View?.Role.Name ?? "";
}
