using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What a user is shown of their notifications, and what they have read. A notification of somebody else is none.</summary>
public sealed class Inbox(ModuleDb db, UnreadCounts counts, TimeProvider time)
{
    /// <summary>More are asked for in several steps.</summary>
    public const int MostAtOnce = 100;

    /// <summary>A user's notifications, newest first.</summary>
    /// <param name="before">Only those that came before this one; null begins with the newest.</param>
    /// <param name="count">From 1 to <see cref="MostAtOnce"/>.</param>
    public async Task<IReadOnlyList<Notification>> ListAsync(Guid userId, Guid? before, bool onlyUnread, int count, CancellationToken cancellationToken)
    {
        var all = Shown(userId);
        if (onlyUnread)
        {
            all = all.Where(one => one.ReadAt == null);
        }

        if (before is { } id)
        {
            // By a condition and not by a number of rows to skip: what comes meanwhile moves nothing.
            all = all.Where(one => db.Context.Set<Notification>().Any(from => from.Id == id && from.UserId == userId
                && (one.CreatedAt < from.CreatedAt || (one.CreatedAt == from.CreatedAt && one.Id.CompareTo(from.Id) < 0))));
        }

        return await all.AsNoTracking().OrderByDescending(one => one.CreatedAt).ThenByDescending(one => one.Id).Take(Math.Clamp(count, 1, MostAtOnce)).ToListAsync(cancellationToken);
    }

    public Task<int> CountUnreadAsync(Guid userId, CancellationToken cancellationToken) => Shown(userId).CountAsync(one => one.ReadAt == null, cancellationToken);

    /// <returns>The notification; null when there is none with this id.</returns>
    public async Task<Notification?> MarkReadAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var changed = await Shown(userId).Where(one => one.Id == id && one.ReadAt == null).ExecuteUpdateAsync(change => change.SetProperty(one => one.ReadAt, now), cancellationToken);
        if (changed > 0)
        {
            counts.Changed(userId);
        }

        return await Shown(userId).AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
    }

    public async Task MarkAllReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await Shown(userId).Where(one => one.ReadAt == null).ExecuteUpdateAsync(change => change.SetProperty(one => one.ReadAt, now), cancellationToken);
        counts.Changed(userId);
    }

    private IQueryable<Notification> Shown(Guid userId) => db.Context.Set<Notification>().Where(one => one.UserId == userId && one.IsShown);
}
