using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>An invoice as the provider has it. All amounts are in the currency's minor unit.</summary>
public sealed class Invoice : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    public string Provider { get; set; } = "";

    public string ExternalId { get; set; } = "";

    public bool LiveMode { get; set; }

    /// <summary>The provider's id of the subscription that it is for; null for a single purchase.</summary>
    public string? SubscriptionId { get; set; }

    /// <summary>What the customer sees; null while it is a draft.</summary>
    public string? Number { get; set; }

    /// <summary>As the provider spells it: <c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c>, <c>void</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    public long Total { get; set; }

    /// <summary>Of the total.</summary>
    public long Tax { get; set; }

    public long AmountPaid { get; set; }

    public long AmountRemaining { get; set; }

    /// <summary>What went back by refunds that did not fail.</summary>
    public long AmountRefunded { get; set; }

    /// <summary>Whether a refund did not arrive, and no other one has since.</summary>
    public bool HasFailedRefund { get; set; }

    /// <summary>Whether the customer's bank claims it back, and it is not decided or was lost.</summary>
    public bool IsDisputed { get; set; }

    public int AttemptCount { get; set; }

    public DateTime? NextPaymentAttempt { get; set; }

    /// <summary>The provider's page with it, where it can be paid; null without one.</summary>
    public string? HostedUrl { get; set; }

    public string? PdfUrl { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? PaidAt { get; set; }
}
