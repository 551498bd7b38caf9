using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>An address that gets nothing but what is about its account, and that once.</summary>
public sealed class Suppression : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>As <see cref="MailAddresses.Normalize"/> writes it; unique.</summary>
    public string EmailNormalized { get; set; } = "";

    public SuppressionReason Reason { get; set; }

    public DateTime At { get; set; }

    /// <summary>Who says so: a provider's name, or an administrator's id.</summary>
    public string Source { get; set; } = "";
}

public enum SuppressionReason
{
    HardBounce,
    Complaint,
    Manual,
}
