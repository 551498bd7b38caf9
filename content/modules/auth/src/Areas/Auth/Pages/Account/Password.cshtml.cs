using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class PasswordModel(ChangePassword change, PasswordRules rules, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty]
    public string? CurrentPassword { get; set; }

    [BindProperty]
    public string? NewPassword { get; set; }

    public FormField NewPasswordField => new(
        "newPassword", "New password", "password", "new-password",
        Hint: $"{settings.Value.PasswordMinLength} characters or more.", MaxLength: PasswordRules.Longest, IsChecked: true);

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

    /// <summary>Whether the new password may be one.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken) =>
        Check(NewPasswordField, await rules.CheckAsync(NewPassword, NewPasswordField.Name, cancellationToken, User.FindFirstValue(ClaimTypes.Email), User.Identity!.Name) is { } weak ? [weak] : []);
}
