using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What arrived of the provider and what became of it, for administrators; the newest first.</summary>
public sealed class EventLog(ModuleDb db)
{
    /// <param name="state">Null for all.</param>
    /// <param name="customer">The provider's id; null or empty for all.</param>
    /// <param name="before">The id of the event after which the list goes on; null for its beginning.</param>
    public async Task<IReadOnlyList<ProviderEvent>> ListAsync(ProviderEventState? state, string? customer, string? before, int count, CancellationToken cancellationToken)
    {
        var all = db.Context.Set<ProviderEvent>().AsNoTracking();
        all = state is { } wanted ? all.Where(one => one.State == wanted) : all;
        all = customer is { Length: > 0 } ? all.Where(one => EventReading.IsName(customer) && one.CustomerId == customer) : all;
        if (before is { Length: > 0 } && await FindAsync(before, cancellationToken) is { ReceivedAt: var at })
        {
            // The database compares, as it orders.
#pragma warning disable CA1309
            all = all.Where(one => one.ReceivedAt < at || (one.ReceivedAt == at && string.Compare(one.EventId, before) < 0));
#pragma warning restore CA1309
        }

        return await all.OrderByDescending(one => one.ReceivedAt).ThenByDescending(one => one.EventId).Take(count).ToListAsync(cancellationToken);
    }

    /// <param name="id">From an address, so it may be anything.</param>
    public async Task<ProviderEvent?> FindAsync(string id, CancellationToken cancellationToken) =>
        !EventReading.IsName(id) ? null : await db.Context.Set<ProviderEvent>().AsNoTracking().FirstOrDefaultAsync(one => one.Provider == StripeProvider.Id && one.EventId == id, cancellationToken);

    /// <returns>Null for all; <paramref name="isKnown"/> says whether it was one at all.</returns>
    internal static ProviderEventState? StateOf(string? text, out bool isKnown)
    {
        var found = Enum.TryParse<ProviderEventState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) && !int.TryParse(text, out _);
        isKnown = found || string.IsNullOrEmpty(text);
        return found ? state : null;
    }
}
