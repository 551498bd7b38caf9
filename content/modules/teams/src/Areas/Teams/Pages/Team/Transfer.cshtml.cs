using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.TeamTransfer)]
[RequireReauthentication]
public sealed class TransferModel(ICurrentTeam current, TransferOwnership transfer, Members members) : TeamPageModel(current)
{
    public IReadOnlyList<MemberAnswer> Candidates { get; private set; } = [];

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

    private async Task LoadAsync(CancellationToken cancellationToken) =>
        Candidates = [.. ((await members.ListAsync(TeamId, UserId, cancellationToken)).Value ?? []).Where(one => !one.IsYou && one.State == MembershipState.Active)];
}
