using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What is done with the notifications of one kind.</summary>
public readonly record struct NotificationModes(NotificationMode Email, NotificationMode InApp);

/// <summary>A kind, and what the user has chosen for it or is done without a choice.</summary>
public sealed record PreferenceChoice(NotificationKind Kind, NotificationModes Modes);

/// <summary>What a user wants of one kind; null leaves a channel as it is.</summary>
public sealed record PreferenceChange(string Kind, NotificationMode? Email, NotificationMode? InApp);

/// <summary>What users want to be told, by kind and channel. A kind that is transactional is always on, whatever is stored.</summary>
public sealed class Preferences(ModuleDb db, NotificationKinds kinds)
{
    public Task<NotificationModes> OfAsync(Guid userId, string kind, CancellationToken cancellationToken) =>
        // One that nobody has registered is an e-mail with an unsubscribe link of its own.
        OfAsync(userId, kinds.Find(kind) ?? new NotificationKind(kind, kind), cancellationToken);

    public async Task<NotificationModes> OfAsync(Guid userId, NotificationKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (kind.IsTransactional)
        {
            return Of(kind, []);
        }

        var rows = await Rows(userId).Where(one => one.Kind == kind.Name).ToListAsync(cancellationToken);
        return Of(kind, rows);
    }

    /// <summary>All registered kinds, in the modules' order.</summary>
    public async Task<IReadOnlyList<PreferenceChoice>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var rows = (await Rows(userId).ToListAsync(cancellationToken)).ToLookup(one => one.Kind);
        return [.. kinds.All.Select(kind => new PreferenceChoice(kind, Of(kind, rows[kind.Name])))];
    }

    /// <summary>Keeps what a user has chosen, all of it or nothing; null when that is done.</summary>
    public async Task<Refusal?> SaveAsync(Guid userId, IReadOnlyList<PreferenceChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count > kinds.All.Count)
        {
            return Refusals.UnknownKind;
        }

        foreach (var change in changes)
        {
            if (Check(change) is { } refusal)
            {
                return refusal;
            }
        }

        await using var transaction = db.Context.Database.CurrentTransaction is null ? await db.Context.Database.BeginTransactionAsync(cancellationToken) : null;
        // Always in the same order: two requests never wait for each other's rows.
        foreach (var change in changes.OrderBy(one => one.Kind, StringComparer.Ordinal))
        {
            foreach (var (channel, mode) in new[] { (NotificationChannel.Email, change.Email), (NotificationChannel.InApp, change.InApp) })
            {
                if (mode is { } chosen && kinds.Find(change.Kind) is { IsTransactional: false })
                {
                    await SetAsync(userId, change.Kind, channel, chosen, cancellationToken);
                }
            }
        }

        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>Turns the e-mails of a kind off, at once. A kind that no module registers (any more) can be turned off too.</summary>
    /// <returns>Null when that is done.</returns>
    public async Task<Refusal?> UnsubscribeAsync(Guid userId, string kind, CancellationToken cancellationToken)
    {
        if (kinds.Find(kind) is { IsTransactional: true })
        {
            return Refusals.AlwaysSent(kinds.TitleOf(kind));
        }

        await SetAsync(userId, kind, NotificationChannel.Email, NotificationMode.Off, cancellationToken);
        return null;
    }

    private Refusal? Check(PreferenceChange change)
    {
        if (kinds.Find(change.Kind) is not { } kind)
        {
            return Refusals.UnknownKind;
        }

        var isOn = change is { Email: null or NotificationMode.On, InApp: null or NotificationMode.On };
        return kind.IsTransactional && !isOn ? Refusals.AlwaysSent(kind.Title)
            : change.Email == NotificationMode.Digest && !kind.MayBeDigested ? Refusals.NotInDigest(kind.Title)
            : change.InApp == NotificationMode.Digest ? Refusals.DigestIsMail
            : null;
    }

    private static NotificationModes Of(NotificationKind kind, IEnumerable<NotificationPreference> rows)
    {
        var modes = new NotificationModes(kind.IsTransactional ? NotificationMode.On : kind.DefaultEmail, NotificationMode.On);
        foreach (var row in rows)
        {
            modes = row.Channel == NotificationChannel.Email ? modes with { Email = row.Mode } : modes with { InApp = row.Mode };
        }

        return modes;
    }

    /// <summary>Two requests may do it at once, as mail providers repeat theirs: the row is there afterwards, whoever made it.</summary>
    private async Task SetAsync(Guid userId, string kind, NotificationChannel channel, NotificationMode mode, CancellationToken cancellationToken)
    {
        for (var isLast = false; ; isLast = true)
        {
            if (await db.Context.Set<NotificationPreference>().Where(one => one.UserId == userId && one.Kind == kind && one.Channel == channel)
                .ExecuteUpdateAsync(change => change.SetProperty(one => one.Mode, mode), cancellationToken) > 0)
            {
                return;
            }

            var row = db.Context.Add(new NotificationPreference { UserId = userId, Kind = kind, Channel = channel, Mode = mode });
            try
            {
                await db.Context.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException) when (!isLast)
            {
                row.State = EntityState.Detached;
            }
        }
    }

    private IQueryable<NotificationPreference> Rows(Guid userId) => db.Context.Set<NotificationPreference>().AsNoTracking().Where(one => one.UserId == userId);
}
