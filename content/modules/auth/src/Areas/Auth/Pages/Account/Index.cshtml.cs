using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class IndexModel : AuthPageModel
{
    public string? Email => User.FindFirstValue(ClaimTypes.Email);
}
