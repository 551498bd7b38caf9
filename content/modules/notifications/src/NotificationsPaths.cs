namespace QuickScale.Modules.Notifications;

/// <summary>The paths of the module's pages: the same in all themes, since e-mails lead to them.</summary>
public static class NotificationsPaths
{
    public const string List = "/notifications";
    public const string Preferences = "/account/notifications";
    public const string Unsubscribe = UnsubscribeLinks.Path;
    public const string Log = "/notifications/log";
    public const string Suppressions = "/notifications/suppressions";

    /// <summary>A message of the log.</summary>
    public static string Message(Guid id) => $"{Log}/{id}";
}
