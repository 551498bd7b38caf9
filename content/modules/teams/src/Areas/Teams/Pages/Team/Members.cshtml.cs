using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.MembersRead)]
public sealed class MembersModel(ICurrentTeam current, Members members, CustomRoles roles) : TeamPageModel(current)
{
    private const int Shown = 50;

    private IReadOnlyList<RoleAnswer> _roles = [];

    /// <summary>The last membership of the page before; null on the first.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public IReadOnlyList<MemberAnswer> All { get; private set; } = [];

    public Guid? Next { get; private set; }

    /// <summary>Those that may be given to a member, and the one that the member has.</summary>
    public IEnumerable<RoleAnswer> RolesFor(MemberAnswer member) => _roles.Where(role => role.MayGive || role.Id == member.RoleId);

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "role" => Done("The role is changed."),
            "disabled" => Done("The member is disabled."),
            "enabled" => Done("The member is enabled again."),
            "removed" => Done("The member is removed."),
            "transferred" => Done("The team is handed over. You are an admin of it now."),
            _ => null,
        };
        var result = await LoadAsync(cancellationToken);
        return result.Succeeded ? Page() : Answer(result);
    }

    public async Task<IActionResult> OnPostRoleAsync(Guid id, Guid roleId, CancellationToken cancellationToken) =>
        await EndAsync(await members.ChangeRoleAsync(TeamId, UserId, id, roleId, cancellationToken), "role", cancellationToken);

    public async Task<IActionResult> OnPostDisableAsync(Guid id, CancellationToken cancellationToken) => await EndAsync(await members.DisableAsync(TeamId, UserId, id, cancellationToken), "disabled", cancellationToken);

    public async Task<IActionResult> OnPostEnableAsync(Guid id, CancellationToken cancellationToken) => await EndAsync(await members.EnableAsync(TeamId, UserId, id, cancellationToken), "enabled", cancellationToken);

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken) => await EndAsync(await members.RemoveAsync(TeamId, UserId, id, cancellationToken), "removed", cancellationToken);

    private async Task<IActionResult> EndAsync(AuthResult result, string done, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            return To($"{TeamsPaths.Members(Slug)}?done={done}");
        }

        if (Proof(result) is { } proof)
        {
            return proof;
        }

        await LoadAsync(cancellationToken);
        // These forms have no field of their own to stand at.
        return Refuse(AuthResult.Refused([.. result.Refusals.Select(one => one with { Field = "" })]));
    }

    private async Task<AuthResult> LoadAsync(CancellationToken cancellationToken)
    {
        var result = await members.ListAsync(TeamId, UserId, After, Shown, cancellationToken);
        (All, Next) = (result.Value?.Members ?? [], result.Value?.Next);
        _roles = (await roles.ListAsync(TeamId, UserId, cancellationToken)).Value?.Roles ?? [];
        return result;
    }
}
