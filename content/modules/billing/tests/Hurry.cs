namespace QuickScale.Modules.Billing.Tests;

/// <summary>Lets seconds pass in a fiftieth of the time, for what runs in the background by a timer.</summary>
internal sealed class Hurry : TimeProvider
{
    private const int Times = 50;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Short(System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)));

    /// <summary>Waits until something is so that happens in the background.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        for (var end = DateTime.UtcNow.AddSeconds(30); !await isSo(); await Task.Delay(20))
        {
            DateTime.UtcNow.ShouldBeLessThan(end, $"{what}, at last");
        }
    }

    /// <summary>An infinite one stays so.</summary>
    private static TimeSpan Shorten(TimeSpan time) => time < TimeSpan.Zero ? time : time / Times;

    private sealed class Short(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Shorten(dueTime), Shorten(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
