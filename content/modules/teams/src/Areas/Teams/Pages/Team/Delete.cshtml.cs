using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.TeamDelete)]
[RequireReauthentication]
[ReachableWhileSuspended]
public sealed class DeleteModel(ICurrentTeam current, DeleteTeam delete, ExportTeam export) : TeamPageModel(current)
{
    [BindProperty]
    public string? ConfirmName { get; set; }

    public int GraceDays => delete.GraceDays;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await delete.RunAsync(TeamId, UserId, ConfirmName, cancellationToken);
        return result.Succeeded ? To($"{TeamsPaths.Mine}?done=deleted") : Refuse(result);
    }

    public async Task<IActionResult> OnPostExportAsync(CancellationToken cancellationToken)
    {
        var result = await export.RunAsync(TeamId, UserId, cancellationToken);
        return result.Value is { } file ? File(file.Content, file.ContentType, file.Name) : Refuse(result);
    }
}
