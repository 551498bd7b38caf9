using System.Threading.Channels;

namespace QuickScale.Modules.Notifications;

/// <summary>Wakes the worker of this instance when something was committed; other instances find it by looking.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    public void SetAfter(TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
        {
            Set();
            return;
        }

        _ = LaterAsync(wait);
    }

    /// <summary>Returns when there is a signal, or after the given time.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(atMost);
        try
        {
            await _channel.Reader.ReadAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task LaterAsync(TimeSpan wait)
    {
        // Not before the time that was written into the row: a timer may be a moment early.
        await Task.Delay(wait + TimeSpan.FromMilliseconds(20));
        Set();
    }
}
