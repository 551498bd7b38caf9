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

    public FormField EmailField => new("email", "E-mail address", "email", "email", Email, IsChecked: true);

    public FormField NameField => new(
        "name", "Name", "text", "name", Name, "What others call you. You may leave it empty.", IsRequired: false, MaxLength: Auth.User.LongestName, IsChecked: true);

    public FormField PasswordField => new(
        "password", "Password", "password", "new-password",
        Hint: $"{settings.Value.PasswordMinLength} characters or more. A few words in a row are easy to remember.", MaxLength: PasswordRules.Longest, IsChecked: true);

    /// <summary>Null when no agreement is asked for.</summary>
    public string? TermsUrl => settings.Value.TermsVersion.Length == 0 ? null
        : settings.Value.TermsUrl.StartsWith('/') ? Url.Content("~" + settings.Value.TermsUrl)
        : settings.Value.TermsUrl;

    private SignUpRequest Typed => new(Email, Password, Name, AcceptTerms, Invitation, ReturnUrl);

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
        var result = await signUp.RunAsync(Typed, cancellationToken);
        return result.Succeeded ? To(AuthPaths.CheckMail) : Refuse(result);
    }

    /// <summary>Whether what is typed in one field may stay so; it tells nothing of accounts that are there.</summary>
    public async Task<IActionResult> OnPostCheckAsync(string? field, CancellationToken cancellationToken) =>
        new[] { EmailField, NameField, PasswordField }.FirstOrDefault(one => one.Name == field) is { } found
            ? Check(found, await signUp.CheckAsync(Typed, cancellationToken))
            : NotFound();
}
