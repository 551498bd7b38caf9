using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Something that was used and is paid for by quantity: written with the change that uses it, and told to the provider's meter afterwards.</summary>
public sealed class UsageEvent : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    /// <summary>The meter's name in the catalogue.</summary>
    public string Meter { get; set; } = "";

    public long Quantity { get; set; }

    /// <summary>What the use is; unique, so that it counts once.</summary>
    public string IdempotencyKey { get; set; } = "";

    /// <summary>When it was used (UTC).</summary>
    public DateTime At { get; set; }

    /// <summary>When the provider has taken it (UTC); null before.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>
    /// When it was first sent without a refusal that says that it was not counted (UTC); null before. For a day from then the provider knows a second one for the same.
    /// </summary>
    public DateTime? FirstTriedAt { get; set; }

    /// <summary>When it was given up (UTC), for the reason that stands there, until somebody sends it again; null otherwise.</summary>
    public DateTime? GivenUpAt { get; set; }

    public int Attempts { get; set; }

    public DateTime NextAttemptAt { get; set; }

    public string? Reason { get; set; }
}
