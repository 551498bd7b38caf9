using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class PasswordModel(ChangePassword change, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty]
    public string? CurrentPassword { get; set; }

    [BindProperty]
    public string? NewPassword { get; set; }

    public string PasswordHint => $"{settings.Value.PasswordMinLength} characters or more.";

    public void OnGet(bool done)
    {
        if (done)
        {
            Notice = new Notice(NoticeKind.Success, "Your password is changed, and all other devices are logged out.");
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await change.RunAsync(User, CurrentPassword, NewPassword, cancellationToken);
        return result.Succeeded ? To($"{AuthPaths.Password}?done=true") : Refuse(result);
    }
}
