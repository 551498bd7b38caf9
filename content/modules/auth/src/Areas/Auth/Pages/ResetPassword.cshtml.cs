using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where the link in the mail leads: looking consumes nothing (A3).</summary>
public sealed class ResetPasswordModel(ResetPassword reset, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whose password it is; null when the link is not good.</summary>
    public string? Address { get; private set; }

    public string PasswordHint => $"{settings.Value.PasswordMinLength} characters or more.";

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
}
