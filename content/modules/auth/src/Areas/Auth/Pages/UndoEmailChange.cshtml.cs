using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where the link to the old address leads: looking consumes nothing (A3).</summary>
public sealed class UndoEmailChangeModel(UndoEmailChange undo) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public PendingEmailChange? Change { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Change = await undo.FindAsync(Token, cancellationToken);
        if (Change is null)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.LinkIsVoid.Message);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await undo.RunAsync(Token, cancellationToken);
        return result.Succeeded ? To($"{AuthPaths.ForgotPassword}?done=undone") : Refuse(result);
    }
}
