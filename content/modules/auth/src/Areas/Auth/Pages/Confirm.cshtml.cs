using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Re-authentication: pages with <see cref="RequireReauthenticationAttribute"/> lead here and back.</summary>
[Authorize(AuthPolicies.SignedIn)]
[WithoutTerms]
public sealed class ConfirmModel(Reauthentication reauthentication) : AuthPageModel
{
    [BindProperty]
    public string? CurrentPassword { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await reauthentication.ByPasswordAsync(User, CurrentPassword, cancellationToken);
        return result.Succeeded ? Back() : Refuse(result);
    }
}
