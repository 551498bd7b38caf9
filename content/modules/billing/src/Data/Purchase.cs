using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Something that was bought once, as the provider has it. It counts for as long as it is not refunded.</summary>
public sealed class Purchase : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    public string Provider { get; set; } = "";

    /// <summary>The provider's id of the purchase; unique with <see cref="Provider"/>.</summary>
    public string ExternalId { get; set; } = "";

    public bool LiveMode { get; set; }

    /// <summary>The key of what was bought in the catalogue; empty when the price belongs to nothing there.</summary>
    public string PlanKey { get; set; } = "";

    /// <summary>What was paid, in the currency's minor unit.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    public DateTime PurchasedAt { get; set; }

    /// <summary>Whether all of it was paid back: then it counts for nothing.</summary>
    public bool IsRefunded { get; set; }
}
