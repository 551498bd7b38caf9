using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Who pays: one row for each owner of contracts (<see cref="AccountOwner"/>: a team where teams are embedded, else a user), made when it is first needed.
/// All that a provider reports about one customer is handled one after another, under this row's lease.
/// </summary>
public sealed class BillingAccount : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>"user" or "team".</summary>
    public string OwnerKind { get; set; } = "";

    /// <summary>Without a foreign key: the owner's table may belong to a module that is absent.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>Whose customer it is, as in <c>stripe</c>.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The provider's id of the customer; null before the first checkout, and after the customer was deleted there.</summary>
    public string? CustomerId { get; set; }

    /// <summary>Whether the customer pays with real money. Null while there is no customer.</summary>
    public bool? LiveMode { get; set; }

    /// <summary>Where the provider sends receipts.</summary>
    public string Email { get; set; } = "";

    /// <summary>When the provider is told another <see cref="Email"/> (UTC); null once it knows it.</summary>
    public DateTime? EmailDueAt { get; set; }

    /// <summary>ISO 4217 in small letters; a customer keeps the currency of the first purchase. Empty before it.</summary>
    public string Currency { get; set; } = "";

    /// <summary>The customer's tax ids, as they stand on invoices; null without any, or where they are not asked for.</summary>
    public string? TaxIds { get; set; }

    /// <summary>When a trial began (UTC): there is one for each account, ever. Null without.</summary>
    public DateTime? TrialUsedAt { get; set; }

    /// <summary>By what the one who had the trial is known again (<see cref="TrialMark"/>); null without one.</summary>
    public string? TrialMark { get; set; }

    /// <summary>Why the account has fallen to the free plan without a cancellation; null when it has not.</summary>
    public string? SuspendedReason { get; set; }

    /// <summary>Since when a payment is disputed that is not decided (UTC); null without one.</summary>
    public DateTime? DisputedAt { get; set; }

    /// <summary>When the owner's data was erased (UTC): what is left names nobody. Null otherwise.</summary>
    public DateTime? ErasedAt { get; set; }

    /// <summary>When the provider was last asked for the state that is written here (UTC); null before the first time.</summary>
    public DateTime? SyncedAt { get; set; }

    /// <summary>The time of the newest event that was handled (UTC), as its provider gives it; it says how far a reconciliation has to look back.</summary>
    public DateTime? LastEventAt { get; set; }

    /// <summary>Until then (UTC) one worker alone may write what this customer's provider says; null while nobody does.</summary>
    public DateTime? LeasedUntil { get; set; }

    /// <summary>The lease, anew each time: who finds another one here comes too late to write.</summary>
    public Guid? LeasedBy { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>Changes with every change of what is known about the contract.</summary>
    public Guid Stamp { get; set; } = Guid.CreateVersion7();
}
