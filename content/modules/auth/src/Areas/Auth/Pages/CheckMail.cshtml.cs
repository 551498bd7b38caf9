using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where a sign-up leads to, whatever has become of it; the link is sent again from here.</summary>
public sealed class CheckMailModel(VerifyEmail verify) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await verify.SendAgainAsync(Email, cancellationToken);
        if (!result.Succeeded)
        {
            return Refuse(result);
        }

        Notice = new Notice(NoticeKind.Success, "If an account waits for its address to be confirmed, the link is on its way.");
        return Page();
    }
}
