using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

public sealed class ForgotPasswordModel(ResetPassword reset) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await reset.RequestAsync(Email, cancellationToken);
        if (!result.Succeeded)
        {
            return Refuse(result);
        }

        Notice = new Notice(NoticeKind.Success, "If the address has an account, the link is on its way. It is good for one hour.");
        return Page();
    }
}
