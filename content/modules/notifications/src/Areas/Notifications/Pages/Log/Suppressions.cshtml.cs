using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages.Log;

[Authorize(PlatformAdmin.Policy)]
public sealed class SuppressionsModel(SuppressedAddresses addresses) : NotificationsPageModel
{
    private const int Shown = 50;

    public IReadOnlyList<Suppression> All { get; private set; } = [];

    public string? Address { get; private set; }

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Older { get; private set; }

    public Task OnGetAsync(string? address, Guid? before, string? done, CancellationToken cancellationToken)
    {
        Notice = done == "removed" ? new Notice(NoticeKind.Success, "The address is written to again.") : null;
        return LoadAsync(address, before, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await addresses.RemoveAsync(id, cancellationToken) is not { } refusal)
        {
            return To($"{NotificationsPaths.Suppressions}?done=removed");
        }

        await LoadAsync(null, null, cancellationToken);
        return Refuse(refusal);
    }

    private async Task LoadAsync(string? address, Guid? before, CancellationToken cancellationToken)
    {
        Address = address;
        var found = await addresses.ListAsync(address, before, Shown + 1, cancellationToken);
        All = [.. found.Take(Shown)];
        Older = found.Count > Shown ? $"{NotificationsPaths.Suppressions}?address={Uri.EscapeDataString(address ?? "")}&before={All[^1].Id}" : null;
    }
}
