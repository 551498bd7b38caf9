using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What a user wants of one kind on one channel. Without a row it is on.</summary>
public sealed class NotificationPreference : IGlobalEntity
{
    public Guid UserId { get; set; }

    public string Kind { get; set; } = "";

    public NotificationChannel Channel { get; set; }

    public NotificationMode Mode { get; set; }
}

public enum NotificationChannel
{
    Email,
    InApp,
}

public enum NotificationMode
{
    On,
    Off,

    /// <summary>Once a day, together with others; for e-mail alone.</summary>
    Digest,
}
