using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Lets events be handled once more. Since the state is fetched, that does no harm at any time.</summary>
public sealed partial class EventReplay(ModuleDb db, TimeProvider time, ILogger<EventReplay> logger)
{
    /// <param name="eventId">From an address or a command, so it may be anything.</param>
    /// <returns>Whether there is such an event.</returns>
    public async Task<bool> ReplayAsync(string provider, string eventId, CancellationToken cancellationToken) =>
        EventReading.IsName(eventId) && await ReplayAsync(db.Context.Set<ProviderEvent>().Where(one => one.Provider == provider && one.EventId == eventId), cancellationToken) == 1;

    /// <summary>All dead letters.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> ReplayFailedAsync(CancellationToken cancellationToken) => ReplayAsync(db.Context.Set<ProviderEvent>().Where(one => one.State == ProviderEventState.Failed), cancellationToken);

    private async Task<int> ReplayAsync(IQueryable<ProviderEvent> events, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var count = await events.ExecuteUpdateAsync(
            set => set.SetProperty(one => one.State, ProviderEventState.Pending).SetProperty(one => one.Attempts, 0).SetProperty(one => one.NextAttemptAt, now)
                .SetProperty(one => one.HandledAt, (DateTime?)null).SetProperty(one => one.Reason, (string?)null), cancellationToken);
        LogReplayed(count);
        return count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} events are handled once more.")]
    private partial void LogReplayed(int count);
}
