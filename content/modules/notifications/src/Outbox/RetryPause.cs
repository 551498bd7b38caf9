using System.Security.Cryptography;

namespace QuickScale.Modules.Notifications;

/// <summary>How long to wait before the next attempt: three times as long each time, up to an hour, and a quarter more or less by chance, so that what failed together does not come back together.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="attempts">How many there were.</param>
    public static TimeSpan After(int attempts) => After(attempts, RandomNumberGenerator.GetInt32(0, 1001) / 1000.0);

    /// <param name="chance">From 0 to 1.</param>
    internal static TimeSpan After(int attempts, double chance)
    {
        var pause = First.TotalSeconds * Math.Pow(3, Math.Clamp(attempts - 1, 0, 20));
        return TimeSpan.FromSeconds(Math.Min(pause, Longest.TotalSeconds) * (0.75 + (chance / 2)));
    }
}
