using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// What a notification says: a record for each sort, with what it needs as its parameters. All members are read with the recipient's
/// culture as the current one.
/// </summary>
/// <example><code>
/// public sealed record Invited(string Team, string Path) : NotificationContent
/// {
///     public override string Kind => "teams.invited";
///     public override string Title => $"You are invited to {Team}";
///     public override string? Link => Path;
/// }
/// </code></example>
public abstract record NotificationContent
{
    /// <summary>The name of a registered <see cref="NotificationKind"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>One line, of no more than <see cref="Notification.LongestTitle"/> characters, that says nothing secret: it is the e-mail's subject too.</summary>
    public abstract string Title { get; }

    /// <summary>Plain text of no more than <see cref="Notification.LongestBody"/> characters; empty where the title says all.</summary>
    public virtual string Body => "";

    /// <summary>The path of the site that it is about, from <c>/</c>; null for none.</summary>
    public virtual string? Link => null;

    /// <summary>An e-mail of its own; null makes one of title, body and link. Its kind is that of the notification.</summary>
    public virtual EmailContent? Email => null;
}
