using Microsoft.AspNetCore.Http;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What an administrator sends to see that all works.</summary>
public sealed record TestContent : NotificationContent
{
    public const string Name = "notifications.test";

    public override string Kind => Name;

    public override string Title => "This is a test";

    public override string Body => "It was sent from the message log, to whoever pressed the button.";

    public override string Link => NotificationsPaths.Log;
}

/// <summary>Tells the administrator who asks for it something, in the way that everybody is told: by the queue, the provider and the open page.</summary>
public sealed class TestNotification(ModuleDb db, INotifier notifier, ICurrentUser administrator)
{
    /// <returns>Null when it is queued.</returns>
    public async Task<Refusal?> SendAsync(CancellationToken cancellationToken)
    {
        if (administrator.Id is not { } id)
        {
            return new Refusal("not_signed_in", "Please log in first.", Status: StatusCodes.Status401Unauthorized);
        }

        await notifier.NotifyAsync(new TestContent(), id, cancellationToken: cancellationToken);
        await db.Context.SaveChangesAsync(cancellationToken);
        return null;
    }
}
