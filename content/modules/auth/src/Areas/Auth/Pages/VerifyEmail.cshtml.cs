using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where the link in the mail leads: looking consumes nothing, since mail scanners look too (A3).</summary>
public sealed class VerifyEmailModel(VerifyEmail verify) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public bool IsLive { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        IsLive = await verify.IsLiveAsync(Token, cancellationToken);
        if (!IsLive)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.LinkIsVoid.Message);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await verify.ConfirmAsync(Token, cancellationToken);
        return result.Succeeded ? To(LocalUrl.Append($"{AuthPaths.Login}?done=verified", ReturnUrl)) : Refuse(result);
    }
}
