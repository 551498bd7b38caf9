using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What an administrator grants or takes away beside the plan.</summary>
public sealed class EntitlementOverride : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    /// <summary>The name of a feature or a limit in the catalogue.</summary>
    public string Key { get; set; } = "";

    /// <summary>For a feature 1 or 0, for a limit the number; null is no limit.</summary>
    public long? Value { get; set; }

    /// <summary>Until then it holds (UTC); null for good.</summary>
    public DateTime? Until { get; set; }

    /// <summary>The administrator's id.</summary>
    public Guid By { get; set; }

    public string Reason { get; set; } = "";

    public DateTime CreatedAt { get; set; }
}
