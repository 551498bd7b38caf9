using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
[RequireReauthentication]
public sealed class PasskeysModel(Passkeys passkeys) : AuthPageModel
{
    public IReadOnlyList<UserPasskey> All { get; private set; } = [];

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "added" => new Notice(NoticeKind.Success, "The passkey is added."),
            "renamed" => new Notice(NoticeKind.Success, "The passkey has its new name."),
            "removed" => new Notice(NoticeKind.Success, "The passkey is removed."),
            _ => null,
        };
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostRenameAsync(string? id, string? name, CancellationToken cancellationToken) =>
        await AnswerAsync(await passkeys.RenameAsync(User, id, name, cancellationToken), "renamed", cancellationToken);

    public async Task<IActionResult> OnPostRemoveAsync(string? id, CancellationToken cancellationToken) =>
        await AnswerAsync(await passkeys.RemoveAsync(User, id, cancellationToken), "removed", cancellationToken);

    private async Task<IActionResult> AnswerAsync(AuthResult result, string done, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            return To($"{AuthPaths.Passkeys}?done={done}");
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => All = await passkeys.ListAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);
}
