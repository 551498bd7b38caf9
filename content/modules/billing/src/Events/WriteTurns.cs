using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Who of this process writes next on SQLite, which has one writer at a time. There a writer who meets another one sleeps and looks again, and some are overtaken for a
/// third of a second; here they stand in a queue. What somebody waits for comes right after the write that is going on. What is done in the background waits for a gap
/// between answers, since its writes are the long ones, but never for long: the backlog must get smaller while webhooks come in all the time.
/// On PostgreSQL everybody writes at once, and nobody waits here.
/// </summary>
public sealed class WriteTurns : IDisposable
{
    /// <summary>Without an answer for so long, the sender has nothing more at the moment.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(10);

    /// <summary>The background waits no longer for a gap.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(60);

    private readonly SemaphoreSlim _writer = new(1);

    /// <summary>Of the background's writers one at most stands in the writers' queue.</summary>
    private readonly SemaphoreSlim _background = new(1);

    /// <summary>When an answer last had its turn, in milliseconds of the system's uptime.</summary>
    private long _lastAnswer = long.MinValue / 2;

    /// <summary>For an answer that somebody waits for. A turn is held for one short write, and never while another one is asked for.</summary>
    public async Task<IDisposable> ForAnAnswerAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (!context.Database.IsSqlite())
        {
            return Turn.OfEverybody;
        }

        await _writer.WaitAsync(cancellationToken);
        Volatile.Write(ref _lastAnswer, Environment.TickCount64);
        return new Turn(_writer, null);
    }

    /// <inheritdoc cref="ForAnAnswerAsync"/>
    public async Task<IDisposable> InTheBackgroundAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (!context.Database.IsSqlite())
        {
            return Turn.OfEverybody;
        }

        await _background.WaitAsync(cancellationToken);
        try
        {
            await GapAsync(cancellationToken);
            await _writer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _background.Release();
            throw;
        }

        return new Turn(_writer, _background);
    }

    private async Task GapAsync(CancellationToken cancellationToken)
    {
        var begun = Environment.TickCount64;
        while (Environment.TickCount64 is var now && now - Volatile.Read(ref _lastAnswer) < Gap.TotalMilliseconds && now - begun < LongestWait.TotalMilliseconds)
        {
            await Task.Delay(Gap, cancellationToken);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _background.Dispose();
    }

    private sealed class Turn(SemaphoreSlim? writer, SemaphoreSlim? background) : IDisposable
    {
        public static readonly Turn OfEverybody = new(null, null);

        public void Dispose()
        {
            writer?.Release();
            background?.Release();
        }
    }
}
