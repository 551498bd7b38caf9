using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>A refund or a dispute as the provider has it.</summary>
public sealed class Reversal : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    public string Provider { get; set; } = "";

    public string ExternalId { get; set; } = "";

    public bool LiveMode { get; set; }

    public ReversalKind Kind { get; set; }

    /// <summary>The provider's id of the invoice that was paid; null for a payment without one.</summary>
    public string? InvoiceId { get; set; }

    /// <summary>In the currency's minor unit, above zero.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    public ReversalStatus Status { get; set; }

    /// <summary>As the provider spells it.</summary>
    public string StatusName { get; set; } = "";

    /// <summary>As the provider spells it; null without one.</summary>
    public string? Reason { get; set; }

    /// <summary>Until when a dispute has to be answered (UTC).</summary>
    public DateTime? RespondBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

public enum ReversalKind
{
    /// <summary>Given back by us.</summary>
    Refund,

    /// <summary>Claimed back by the customer's bank.</summary>
    Dispute,
}

public enum ReversalStatus
{
    /// <summary>The money has gone back.</summary>
    Done,

    /// <summary>A dispute that is not decided; the money is gone meanwhile.</summary>
    Open,

    /// <summary>The bank asks, and no money has moved.</summary>
    Asked,

    /// <summary>It came to nothing: a dispute that was won, a refund that was cancelled.</summary>
    Withdrawn,

    /// <summary>A refund that did not arrive: the money is ours again, and the customer still waits for it.</summary>
    Failed,
}
