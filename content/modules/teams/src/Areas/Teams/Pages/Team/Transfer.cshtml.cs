using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.TeamTransfer)]
[RequireReauthentication]
public sealed class TransferModel(ICurrentTeam current, TransferOwnership transfer, Members members) : TeamPageModel(current)
{
    /// <summary>The last membership of the page before; null on the first.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public IReadOnlyList<MemberAnswer> Candidates { get; private set; } = [];

    public Guid? Next { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(Guid membershipId, CancellationToken cancellationToken)
    {
        var result = await transfer.RunAsync(TeamId, UserId, membershipId, cancellationToken);
        if (result.Succeeded)
        {
            return To($"{TeamsPaths.Members(Slug)}?done=transferred");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var page = (await members.ListAsync(TeamId, UserId, After, Members.MostAtOnce, cancellationToken)).Value;
        Candidates = [.. (page?.Members ?? []).Where(one => !one.IsYou && one.State == MembershipState.Active)];
        Next = page?.Next;
    }
}
