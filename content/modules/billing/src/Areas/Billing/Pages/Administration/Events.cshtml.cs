using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class EventsModel(EventLog log, EventReplay replay) : BillingPageModel
{
    private const int Shown = 50;

    public IReadOnlyList<ProviderEvent> All { get; private set; } = [];

    /// <summary>As they were asked for.</summary>
    public string? State { get; private set; }

    public string? Customer { get; private set; }

    /// <summary>Where the list goes on, with the same filter; null at its end.</summary>
    public string? Older { get; private set; }

    public async Task OnGetAsync(string? state, string? customer, string? before, int? replayed, CancellationToken cancellationToken)
    {
        (State, Customer) = (state, customer?.Trim());
        Notice = replayed is { } count ? new Notice(NoticeKind.Success, $"Events that are handled once more: {count}.") : null;
        var wanted = EventLog.StateOf(state, out var isKnown);
        if (!isKnown)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.NoSuchState.Message);
            return;
        }

        var found = await log.ListAsync(wanted, Customer, before, Shown + 1, cancellationToken);
        All = [.. found.Take(Shown)];
        Older = found.Count > Shown ? $"{BillingPaths.Events}?state={Uri.EscapeDataString(state ?? "")}&customer={Uri.EscapeDataString(Customer ?? "")}&before={Uri.EscapeDataString(All[^1].EventId)}" : null;
    }

    public async Task<IActionResult> OnPostReplayAsync(CancellationToken cancellationToken) =>
        LocalRedirect(FormattableString.Invariant($"~{BillingPaths.Events}?replayed={await replay.ReplayFailedAsync(cancellationToken)}"));

    internal static string Word(string state) => state switch
    {
        nameof(ProviderEventState.Pending) => "Waits",
        nameof(ProviderEventState.Processed) => "Done",
        nameof(ProviderEventState.Ignored) => "Not for us",
        _ => "Given up",
    };

    internal static string LookOf(ProviderEventState state) => state switch
    {
        ProviderEventState.Pending => "is-warning",
        ProviderEventState.Processed => "is-success",
        ProviderEventState.Failed => "is-danger",
        _ => "",
    };
}
