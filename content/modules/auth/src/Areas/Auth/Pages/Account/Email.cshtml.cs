using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
[RequireReauthentication]
public sealed class EmailModel(ChangeEmail change) : AuthPageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public FormField EmailField => new("email", "New e-mail address", "email", "email", Email, "We send a link there, and a notice to the present address.", IsChecked: true);

    public PendingEmailChange? Pending { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => Pending = await change.PendingAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await change.RequestAsync(User, Email, cancellationToken);
        return result.Succeeded ? To(AuthPaths.Email) : Refuse(result);
    }

    /// <summary>Whether what is typed is an address at all.</summary>
    public IActionResult OnPostCheck() => Check(EmailField, EmailAddress.TryParse(Email, out _) ? [] : [Refusals.EmailInvalid]);
}
