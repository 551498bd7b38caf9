using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What an administrator looks for; what is null or empty does not matter.</summary>
/// <param name="Kind">The beginning of it: <c>auth.</c> finds all kinds of that module.</param>
/// <param name="Address">A part of the recipient's address.</param>
public sealed record MessageFilter(EmailState? State = null, string? Kind = null, string? Address = null);

/// <summary>A message and what was reported of it, the oldest first.</summary>
public sealed record LoggedMessage(EmailRecord Email, IReadOnlyList<EmailEvent> Events);

/// <summary>All messages that were queued, for administrators: for as long as the log is kept.</summary>
public sealed class MessageLog(ModuleDb db)
{
    /// <summary>More are asked for in several steps.</summary>
    public const int MostAtOnce = 100;

    /// <summary>The newest first.</summary>
    /// <param name="before">Only those that were queued before this one; null begins with the newest.</param>
    /// <param name="count">From 1 to <see cref="MostAtOnce"/>.</param>
    public async Task<IReadOnlyList<EmailRecord>> ListAsync(MessageFilter filter, Guid? before, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var all = db.Context.Set<EmailRecord>().AsNoTracking();
        if (filter.State is { } state)
        {
            all = all.Where(one => one.State == state);
        }

        if (filter.Kind?.Trim() is { Length: > 0 } kind)
        {
            all = all.Where(one => one.Kind.StartsWith(kind));
        }

        if (filter.Address?.Trim() is { Length: > 0 } address)
        {
            var part = address.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // It is the database's lower(), which knows no culture.
            all = all.Where(one => one.To.ToLower().Contains(part));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (before is { } id)
        {
            all = all.Where(one => db.Context.Set<EmailRecord>().Any(from => from.Id == id
                && (one.QueuedAt < from.QueuedAt || (one.QueuedAt == from.QueuedAt && one.Id.CompareTo(from.Id) < 0))));
        }

        return await all.OrderByDescending(one => one.QueuedAt).ThenByDescending(one => one.Id).Take(Math.Clamp(count, 1, MostAtOnce)).ToListAsync(cancellationToken);
    }

    /// <summary>One message; null when there is none with this id.</summary>
    public async Task<LoggedMessage?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Context.Set<EmailRecord>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is not { } email)
        {
            return null;
        }

        var events = await db.Context.Set<EmailEvent>().AsNoTracking().Where(one => one.EmailId == id).OrderBy(one => one.At).ThenBy(one => one.ReceivedAt).ToListAsync(cancellationToken);
        return new LoggedMessage(email, events);
    }
}
