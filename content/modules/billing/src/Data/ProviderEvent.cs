using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>An event as a provider has delivered it: written once, with its body, before anything is done about it.</summary>
public sealed class ProviderEvent : IGlobalEntity
{
    /// <summary>As in <c>stripe</c>; with <see cref="EventId"/> the key.</summary>
    public string Provider { get; set; } = "";

    public string EventId { get; set; } = "";

    /// <summary>As in <c>invoice.paid</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Whom it is about; null when it names no customer.</summary>
    public string? CustomerId { get; set; }

    /// <summary>The body as it was signed.</summary>
    public string Payload { get; set; } = "";

    /// <summary>SHA-256 of the body, in hexadecimal: a second event of the same id with another body is noticed.</summary>
    public string PayloadHash { get; set; } = "";

    /// <summary>The version in which the provider wrote it; empty when it says none.</summary>
    public string ApiVersion { get; set; } = "";

    public bool LiveMode { get; set; }

    /// <summary>When it happened (UTC), by the provider's clock.</summary>
    public DateTime CreatedAt { get; set; }

    public DateTime ReceivedAt { get; set; }

    public ProviderEventState State { get; set; }

    public int Attempts { get; set; }

    /// <summary>When it is tried next (UTC).</summary>
    public DateTime NextAttemptAt { get; set; }

    public DateTime? HandledAt { get; set; }

    /// <summary>Why it is where it is, in one sentence; null when there is nothing to say.</summary>
    public string? Reason { get; set; }
}

public enum ProviderEventState
{
    /// <summary>Waits for its first or next attempt.</summary>
    Pending,

    /// <summary>What it is about was fetched and written.</summary>
    Processed,

    /// <summary>It concerns nothing here.</summary>
    Ignored,

    /// <summary>A dead letter: given up until somebody replays it.</summary>
    Failed,
}
