using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
[RequireReauthentication]
[WithoutTerms]
public sealed class DeleteModel(DeleteAccount delete) : AuthPageModel
{
    [BindProperty]
    public bool Confirm { get; set; }

    public IReadOnlyList<string> Obstacles { get; private set; } = [];

    public int GraceDays => delete.GraceDays;

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = Confirm ? await delete.RunAsync(User, cancellationToken) : Refusals.DeletionNotConfirmed;
        if (result.Succeeded)
        {
            return To($"{AuthPaths.Login}?done=deleted");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Obstacles = await delete.ObstaclesAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);
}
