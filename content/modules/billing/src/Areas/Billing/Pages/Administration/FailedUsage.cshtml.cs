using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class FailedUsageModel(UsageOutbox outbox) : BillingPageModel
{
    private const int Shown = 100;

    public IReadOnlyList<UsageEvent> All { get; private set; } = [];

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done == "replayed" ? new Notice(NoticeKind.Success, "It is sent once more, within some seconds.") : null;
        All = await outbox.GivenUpAsync(Shown, cancellationToken);
    }

    public async Task<IActionResult> OnPostReplayAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await outbox.ReplayAsync(id, cancellationToken))
        {
            return LocalRedirect($"~{BillingPaths.FailedUsage}?done=replayed");
        }

        await OnGetAsync(null, cancellationToken);
        return Refuse(Refusals.NoSuchUsage);
    }
}
