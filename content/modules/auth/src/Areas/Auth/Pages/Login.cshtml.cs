using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

public sealed class LoginModel(PasswordSignIn signIn, EmailCodeSignIn codes, Registration registration) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public bool OffersCodes => codes.IsOffered;

    public bool MaySignUp => !registration.IsClosed;

    /// <param name="done">What the user has just done; where other pages lead here.</param>
    public IActionResult OnGet(string? done)
    {
        if (IsSignedIn)
        {
            return Back();
        }

        Notice = done switch
        {
            "verified" => new Notice(NoticeKind.Success, "Your address is confirmed. You can log in now."),
            "reset" => new Notice(NoticeKind.Success, "Your password is changed, and all devices are logged out. Log in with the new one."),
            "email" => new Notice(NoticeKind.Success, "Your address is changed. Log in with the new one."),
            "deleted" => new Notice(NoticeKind.Success, "Your account is closed. The message that we sent says when it is erased; log in before then to keep it."),
            _ => null,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await signIn.SignInAsync(Email, Password, cancellationToken);
        return result.Value switch
        {
            { IsSignedIn: true } => Back(),
            { IsSignedIn: false } => To(LocalUrl.Append(AuthPaths.TwoFactor, ReturnUrl)),
            null => Refuse(result),
        };
    }
}
