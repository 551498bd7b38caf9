namespace QuickScale.Modules.Billing;

/// <summary>
/// Who takes the money, as subscriptions, invoices and entitlements see it: the seam at which another provider shares all three. Each is registered under its
/// name, <c>services.AddKeyedSingleton&lt;IBillingProvider, …&gt;("stripe")</c>.
/// </summary>
public interface IBillingProvider
{
    /// <summary>As in <see cref="BillingAccount.Provider"/>.</summary>
    string Name { get; }

    /// <summary>The present state of a customer: all subscriptions, ended ones too, and all invoices.</summary>
    /// <exception cref="BillingProviderException">The provider cannot be asked, and it says whether to try again.</exception>
    Task<CustomerState> FetchAsync(string customerId, CancellationToken cancellationToken);

    /// <summary>The card from which a subscription is paid next.</summary>
    /// <returns>Null without one, and from a provider that knows no cards.</returns>
    /// <exception cref="BillingProviderException">The provider cannot be asked.</exception>
    Task<CardState?> FetchCardAsync(string customerId, string subscriptionId, CancellationToken cancellationToken) => Task.FromResult<CardState?>(null);
}

/// <param name="Last4">Its last four digits.</param>
/// <param name="Month">From 1 to 12; the card is good until the end of it.</param>
public sealed record CardState(string ExternalId, string Brand, string Last4, int Year, int Month)
{
    /// <summary>From when on it is no longer taken (UTC).</summary>
    public DateTime End => new DateTime(Year, Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
}

/// <summary>The provider did not answer, or not so that it could be understood.</summary>
public sealed class BillingProviderException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;
}

/// <param name="IsDeleted">Whether the customer was deleted there; nothing else is known then.</param>
public sealed record CustomerState(bool IsDeleted, bool LiveMode, string? Currency, IReadOnlyList<SubscriptionState> Subscriptions, IReadOnlyList<InvoiceState> Invoices)
{
    /// <summary>What was bought once and paid, also what was paid back since.</summary>
    public IReadOnlyList<PurchaseState> Purchases { get; init; } = [];

    /// <summary>Refunds and disputes of all that was paid.</summary>
    public IReadOnlyList<ReversalState> Reversals { get; init; } = [];

    /// <summary>Tax ids as they stand on invoices; null without any.</summary>
    public string? TaxIds { get; init; }
}

/// <param name="PriceId">The provider's id of the price that was paid.</param>
/// <param name="Amount">In the currency's minor unit.</param>
/// <param name="IsRefunded">Whether all of it was paid back.</param>
public sealed record PurchaseState(string ExternalId, string PriceId, long Amount, string Currency, DateTime PurchasedAt, bool IsRefunded);

/// <summary>Money that went back, or that a customer claims back.</summary>
/// <param name="InvoiceId">The provider's id of the invoice that was paid; null for a payment without one.</param>
/// <param name="Status">What became of it, in our terms.</param>
/// <param name="StatusName">As the provider spells it.</param>
public sealed record ReversalState(string ExternalId, ReversalKind Kind, string? InvoiceId, long Amount, string Currency, ReversalStatus Status, string StatusName, DateTime CreatedAt)
{
    /// <summary>Why, as the provider spells it: of a dispute what the customer says, of a refund that failed the bank.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when a dispute has to be answered (UTC); null when there is nothing to answer.</summary>
    public DateTime? RespondBy { get; init; }
}

/// <summary>A subscription as the provider has it now. Times are UTC, amounts in the currency's minor unit.</summary>
/// <param name="Status">Null for one that this version does not know.</param>
/// <param name="StatusName">As the provider spells it.</param>
public sealed record SubscriptionState(string ExternalId, SubscriptionStatus? Status, string StatusName, string PriceId, string ItemId)
{
    /// <summary>The plan as the provider's catalogue names it, for a price that is not written down here; null when it names none.</summary>
    public string? PlanKey { get; init; }

    public int Quantity { get; init; } = 1;

    public BillingInterval Interval { get; init; }

    public string Currency { get; init; } = "";

    public long UnitAmount { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? CurrentPeriodStart { get; init; }

    public DateTime? CurrentPeriodEnd { get; init; }

    public DateTime? TrialStart { get; init; }

    public DateTime? TrialEnd { get; init; }

    public bool CancelAtPeriodEnd { get; init; }

    public DateTime? CancelAt { get; init; }

    public DateTime? EndedAt { get; init; }

    /// <summary>What coupons take off, for people; null without any.</summary>
    public string? Discount { get; init; }

    /// <summary>Until when the first of them counts; null for one invoice, or for good.</summary>
    public DateTime? DiscountEndsAt { get; init; }

    /// <summary>Whether nothing is collected for a time.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When a pause ends by itself; null without one, or when somebody has to end it.</summary>
    public DateTime? ResumesAt { get; init; }

    public string? ScheduleId { get; init; }

    /// <summary>The price that follows at the end of the period; null without a schedule.</summary>
    public string? ScheduledPriceId { get; init; }

    /// <summary>Since when a payment is due that has failed; null while all is paid.</summary>
    public DateTime? FirstPaymentFailedAt { get; init; }

    /// <summary>For all seats and one interval, without tax and less discounts that come again; in the currency's minor unit.</summary>
    public long NetAmount { get; init; }

    /// <summary>The lines that are paid by what was used.</summary>
    public IReadOnlyList<MeteredItem> Metered { get; init; } = [];
}

public sealed record InvoiceState(string ExternalId, string Status, string Currency, long Total, DateTime CreatedAt)
{
    public string? SubscriptionId { get; init; }

    public string? Number { get; init; }

    public long Tax { get; init; }

    public long AmountPaid { get; init; }

    public long AmountRemaining { get; init; }

    public int AttemptCount { get; init; }

    public DateTime? NextPaymentAttempt { get; init; }

    public string? HostedUrl { get; init; }

    public string? PdfUrl { get; init; }

    public DateTime? PaidAt { get; init; }
}
