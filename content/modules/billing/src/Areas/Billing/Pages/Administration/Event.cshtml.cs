using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class EventModel(EventLog log, EventReplay replay) : BillingPageModel
{
    public ProviderEvent Event { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, string? done, CancellationToken cancellationToken)
    {
        Notice = done == "replayed" ? new Notice(NoticeKind.Success, "The event is handled once more, within some seconds.") : null;
        if (await log.FindAsync(id, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        Event = found;
        return Page();
    }

    public async Task<IActionResult> OnPostReplayAsync(string id, CancellationToken cancellationToken) =>
        await replay.ReplayAsync(StripeProvider.Id, id, cancellationToken) ? LocalRedirect($"~{BillingPaths.Event(id)}?done=replayed") : NotFound();
}
