using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
[RequireReauthentication]
public sealed class LoginsModel(ExternalLogins logins, ExternalProviders providers) : AuthPageModel
{
    public IReadOnlyList<ExternalLogin> All { get; private set; } = [];

    public string NameOf(ExternalLogin login)
    {
        ArgumentNullException.ThrowIfNull(login);
        return providers.DisplayNameOf(login.LoginProvider);
    }

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "linked" => new Notice(NoticeKind.Success, "The login is added."),
            "removed" => new Notice(NoticeKind.Success, "The login is removed."),
            _ => null,
        };
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? provider, string? subject, CancellationToken cancellationToken)
    {
        var result = await logins.UnlinkAsync(User, provider, subject, cancellationToken);
        if (result.Succeeded)
        {
            return To($"{AuthPaths.Logins}?done=removed");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => All = await logins.ListAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);
}
