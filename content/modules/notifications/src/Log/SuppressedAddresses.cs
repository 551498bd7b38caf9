using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The addresses that get nothing but what is about their account, for administrators.</summary>
public sealed partial class SuppressedAddresses(ModuleDb db, ICurrentUser administrator, ILogger<SuppressedAddresses> logger)
{
    /// <summary>More are asked for in several steps.</summary>
    public const int MostAtOnce = 100;

    /// <summary>The newest first.</summary>
    /// <param name="address">A part of the address; null or empty finds all.</param>
    /// <param name="before">Only those that were listed before this one; null begins with the newest.</param>
    public async Task<IReadOnlyList<Suppression>> ListAsync(string? address, Guid? before, int count, CancellationToken cancellationToken)
    {
        var all = db.Context.Set<Suppression>().AsNoTracking();
        if (address?.Trim() is { Length: > 0 } typed)
        {
            var part = typed.ToLowerInvariant();
            all = all.Where(one => one.EmailNormalized.Contains(part));
        }

        if (before is { } id)
        {
            all = all.Where(one => db.Context.Set<Suppression>().Any(from => from.Id == id && (one.At < from.At || (one.At == from.At && one.Id.CompareTo(from.Id) < 0))));
        }

        return await all.OrderByDescending(one => one.At).ThenByDescending(one => one.Id).Take(Math.Clamp(count, 1, MostAtOnce)).ToListAsync(cancellationToken);
    }

    /// <summary>Takes an address off the list, so that it is written to again.</summary>
    /// <returns>Null when that is done.</returns>
    public async Task<Refusal?> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Context.Set<Suppression>().Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return Refusals.NoSuchSuppression;
        }

        LogRemoved(id, administrator.Id);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The suppression {Id} was removed by the administrator {Administrator}.")]
    private partial void LogRemoved(Guid id, Guid? administrator);
}
