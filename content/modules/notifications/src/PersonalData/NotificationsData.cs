using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// What this module knows about a user. A copy holds the messages without their words, which are sealed or gone; whoever has the
/// mailbox has them. An address on the suppression list stays there without the user's id: it has to, so that nobody writes to it.
/// </summary>
internal sealed class NotificationsData(ModuleDb db) : IPersonalDataSource
{
    public string Title => "Notifications";

    public async Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var context = db.Context;
        var items = await context.Set<Notification>().Where(one => one.UserId == userId).OrderBy(one => one.CreatedAt)
            .Select(one => new { one.Kind, one.Title, one.Body, one.Link, one.CreatedAt, one.ReadAt }).ToListAsync(cancellationToken);
        var preferences = (await context.Set<NotificationPreference>().AsNoTracking().Where(one => one.UserId == userId).OrderBy(one => one.Kind).ToListAsync(cancellationToken))
            .Select(one => new { one.Kind, Channel = one.Channel.ToString(), Mode = one.Mode.ToString() }).ToList();
        var emails = await context.Set<EmailRecord>().Where(one => one.UserId == userId).OrderBy(one => one.QueuedAt)
            .Select(one => new { one.Id, one.Kind, one.To, one.Subject, one.State, one.QueuedAt, one.SentAt }).ToListAsync(cancellationToken);
        var events = (await context.Set<EmailEvent>().AsNoTracking()
            .Where(one => context.Set<EmailRecord>().Any(email => email.Id == one.EmailId && email.UserId == userId)).OrderBy(one => one.At).ToListAsync(cancellationToken)).ToLookup(one => one.EmailId);
        return items.Count == 0 && preferences.Count == 0 && emails.Count == 0 ? null : new
        {
            Notifications = items,
            Preferences = preferences,
            Emails = emails.Select(one => new
            {
                one.Kind,
                one.To,
                one.Subject,
                State = one.State.ToString(),
                one.QueuedAt,
                one.SentAt,
                Reports = events[one.Id].Select(report => new { Type = report.Type.ToString(), report.At }),
            }),
        };
    }

    public async Task EraseAsync(Guid userId, CancellationToken cancellationToken)
    {
        var context = db.Context;
        await context.Set<Notification>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await context.Set<NotificationPreference>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await context.Set<DigestDay>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        // What a provider has reported of them can name a recipient, too.
        await context.Set<EmailEvent>().Where(one => context.Set<EmailRecord>().Any(email => email.Id == one.EmailId && email.UserId == userId)).ExecuteDeleteAsync(cancellationToken);
        await context.Set<EmailRecord>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
