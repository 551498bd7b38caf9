namespace QuickScale.Modules.Billing;

/// <summary>The events that wait in this process to be written down. Whoever has the turn writes all of them.</summary>
internal sealed class EventQueue : IDisposable
{
    /// <summary>So many are written at once at most: an event may have a megabyte.</summary>
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly LinkedList<WaitingEvent> _waiting = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    public WaitingEvent Add(ProviderEvent row)
    {
        var one = new WaitingEvent(row);
        lock (_lock)
        {
            _waiting.AddLast(one);
        }

        return one;
    }

    /// <summary>Of one whose sender has gone; whoever has it already keeps it.</summary>
    public void Remove(WaitingEvent one)
    {
        lock (_lock)
        {
            _waiting.Remove(one);
        }
    }

    /// <summary>The eldest first. For whoever has the turn.</summary>
    public List<WaitingEvent> TakeAll()
    {
        lock (_lock)
        {
            var taken = _waiting.Take(Most).ToList();
            taken.ForEach(one => _waiting.Remove(one));
            return taken;
        }
    }

    /// <summary>In the order of asking.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>An event that is not written down yet, and the answer for whoever brought it.</summary>
internal sealed class WaitingEvent(ProviderEvent row)
{
    // What follows the answer must not run in the turn of whoever gives it.
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProviderEvent Row { get; } = row;

    public (string Provider, string EventId) Key => (Row.Provider, Row.EventId);

    /// <summary>Whether the event was new.</summary>
    public Task<bool> Task => _answer.Task;

    public void Answer(bool isNew) => _answer.TrySetResult(isNew);

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
