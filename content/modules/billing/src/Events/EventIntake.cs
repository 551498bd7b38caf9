using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>The first phase: an event is written down and nothing else, so that the answer is quick and nothing is lost.</summary>
internal sealed partial class EventIntake(ModuleDb db, StripeKeys keys, EventSignal signal, TimeProvider time, ILogger<EventIntake> logger)
{
    /// <returns>Whether it was new.</returns>
    public async Task<bool> StoreAsync(string provider, EventReading reading, byte[] body, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        if (await IsKnownAsync(provider, reading.Id, hash, cancellationToken))
        {
            return false;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var isOurMode = reading.LiveMode == keys.IsLive;
        db.Context.Add(new ProviderEvent
        {
            Provider = provider,
            EventId = reading.Id,
            Type = reading.Type,
            CustomerId = reading.CustomerId,
            Payload = Encoding.UTF8.GetString(body),
            PayloadHash = hash,
            ApiVersion = reading.ApiVersion,
            LiveMode = reading.LiveMode,
            CreatedAt = reading.CreatedAt,
            ReceivedAt = now,
            NextAttemptAt = now,
            State = isOurMode ? ProviderEventState.Pending : ProviderEventState.Ignored,
            Reason = isOurMode ? null : $"It is of {(reading.LiveMode ? "live" : "test")} mode, and the key in use is not.",
        });
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Two deliveries at once: the other one was quicker. Anything else is thrown again by the look.
            db.Context.ChangeTracker.Clear();
            if (!await IsKnownAsync(provider, reading.Id, hash, cancellationToken))
            {
                throw;
            }

            return false;
        }

        signal.Set();
        return true;
    }

    private async Task<bool> IsKnownAsync(string provider, string id, string hash, CancellationToken cancellationToken)
    {
        var known = await db.Context.Set<ProviderEvent>().Where(one => one.Provider == provider && one.EventId == id).Select(one => one.PayloadHash).FirstOrDefaultAsync(cancellationToken);
        if (known is not null && known != hash)
        {
            LogAnotherBody(provider, id);
        }

        return known is not null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Provider} delivered the event {Id} a second time with another body; the first one is kept.")]
    private partial void LogAnotherBody(string provider, string id);
}
