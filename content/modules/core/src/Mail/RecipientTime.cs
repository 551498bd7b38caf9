using System.Globalization;

namespace QuickScale.Modules.Core;

/// <summary>Times as the recipient of an e-mail reads them: for <see cref="EmailContent.Subject"/> and <see cref="EmailContent.Body"/>, which are read in their culture.</summary>
public static class RecipientTime
{
    private static readonly AsyncLocal<TimeZoneInfo?> Current = new();

    /// <summary>The recipient's zone while the words of an e-mail are made; UTC otherwise.</summary>
    public static TimeZoneInfo Zone => Current.Value ?? TimeZoneInfo.Utc;

    /// <summary>A moment on the recipient's clock.</summary>
    /// <param name="utc">In UTC.</param>
    public static DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>A moment in the recipient's zone and culture, with the zone's distance from UTC: a time without it says nothing.</summary>
    /// <param name="utc">In UTC.</param>
    public static string Format(DateTime utc)
    {
        var offset = Zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        var zone = offset == TimeSpan.Zero ? "UTC" : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");
        return $"{Local(utc).ToString("f", CultureInfo.CurrentCulture)} ({zone})";
    }

    /// <summary>Sets the zone for what this flow does until the answer is disposed of; null is UTC.</summary>
    internal static IDisposable Use(TimeZoneInfo? zone)
    {
        var before = new Restoring(Current.Value);
        Current.Value = zone;
        return before;
    }

    private sealed class Restoring(TimeZoneInfo? zone) : IDisposable
    {
        public void Dispose() => Current.Value = zone;
    }
}
