namespace QuickScale.Modules.Notifications;

/// <summary>Where a notification may lead: a path of this site, whatever the browser makes of it.</summary>
internal static class LocalPath
{
    public static bool Is(string path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && path.Length <= Notification.LongestLink && !path.Any(char.IsControl);
}
