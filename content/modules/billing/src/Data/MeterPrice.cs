using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Which of the provider's prices stands for a unit of a meter in a plan. Rows stay when a price is replaced, as those of <see cref="ProviderPrice"/> do.</summary>
public sealed class MeterPrice : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public string Provider { get; set; } = "";

    /// <summary>The provider's id of the price.</summary>
    public string ExternalId { get; set; } = "";

    public bool LiveMode { get; set; }

    public string PlanKey { get; set; } = "";

    /// <summary>The meter's key in the catalogue.</summary>
    public string Meter { get; set; } = "";

    public BillingInterval Interval { get; set; }

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    /// <summary>For one unit, in the currency's minor unit.</summary>
    public long UnitAmount { get; set; }

    /// <summary>Whether it is the one that is sold now.</summary>
    public bool IsCurrent { get; set; }
}
