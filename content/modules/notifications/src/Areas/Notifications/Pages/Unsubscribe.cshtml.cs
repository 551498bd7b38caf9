using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages;

/// <summary>
/// Opened from an e-mail, by somebody who need not be logged in: the link says who it is. The form carries no antiforgery token, and
/// neither does the POST that a mail program sends to the same address (RFC 8058, 3.2).
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class UnsubscribeModel(Unsubscribe unsubscribe) : NotificationsPageModel
{
    private const string OneClickField = "List-Unsubscribe";
    private const string OneClick = "One-Click";

    /// <summary>What it is about; null when the link is not good.</summary>
    public UnsubscribeOffer? Offer { get; private set; }

    public string? Token { get; private set; }

    public Task OnGetAsync(string? token, CancellationToken cancellationToken) => LoadAsync(token, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromQuery] string? token, CancellationToken cancellationToken)
    {
        var refusal = await unsubscribe.RunAsync(token, cancellationToken);
        if (Request.HasFormContentType && Request.Form[OneClickField] == OneClick)
        {
            // A program: no page and, as the standard wants it, no redirect.
            return new ContentResult { Content = refusal?.Message ?? Words.Unsubscribed, ContentType = "text/plain; charset=utf-8", StatusCode = refusal?.Status ?? 200 };
        }

        await LoadAsync(token, cancellationToken);
        if (refusal is not null)
        {
            return Refuse(refusal);
        }

        Notice = new Notice(NoticeKind.Success, Words.Unsubscribed);
        return Page();
    }

    private async Task LoadAsync(string? token, CancellationToken cancellationToken)
    {
        Token = token;
        Offer = await unsubscribe.LookAsync(token, cancellationToken);
        if (Offer is null)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.LinkVoid.Message);
        }
    }
}
