using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages.Log;

[Authorize(PlatformAdmin.Policy)]
public sealed class MessageModel(MessageLog log, ResendMessage resend) : NotificationsPageModel
{
    public LoggedMessage Logged { get; private set; } = null!;

    /// <summary>Null when it may be sent again.</summary>
    public string? WhyNotResent { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string? done, CancellationToken cancellationToken)
    {
        Notice = done == "resent" ? new Notice(NoticeKind.Success, "It is queued once more: this is the new message.") : null;
        return await LoadAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostResendAsync(Guid id, CancellationToken cancellationToken)
    {
        var resent = await resend.RunAsync(id, cancellationToken);
        if (resent.Id is { } again)
        {
            return To($"{NotificationsPaths.Message(again)}?done=resent");
        }

        return await LoadAsync(id, cancellationToken) ? Refuse(resent.Refusal!) : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await log.FindAsync(id, cancellationToken) is not { } found)
        {
            return false;
        }

        Logged = found;
        WhyNotResent = (await resend.RefuseAsync(found.Email, cancellationToken))?.Message;
        return true;
    }
}
