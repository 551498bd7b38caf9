using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>The second step of a login.</summary>
public sealed class TwoFactorModel(SecondFactorSignIn signIn, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public bool TrustBrowser { get; set; }

    public bool IsPending { get; private set; }

    public int TrustedDays => settings.Value.TrustedBrowserDays;

    public IActionResult OnGet()
    {
        IsPending = signIn.IsPending;
        if (IsPending)
        {
            return Page();
        }

        if (IsSignedIn)
        {
            return Back();
        }

        Notice = new Notice(NoticeKind.Warning, Refusals.SignInExpired.Message);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await signIn.SignInAsync(Code, TrustBrowser, cancellationToken);
        if (result.Succeeded)
        {
            return Back();
        }

        IsPending = result.Refusals.All(refusal => refusal.Code != Refusals.SignInExpired.Code);
        return Refuse(result);
    }
}
