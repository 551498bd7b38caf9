using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where the callback leads when nobody has the provider's account yet: no account is made without a word.</summary>
public sealed class ExternalSignUpModel(ExternalSignUp signUp, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public bool AcceptTerms { get; set; }

    public PendingExternalSignUp? Pending { get; } = signUp.Find();

    /// <summary>Null when no agreement is asked for.</summary>
    public string? TermsUrl => settings.Value.TermsVersion.Length == 0 ? null
        : settings.Value.TermsUrl.StartsWith('/') ? Url.Content("~" + settings.Value.TermsUrl)
        : settings.Value.TermsUrl;

    public void OnGet()
    {
        (Email, Name) = (Pending?.Email, Pending?.Name);
        if (Pending is null)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.SignInExpired.Message);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await signUp.RunAsync(new ExternalSignUpRequest(Email, Name, AcceptTerms), cancellationToken);
        if (result.Value is not { } outcome)
        {
            return Refuse(result);
        }

        ReturnUrl = outcome.ReturnUrl;
        return outcome.SignIn switch
        {
            null => To(AuthPaths.CheckMail),
            { IsSignedIn: true } => Back(),
            _ => To(LocalUrl.Append(AuthPaths.TwoFactor, ReturnUrl)),
        };
    }
}
