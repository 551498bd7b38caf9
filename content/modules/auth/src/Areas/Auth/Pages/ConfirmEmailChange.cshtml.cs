using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where the link to the new address leads: looking consumes nothing (A3).</summary>
public sealed class ConfirmEmailChangeModel(ChangeEmail change) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public PendingEmailChange? Change { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Change = await change.FindAsync(Token, cancellationToken);
        if (Change is null)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.LinkIsVoid.Message);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await change.ConfirmAsync(Token, cancellationToken);
        return !result.Succeeded ? Refuse(result) : IsSignedIn ? To($"{AuthPaths.Account}?done=email") : To($"{AuthPaths.Login}?done=email");
    }
}
