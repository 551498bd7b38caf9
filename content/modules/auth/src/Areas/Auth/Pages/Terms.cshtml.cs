using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Asks for agreement to terms that have changed since the user agreed.</summary>
[Authorize(AuthPolicies.SignedIn)]
[WithoutTerms]
public sealed class TermsModel(AcceptTerms accept, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty]
    public bool AcceptTerms { get; set; }

    public string TermsUrl => settings.Value.TermsUrl.StartsWith('/') ? Url.Content("~" + settings.Value.TermsUrl) : settings.Value.TermsUrl;

    public IActionResult OnGet() => Auth.AcceptTerms.IsDue(User, settings.Value) ? Page() : Back();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await accept.RunAsync(User, AcceptTerms, cancellationToken);
        return result.Succeeded ? Back() : Refuse(result);
    }
}
