using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

public sealed class ForgotPasswordModel(ResetPassword reset) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    /// <param name="done">What the user has just done; where other pages lead here.</param>
    public void OnGet(string? done)
    {
        if (done == "undone")
        {
            Notice = new Notice(NoticeKind.Success, "Your old address is back, and all devices are logged out. If a stranger changed it, choose a new password now; else log in.");
        }
    }

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
