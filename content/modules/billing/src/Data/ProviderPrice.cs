using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Which of the provider's prices stands for a price of the catalogue. Rows stay when a price is replaced: subscriptions keep the price at which they were bought.
/// </summary>
public sealed class ProviderPrice : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public string Provider { get; set; } = "";

    /// <summary>The provider's id of the price.</summary>
    public string ExternalId { get; set; } = "";

    public bool LiveMode { get; set; }

    public string PlanKey { get; set; } = "";

    public BillingInterval Interval { get; set; }

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    /// <summary>In the currency's minor unit.</summary>
    public long UnitAmount { get; set; }

    /// <summary>Whether it is the one that is sold now.</summary>
    public bool IsCurrent { get; set; }
}
