using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>The first phase: an event is written down and nothing else, so that the answer is quick and nothing is lost.</summary>
internal sealed partial class EventIntake(ModuleDb db, EventQueue queue, WriteTurns turns, StripeKeys keys, EventSignal signal, TimeProvider time, ILogger<EventIntake> logger)
{
    /// <summary>
    /// Returns once the event is on the disk. Those that arrive while others are written are written together, by one of them: a commit waits for the disk, and so they
    /// wait once.
    /// </summary>
    /// <returns>Whether it was new.</returns>
    public async Task<bool> StoreAsync(string provider, EventReading reading, byte[] body, CancellationToken cancellationToken)
    {
        var waiting = queue.Add(Row(provider, reading, body));
        try
        {
            using var turn = await queue.TurnAsync(cancellationToken);
            while (!waiting.Task.IsCompleted)
            {
                // Not this request's alone: one that is broken off must not take the others with it.
                await StoreAsync(queue.TakeAll());
            }
        }
        catch (OperationCanceledException)
        {
            queue.Remove(waiting);
            throw;
        }

        return await waiting.Task;
    }

    private ProviderEvent Row(string provider, EventReading reading, byte[] body)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var isOurMode = reading.LiveMode == keys.IsLive;
        return new ProviderEvent
        {
            Provider = provider,
            EventId = reading.Id,
            Type = reading.Type,
            CustomerId = reading.CustomerId,
            Payload = Encoding.UTF8.GetString(body),
            PayloadHash = Convert.ToHexStringLower(SHA256.HashData(body)),
            ApiVersion = reading.ApiVersion,
            LiveMode = reading.LiveMode,
            CreatedAt = reading.CreatedAt,
            ReceivedAt = now,
            NextAttemptAt = now,
            State = isOurMode ? ProviderEventState.Pending : ProviderEventState.Ignored,
            Reason = isOurMode ? null : $"It is of {(reading.LiveMode ? "live" : "test")} mode, and the key in use is not.",
        };
    }

    /// <summary>Gives each of them its answer, whatever happens.</summary>
    private async Task StoreAsync(IReadOnlyList<WaitingEvent> all)
    {
        try
        {
            await StoreTogetherAsync(all);
            return;
        }
        catch (DbUpdateException exception) when (all is [var only])
        {
            await TellAsync(only, exception);
            return;
        }
        catch (DbUpdateException)
        {
            // Another instance was quicker with one of them, or one cannot be written: each alone says which.
        }
        catch (Exception exception)
        {
            foreach (var one in all)
            {
                one.Fail(exception);
            }

            return;
        }

        foreach (var one in all)
        {
            await StoreAsync([one]);
        }
    }

    private async Task StoreTogetherAsync(IReadOnlyList<WaitingEvent> all)
    {
        db.Context.ChangeTracker.Clear();
        var known = await HashesAsync(all);
        var (added, others) = (new List<WaitingEvent>(), new List<WaitingEvent>());
        foreach (var one in all)
        {
            // A second delivery may stand in the same row of those who wait.
            (known.TryAdd(one.Key, one.Row.PayloadHash) ? added : others).Add(one);
        }

        if (added.Count > 0)
        {
            db.Context.AddRange(added.Select(one => one.Row));
            using var turn = await turns.ForAnAnswerAsync(db.Context, CancellationToken.None);
            await db.Context.SaveChangesAsync(CancellationToken.None);
            signal.Set();
        }

        foreach (var one in added)
        {
            one.Answer(true);
        }

        foreach (var one in others)
        {
            AnswerKnown(one, known[one.Key]);
        }
    }

    /// <summary>One that could not be written: it is there already, from another instance, or this is a failure.</summary>
    private async Task TellAsync(WaitingEvent one, Exception failure)
    {
        try
        {
            db.Context.ChangeTracker.Clear();
            if ((await HashesAsync([one])).TryGetValue(one.Key, out var hash))
            {
                AnswerKnown(one, hash);
            }
            else
            {
                one.Fail(failure);
            }
        }
        catch (Exception exception)
        {
            one.Fail(exception);
        }
    }

    private void AnswerKnown(WaitingEvent one, string hash)
    {
        if (hash != one.Row.PayloadHash)
        {
            LogAnotherBody(one.Row.Provider, one.Row.EventId);
        }

        one.Answer(false);
    }

    /// <summary>The hashes of those that are stored already.</summary>
    private async Task<Dictionary<(string Provider, string EventId), string>> HashesAsync(IReadOnlyList<WaitingEvent> all)
    {
        var known = new Dictionary<(string Provider, string EventId), string>();
        foreach (var ofProvider in all.Select(one => one.Row).ToLookup(row => row.Provider, row => row.EventId))
        {
            // By the whole key: by the id alone every event that was ever stored would be looked at. And one statement for any number of ids, so that it is made once.
            var (provider, ids) = (ofProvider.Key, ofProvider.Distinct().ToList());
            var stored = await db.Context.Set<ProviderEvent>().Where(one => one.Provider == provider && EF.Parameter(ids).Contains(one.EventId))
                .Select(one => new { one.EventId, one.PayloadHash }).ToListAsync(CancellationToken.None);
            stored.ForEach(one => known.Add((provider, one.EventId), one.PayloadHash));
        }

        return known;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Provider} delivered the event {Id} a second time with another body; the first one is kept.")]
    private partial void LogAnotherBody(string provider, string id);
}
