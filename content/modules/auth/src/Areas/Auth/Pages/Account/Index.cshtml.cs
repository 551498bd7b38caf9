using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class IndexModel : AuthPageModel
{
    public string? Email => User.FindFirstValue(ClaimTypes.Email);

    /// <param name="done">What the user has just done; where other pages lead here.</param>
    public void OnGet(string? done)
    {
        if (done == "email")
        {
            Notice = new Notice(NoticeKind.Success, "The new address is confirmed.");
        }
    }
}
