using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <param name="Title">The kind in words stands in <paramref name="KindTitle"/>; this is what happened.</param>
/// <param name="Link">A path of the site; null for none.</param>
/// <param name="ReadAt">Null while it is unread.</param>
public sealed record NotificationAnswer(Guid Id, string Kind, string KindTitle, string Title, string Body, string? Link, DateTime CreatedAt, DateTime? ReadAt)
{
    internal static NotificationAnswer Of(Notification one, NotificationKinds kinds) =>
        new(one.Id, one.Kind, kinds.TitleOf(one.Kind), one.Title, one.Body, one.Link.Length > 0 ? one.Link : null, one.CreatedAt, one.ReadAt);
}

/// <param name="Older">Whether the list goes on: ask for what came before its last one.</param>
public sealed record NotificationsAnswer(IReadOnlyList<NotificationAnswer> Items, bool Older);

public sealed record UnreadAnswer(int Count);

internal static class InboxApi
{
    public static void MapInbox(this RouteGroupBuilder api)
    {
        api.MapGet("/items", async (Guid? before, bool? unread, int? take, ICurrentUser user, Inbox inbox, NotificationKinds kinds, CancellationToken cancellationToken) =>
            {
                var count = Math.Clamp(take ?? Inbox.MostAtOnce - 1, 1, Inbox.MostAtOnce - 1);
                var found = await inbox.ListAsync(user.Id!.Value, before, unread ?? false, count + 1, cancellationToken);
                return Results.Ok(new NotificationsAnswer([.. found.Take(count).Select(one => NotificationAnswer.Of(one, kinds))], found.Count > count));
            })
            .WithName("ListNotifications").WithSummary("The user's notifications, newest first: 99 at most, or as many as `take` says, from the one that came before `before`; with `unread` only those that were not read.")
            .Produces<NotificationsAnswer>().Refuses(StatusCodes.Status401Unauthorized);

        api.MapGet("/unread", async (ICurrentUser user, Inbox inbox, CancellationToken cancellationToken) =>
                Results.Ok(new UnreadAnswer(await inbox.CountUnreadAsync(user.Id!.Value, cancellationToken))))
            .WithName("CountUnreadNotifications").WithSummary("How many notifications the user has not read.")
            .Produces<UnreadAnswer>().Refuses(StatusCodes.Status401Unauthorized);

        api.MapPost("/items/{id:guid}/read", async (Guid id, ICurrentUser user, Inbox inbox, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await inbox.MarkReadAsync(user.Id!.Value, id, cancellationToken) is null ? Refusals.NoSuchNotification : null))
            .WithName("MarkNotificationRead").WithSummary("Marks a notification as read.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);

        api.MapPost("/read-all", async (ICurrentUser user, Inbox inbox, CancellationToken cancellationToken) =>
            {
                await inbox.MarkAllReadAsync(user.Id!.Value, cancellationToken);
                return Results.NoContent();
            })
            .WithName("MarkAllNotificationsRead").WithSummary("Marks all notifications of the user as read.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized);
    }
}
