using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What a provider reports of a mail. A report that comes twice is kept once.</summary>
public sealed class EmailEvent : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Who reports, as in <c>postmark</c>.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The provider's id of the report; unique together with <see cref="Provider"/>.</summary>
    public string ProviderEventId { get; set; } = "";

    /// <summary>Null when no mail of ours is meant, or it is forgotten already.</summary>
    public Guid? EmailId { get; set; }

    public EmailEventType Type { get; set; }

    /// <summary>When it happened (UTC), by the provider's clock.</summary>
    public DateTime At { get; set; }

    public DateTime ReceivedAt { get; set; }

    /// <summary>A few words, without secrets: the class of a bounce, the path of a link without its query. Null for none.</summary>
    public string? Detail { get; set; }
}

/// <summary>Reports of all providers in the same seven words.</summary>
public enum EmailEventType
{
    Sent,
    Delivered,
    Bounced,
    Complained,
    Opened,
    Clicked,
    Unsubscribed,
}
