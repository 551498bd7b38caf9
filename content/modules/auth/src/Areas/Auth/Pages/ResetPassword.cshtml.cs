using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where the link in the mail leads: looking consumes nothing (A3).</summary>
public sealed class ResetPasswordModel(ResetPassword reset, PasswordRules rules, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whose password it is; null when the link is not good.</summary>
    public string? Address { get; private set; }

    public FormField PasswordField => new(
        "password", "New password", "password", "new-password",
        Hint: $"{settings.Value.PasswordMinLength} characters or more.", MaxLength: PasswordRules.Longest, IsChecked: true);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Address = await reset.AddressOfAsync(Token, cancellationToken);
        if (Address is null)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.LinkIsVoid.Message);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await reset.RunAsync(Token, Password, cancellationToken);
        if (result.Succeeded)
        {
            return To($"{AuthPaths.Login}?done=reset");
        }

        Address = await reset.AddressOfAsync(Token, cancellationToken);
        return Refuse(result);
    }

    /// <summary>Whether the new password may be one.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken) =>
        Check(PasswordField, await rules.CheckAsync(Password, PasswordField.Name, cancellationToken, await reset.AddressOfAsync(Token, cancellationToken)) is { } weak ? [weak] : []);
}
