using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

public sealed class SignUpModel(SignUp signUp, Registration registration, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public bool AcceptTerms { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Invitation { get; set; }

    public bool IsOffered => !registration.IsClosed;

    public string PasswordHint => $"{settings.Value.PasswordMinLength} characters or more. A few words in a row are easy to remember.";

    /// <summary>Null when no agreement is asked for.</summary>
    public string? TermsUrl => settings.Value.TermsVersion.Length == 0 ? null
        : settings.Value.TermsUrl.StartsWith('/') ? Url.Content("~" + settings.Value.TermsUrl)
        : settings.Value.TermsUrl;

    public IActionResult OnGet()
    {
        if (IsSignedIn)
        {
            return Back();
        }

        if (registration.IsClosed)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.RegistrationClosed.Message);
        }
        else if (!registration.IsOpen && string.IsNullOrEmpty(Invitation))
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.InvitationNeeded.Message);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await signUp.RunAsync(new SignUpRequest(Email, Password, Name, AcceptTerms, Invitation, ReturnUrl), cancellationToken);
        return result.Succeeded ? To(AuthPaths.CheckMail) : Refuse(result);
    }
}
