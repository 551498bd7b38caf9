using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class SessionsModel(Sessions sessions, RevokeSessions revoke) : AuthPageModel
{
    [BindProperty]
    public string? CurrentPassword { get; set; }

    public IReadOnlyList<UserSession> All { get; private set; } = [];

    public Guid? Current => AuthClaims.SessionOf(User);

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "one" => new Notice(NoticeKind.Success, "The device is logged out."),
            "others" => new Notice(NoticeKind.Success, "All other devices are logged out."),
            _ => null,
        };
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken cancellationToken) =>
        await AnswerAsync(await revoke.OneAsync(User, id, cancellationToken), "one", cancellationToken);

    public async Task<IActionResult> OnPostRevokeOthersAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await revoke.OthersAsync(User, CurrentPassword, cancellationToken), "others", cancellationToken);

    private async Task<IActionResult> AnswerAsync(AuthResult result, string done, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            return To($"{AuthPaths.Sessions}?done={done}");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => All = await sessions.ListAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);
}
