using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Auth.Pages;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Pages;

/// <summary>
/// Where the link in an invitation leads. Looking changes nothing (programs that check mail for dangers follow links); joining is a
/// form that is sent. No other site learns the address, since it holds the secret.
/// </summary>
[AllowAnonymous]
public sealed class InvitationModel(AcceptInvitation accept, SignUpByInvitation signUp, SignOut signOut, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public bool AcceptTerms { get; set; }

    /// <summary>Null when the invitation is not good.</summary>
    public InvitationView? View { get; private set; }

    /// <summary>A new invitation was just asked for.</summary>
    public bool HasAsked { get; private set; }

    public bool OffersSignUp => View is { IsLink: false, HasAccount: false, CurrentEmail: null } && settings.Value.Registration != RegistrationMode.Closed;

    public FormField NameField => new("name", "Name", "text", "name", Name, "What others call you. You may leave it empty.", IsRequired: false, MaxLength: Auth.User.LongestName);

    public FormField PasswordField => new(
        "password", "Password", "password", "new-password", Hint: $"{settings.Value.PasswordMinLength} characters or more. A few words in a row are easy to remember.", MaxLength: PasswordRules.Longest);

    public string? TermsUrl => settings.Value.TermsVersion.Length == 0 ? null
        : settings.Value.TermsUrl.StartsWith('/') ? Url.Content("~" + settings.Value.TermsUrl)
        : settings.Value.TermsUrl;

    public override void OnPageHandlerExecuting(Microsoft.AspNetCore.Mvc.Filters.PageHandlerExecutingContext context) => Response.Headers["Referrer-Policy"] = "no-referrer";

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        var result = await LoadAsync(cancellationToken);
        if (result.Succeeded && done == "asked")
        {
            (HasAsked, Notice) = (true, new Notice(NoticeKind.Success, "The inviter is told that you would like a new invitation."));
        }

        return result.Succeeded ? Page() : Void(result);
    }

    public async Task<IActionResult> OnPostAsync(bool asOther, CancellationToken cancellationToken)
    {
        if (AuthClaims.UserOf(User) is not { } userId)
        {
            return To(LocalUrl.Append(AuthPaths.Login, Request.Path));
        }

        return await JoinAsync(await accept.AcceptAsync(Token, userId, asOther, cancellationToken), cancellationToken);
    }

    public async Task<IActionResult> OnPostSignUpAsync(CancellationToken cancellationToken) =>
        await JoinAsync(await signUp.RunAsync(new SignUpByInvitationRequest(Token, Password, Name, AcceptTerms), cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostDeclineAsync(CancellationToken cancellationToken)
    {
        var result = await accept.DeclineAsync(Token, AuthClaims.UserOf(User), cancellationToken);
        if (!result.Succeeded)
        {
            return Void(result);
        }

        Notice = new Notice(NoticeKind.Success, "The invitation is turned down.");
        return IsSignedIn ? To($"{TeamsPaths.Mine}?done=declined") : Page();
    }

    public async Task<IActionResult> OnPostAskAgainAsync(CancellationToken cancellationToken)
    {
        var result = await accept.AskAgainAsync(Token, cancellationToken);
        return result.Succeeded ? To($"{TeamsPaths.Invitation(Token!)}?done=asked") : Void(result);
    }

    /// <summary>Ends the session and comes back, to log in or sign up as the invited one.</summary>
    public async Task<IActionResult> OnPostLogOutAsync(CancellationToken cancellationToken)
    {
        await signOut.RunAsync(User, cancellationToken);
        return To(TeamsPaths.Invitation(Token!));
    }

    private async Task<IActionResult> JoinAsync(AuthResult<JoinedAnswer> result, CancellationToken cancellationToken)
    {
        if (result.Value is { } joined)
        {
            return To($"{TeamsPaths.Team(joined.Slug)}{(joined.WasMember ? "" : "?done=joined")}");
        }

        await LoadAsync(cancellationToken);
        return View is null ? Void(result) : Refuse(result);
    }

    private async Task<AuthResult> LoadAsync(CancellationToken cancellationToken)
    {
        var result = await accept.FindAsync(Token, AuthClaims.UserOf(User), cancellationToken);
        View = result.Value;
        return result;
    }

    private Microsoft.AspNetCore.Mvc.RazorPages.PageResult Void(AuthResult result)
    {
        var page = (Microsoft.AspNetCore.Mvc.RazorPages.PageResult)Refuse(result);
        page.StatusCode = result.Refusals.Any(one => one.Status == StatusCodes.Status404NotFound) ? StatusCodes.Status404NotFound : page.StatusCode;
        return page;
    }
}
