using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// A change of what was taken in, or of what comes in each month; written once for each thing that happened, and never changed. The sum of all
/// <see cref="MrrDelta"/>s of a currency is its present monthly recurring revenue.
/// </summary>
public sealed class LedgerEntry : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    /// <summary>What happened, as in <c>paid:in_1</c>; unique, so that it counts once.</summary>
    public string EventId { get; set; } = "";

    public LedgerKind Kind { get; set; }

    /// <summary>The plan's key; empty where none is meant.</summary>
    public string PlanKey { get; set; } = "";

    public bool LiveMode { get; set; }

    /// <summary>Money taken in, or below zero given back: without tax, in the currency's minor unit.</summary>
    public long AmountDelta { get; set; }

    /// <summary>By how much more comes in each month: without tax, less discounts, a twelfth of what is paid yearly; in the currency's minor unit.</summary>
    public long MrrDelta { get; set; }

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    /// <summary>When it happened (UTC).</summary>
    public DateTime At { get; set; }
}

public enum LedgerKind
{
    Payment,
    Refund,

    /// <summary>A refund that did not arrive, or was cancelled: the money is ours again.</summary>
    RefundFailed,

    Dispute,
    DisputeWon,

    /// <summary>A first contract.</summary>
    New,

    /// <summary>More than before.</summary>
    Expansion,

    /// <summary>Less than before.</summary>
    Contraction,

    /// <summary>Nothing any more.</summary>
    Churn,

    /// <summary>Something again.</summary>
    Reactivation,
}
