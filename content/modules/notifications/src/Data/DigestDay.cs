namespace QuickScale.Modules.Notifications;

/// <summary>A day for which a user has got a digest: the row keeps a second one from being written.</summary>
public sealed class DigestDay
{
    public Guid UserId { get; set; }

    /// <summary>The day in the user's own time zone.</summary>
    public DateOnly Day { get; set; }
}
