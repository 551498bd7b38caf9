using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages.Log;

[Authorize(PlatformAdmin.Policy)]
public sealed class IndexModel(MessageLog log, TestNotification test) : NotificationsPageModel
{
    private const int Shown = 50;

    public IReadOnlyList<EmailRecord> All { get; private set; } = [];

    /// <summary>As they were asked for.</summary>
    public string? State { get; private set; }

    public string? Kind { get; private set; }

    public string? Address { get; private set; }

    /// <summary>Where the list goes on, with the same filter; null at its end.</summary>
    public string? Older { get; private set; }

    public async Task OnGetAsync(string? state, string? kind, string? address, Guid? before, string? done, CancellationToken cancellationToken)
    {
        Notice = done == "test" ? new Notice(NoticeKind.Success, "A test is on its way to you.") : null;
        (State, Kind, Address) = (state, kind, address);
        EmailState? wanted = ApiWords.TryParse<EmailState>(state, out var known) ? known : null;
        if (!string.IsNullOrEmpty(state) && wanted is null)
        {
            Notice = new Notice(NoticeKind.Warning, Refusals.UnknownState.Message);
            return;
        }

        var found = await log.ListAsync(new MessageFilter(wanted, kind, address), before, Shown + 1, cancellationToken);
        All = [.. found.Take(Shown)];
        Older = found.Count > Shown ? $"{NotificationsPaths.Log}?state={Escaped(state)}&kind={Escaped(kind)}&address={Escaped(address)}&before={All[^1].Id}" : null;
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (await test.SendAsync(cancellationToken) is not { } refusal)
        {
            return To($"{NotificationsPaths.Log}?done=test");
        }

        await OnGetAsync(null, null, null, null, null, cancellationToken);
        return Refuse(refusal);
    }

    private static string Escaped(string? value) => Uri.EscapeDataString(value ?? "");
}
