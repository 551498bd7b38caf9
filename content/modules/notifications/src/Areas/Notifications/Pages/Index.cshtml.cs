using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages;

[Authorize(NotificationsPolicies.User)]
public sealed class IndexModel(Inbox inbox, IAuthorizationService authorization) : NotificationsPageModel
{
    private const int Shown = 25;

    public IReadOnlyList<Notification> All { get; private set; } = [];

    /// <summary>The notification before which the list goes on; null at its end.</summary>
    public Guid? Older { get; private set; }

    /// <summary>Of all, not of those that are shown.</summary>
    public int Unread { get; private set; }

    public bool IsAdministrator { get; private set; }

    /// <param name="before">Where the list begins; the newest without.</param>
    public async Task OnGetAsync(Guid? before, string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "read" => new Notice(NoticeKind.Success, "The notification is marked as read."),
            "all" => new Notice(NoticeKind.Success, "All notifications are marked as read."),
            _ => null,
        };
        await LoadAsync(before, cancellationToken);
    }

    public async Task<IActionResult> OnPostReadAsync(Guid id, CancellationToken cancellationToken) =>
        await inbox.MarkReadAsync(UserId, id, cancellationToken) is null ? await RefuseAsync(cancellationToken) : To($"{NotificationsPaths.List}?done=read");

    /// <summary>Marks it as read and leads to what it is about.</summary>
    public async Task<IActionResult> OnPostOpenAsync(Guid id, CancellationToken cancellationToken) =>
        await inbox.MarkReadAsync(UserId, id, cancellationToken) is { } one
            // It was checked when it was written; what stands in the database may be older than the check.
            ? To(LocalPath.Is(one.Link) ? one.Link : NotificationsPaths.List)
            : await RefuseAsync(cancellationToken);

    public async Task<IActionResult> OnPostReadAllAsync(CancellationToken cancellationToken)
    {
        await inbox.MarkAllReadAsync(UserId, cancellationToken);
        return To($"{NotificationsPaths.List}?done=all");
    }

    private async Task<IActionResult> RefuseAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(null, cancellationToken);
        return Refuse(Refusals.NoSuchNotification);
    }

    private async Task LoadAsync(Guid? before, CancellationToken cancellationToken)
    {
        var found = await inbox.ListAsync(UserId, before, onlyUnread: false, Shown + 1, cancellationToken);
        All = [.. found.Take(Shown)];
        Older = found.Count > Shown ? All[^1].Id : null;
        Unread = await inbox.CountUnreadAsync(UserId, cancellationToken);
        IsAdministrator = (await authorization.AuthorizeAsync(User, PlatformAdmin.Policy)).Succeeded;
    }
}
