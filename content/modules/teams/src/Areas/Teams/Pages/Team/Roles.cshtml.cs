using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.RolesManage)]
public sealed class RolesModel(ICurrentTeam current, CustomRoles roles) : TeamPageModel(current)
{
    /// <summary>The role that is changed; null for a new one.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Edit { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public IReadOnlyList<string> Granted { get; set; } = [];

    public RolesAnswer All { get; private set; } = new(false, [], []);

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "saved" => Done("Saved."),
            "deleted" => Done("The role is deleted."),
            _ => null,
        };
        var result = await LoadAsync(cancellationToken);
        if (Edit is { } id)
        {
            if (All.Roles.FirstOrDefault(one => one.Id == id && !one.IsBuiltIn) is not { } role)
            {
                return NotFound();
            }

            (Name, Granted) = (role.Name, role.Permissions);
        }

        return result.Succeeded ? Page() : Answer(result);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var request = new RoleRequest(Name, Granted);
        AuthResult result = Edit is { } id ? await roles.UpdateAsync(TeamId, UserId, id, request, cancellationToken) : await roles.CreateAsync(TeamId, UserId, request, cancellationToken);
        return await EndAsync(result, "saved", cancellationToken);
    }

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancellationToken) => await EndAsync(await roles.DeleteAsync(TeamId, UserId, id, cancellationToken), "deleted", cancellationToken);

    private async Task<IActionResult> EndAsync(AuthResult result, string done, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            return To($"{TeamsPaths.Roles(Slug)}?done={done}");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task<AuthResult> LoadAsync(CancellationToken cancellationToken)
    {
        var result = await roles.ListAsync(TeamId, UserId, cancellationToken);
        All = result.Value ?? All;
        return result;
    }
}
