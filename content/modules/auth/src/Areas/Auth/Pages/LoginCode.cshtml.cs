using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Login by a mailed code: first the address, then the code.</summary>
public sealed class LoginCodeModel(EmailCodeSignIn signIn) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public bool IsOffered => signIn.IsOffered;

    /// <summary>Whether the code is what the page asks for now.</summary>
    public bool IsSent { get; private set; }

    public bool IsWrong => ModelState["code"]?.Errors.Count > 0;

    public IActionResult OnGet()
    {
        if (IsSignedIn)
        {
            return Back();
        }

        if (!IsOffered)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.CodesNotOffered.Message);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await signIn.RequestAsync(Email, cancellationToken);
        if (!result.Succeeded)
        {
            return Refuse(result);
        }

        IsSent = true;
        return Page();
    }

    public async Task<IActionResult> OnPostVerifyAsync(CancellationToken cancellationToken)
    {
        var result = await signIn.SignInAsync(Email, Code, cancellationToken);
        IsSent = IsOffered;
        return result.Value switch
        {
            { IsSignedIn: true } => Back(),
            { IsSignedIn: false } => To(LocalUrl.Append(AuthPaths.TwoFactor, ReturnUrl)),
            null => Refuse(result),
        };
    }
}
