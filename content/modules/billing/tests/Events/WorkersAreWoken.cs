namespace QuickScale.Modules.Billing.Tests;

/// <summary>A worker waits for its time to look, and no longer than until something was stored.</summary>
public class WorkersAreWoken
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly EventSignal _signal = new();

    [Test]
    public async Task B4_A_signal_ends_the_wait_also_one_that_came_before_it()
    {
        var waiting = _signal.WaitAsync(Long, default);
        waiting.IsCompleted.ShouldBeFalse();
        _signal.Set();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));

        _signal.Set();
        await _signal.WaitAsync(Long, default).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task B4_Many_signals_are_one_round()
    {
        for (var count = 0; count < 3; count++)
        {
            _signal.Set();
        }

        await _signal.WaitAsync(Long, default).WaitAsync(TimeSpan.FromSeconds(30));

        _signal.WaitAsync(Long, default).IsCompleted.ShouldBeFalse("one look finds all that was stored");
    }

    [Test]
    public async Task B4_Without_a_signal_it_is_looked_all_the_same() =>
        await _signal.WaitAsync(TimeSpan.FromMilliseconds(20), default).WaitAsync(TimeSpan.FromSeconds(30));

    [Test]
    public async Task An_application_that_stops_ends_the_wait()
    {
        using var stopping = new CancellationTokenSource();
        var waiting = _signal.WaitAsync(Long, stopping.Token);
        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
