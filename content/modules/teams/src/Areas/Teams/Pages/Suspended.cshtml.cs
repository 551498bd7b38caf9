using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace QuickScale.Modules.Teams.Pages;

/// <summary>Tells the members of a suspended team why (T15).</summary>
[ReachableWhileSuspended]
public sealed class SuspendedModel(ICurrentTeam team) : PageModel
{
    public string Name => team.Team!.Name;

    public string? Reason => team.Team!.SuspendedReason;

    /// <summary>When all is well again, the page that members come back to leads on.</summary>
    public IActionResult OnGet() => team.Team!.State == TeamState.Suspended ? Page() : LocalRedirect($"~/t/{team.Slug}");
}
