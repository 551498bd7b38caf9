namespace QuickScale.Modules.Notifications;

/// <summary>Names of this module's authorization policies; administrators have core's.</summary>
public static class NotificationsPolicies
{
    /// <summary>Whoever is signed in, by whatever module.</summary>
    public const string User = "Notifications.User";
}
