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

    public bool IsLive { get; private set; }

    public string PasswordHint => $"{settings.Value.PasswordMinLength} characters or more.";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        IsLive = await reset.IsLiveAsync(Token, cancellationToken);
        if (!IsLive)
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

        IsLive = result.Refusals.All(refusal => refusal.Code != Refusals.LinkIsVoid.Code);
        return Refuse(result);
    }
}
