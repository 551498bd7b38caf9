using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>A notification in the application.</summary>
public sealed class Notification : IGlobalEntity
{
    public const int LongestTitle = 200;
    public const int LongestBody = 2000;
    public const int LongestLink = 500;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    /// <summary>The account (a team) that it is about; null for none.</summary>
    public Guid? OwnerId { get; set; }

    public string Kind { get; set; } = "";

    /// <summary>One line.</summary>
    public string Title { get; set; } = "";

    /// <summary>Plain text; may be empty.</summary>
    public string Body { get; set; } = "";

    /// <summary>A path of the site, from <c>/</c>; empty for none.</summary>
    public string Link { get; set; } = "";

    public DateTime CreatedAt { get; set; }

    /// <summary>Null while it is unread.</summary>
    public DateTime? ReadAt { get; set; }

    /// <summary>Whether the application shows it; one that waits for the digest alone it does not, unless the digest has no room for it.</summary>
    public bool IsShown { get; set; } = true;

    /// <summary>Whether it goes into the next digest.</summary>
    public bool AwaitsDigest { get; set; }

    /// <summary>When it went into a digest; null while it has not.</summary>
    public DateTime? DigestedAt { get; set; }
}
