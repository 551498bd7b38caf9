using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

internal sealed class SuppressionList(ModuleDb db, TimeProvider clock) : ISuppressions
{
    private const int LongestSource = 50;
    private const int LongestPage = 200;
    private const int Attempts = 5;

    /// <summary>Puts an address into the unit of work. A report that is older than the entry changes nothing.</summary>
    public static async Task PutAsync(DbContext context, string address, SuppressionReason reason, string source, DateTime at, CancellationToken cancellationToken)
    {
        var normalized = MailAddresses.Normalize(address);
        var entries = context.Set<Suppression>();
        var entry = entries.Local.FirstOrDefault(one => one.EmailNormalized == normalized)
            ?? await entries.FirstOrDefaultAsync(one => one.EmailNormalized == normalized, cancellationToken);
        if (entry is null)
        {
            entries.Add(new Suppression { EmailNormalized = normalized, Reason = reason, Source = source, At = at });
        }
        else if (entry.At < at)
        {
            (entry.Reason, entry.Source, entry.At) = (reason, source, at);
        }
    }

    public async Task AddAsync(string address, SuppressionReason reason, string source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!EmailMessage.IsAddress(address))
        {
            throw new ArgumentException("This is not an e-mail address.", nameof(address));
        }

        if (source.Length > LongestSource)
        {
            throw new ArgumentException($"The source has more than {LongestSource} characters.", nameof(source));
        }

        for (var attempt = 1; ; attempt++)
        {
            await PutAsync(db.Context, address, reason, source, clock.GetUtcNow().UtcDateTime, cancellationToken);
            try
            {
                await db.Context.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // A webhook has put it here meanwhile.
                foreach (var entry in db.Context.ChangeTracker.Entries<Suppression>().ToList())
                {
                    entry.State = EntityState.Detached;
                }
            }
        }
    }

    public async Task<bool> RemoveAsync(string address, CancellationToken cancellationToken)
    {
        var normalized = MailAddresses.Normalize(address);
        return await db.Context.Set<Suppression>().Where(one => one.EmailNormalized == normalized).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    public Task<Suppression?> FindAsync(string address, CancellationToken cancellationToken)
    {
        var normalized = MailAddresses.Normalize(address);
        return db.Context.Set<Suppression>().AsNoTracking().FirstOrDefaultAsync(one => one.EmailNormalized == normalized, cancellationToken);
    }

    public async Task<bool> IsUnreachableAsync(string address, CancellationToken cancellationToken) =>
        await FindAsync(address, cancellationToken) is { Reason: SuppressionReason.HardBounce };

    public async Task<IReadOnlyList<Suppression>> ListAsync(string? search, int skip, int take, CancellationToken cancellationToken)
    {
        var entries = db.Context.Set<Suppression>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var part = search.Trim().ToLowerInvariant();
            entries = entries.Where(one => one.EmailNormalized.Contains(part));
        }

        return await entries.OrderByDescending(one => one.At).ThenBy(one => one.Id).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, LongestPage)).ToListAsync(cancellationToken);
    }
}
