using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Who of this process writes next on SQLite, which has one writer at a time. There a writer who meets another one sleeps and looks again, and some are overtaken for a
/// third of a second; here they stand in a queue. What somebody waits for comes right after the write that is going on, what is done in the background after that.
/// On PostgreSQL everybody writes at once, and nobody waits here.
/// </summary>
public sealed class WriteTurns : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1);

    /// <summary>Of the background's writers one at most stands in the writers' queue.</summary>
    private readonly SemaphoreSlim _background = new(1);

    /// <summary>For an answer that somebody waits for. A turn is held for one short write, and never while another one is asked for.</summary>
    public async Task<IDisposable> ForAnAnswerAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (!context.Database.IsSqlite())
        {
            return Turn.OfEverybody;
        }

        await _writer.WaitAsync(cancellationToken);
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
            await _writer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _background.Release();
            throw;
        }

        return new Turn(_writer, _background);
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
