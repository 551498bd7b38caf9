using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Billing;
using QuickScale.Modules.Teams;
using QuickScale.Modules.Teams.Pages;
using Studio.Features.ClassSessions;

namespace Studio.Pages.ClassSessions;

/// <summary>Leads to the plans, which are from now on this studio's.</summary>
[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.BillingManage)]
public sealed class PlanModel(ICurrentTeam team) : TeamPageModel(team)
{
    public IActionResult OnGet()
    {
        StudioPays.Remember(HttpContext, TeamId);
        return To(BillingPaths.Pricing);
    }
}
