using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Re-authentication: pages with <see cref="RequireReauthenticationAttribute"/> lead here and back.</summary>
[Authorize(AuthPolicies.SignedIn)]
[WithoutTerms]
public sealed class ConfirmModel(Reauthentication reauthentication) : AuthPageModel
{
    [BindProperty]
    public string? CurrentPassword { get; set; }

    public bool HasPassword { get; private set; } = true;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        HasPassword = await reauthentication.HasPasswordAsync(User, HttpContext.RequestAborted);
        await next();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await reauthentication.ByPasswordAsync(User, CurrentPassword, cancellationToken);
        return result.Succeeded ? Back() : Refuse(result);
    }
}
