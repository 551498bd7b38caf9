namespace QuickScale.Modules.Billing;

// What is sent to Stripe, under Stripe's names; null is left out. A test compares each of them with Stripe's own declarations.

/// <summary>A page of a list.</summary>
public abstract record ListParameters
{
    public int Limit { get; init; } = 100;

    public string? StartingAfter { get; init; }
}

public sealed record CustomerParameters
{
    public string? Email { get; init; }

    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

public sealed record SubscriptionListParameters(string Customer) : ListParameters
{
    /// <summary>Without it those that have ended are left out.</summary>
    public string Status { get; init; } = "all";

    /// <summary>Discounts are given as ids alone otherwise.</summary>
    public IReadOnlyList<string> Expand { get; init; } = ["data.discounts.source.coupon", "data.discounts.promotion_code"];
}

public sealed record InvoiceListParameters(string Customer) : ListParameters
{
    public IReadOnlyList<string> Expand { get; init; } = ["data.payments"];
}

public sealed record ChargeListParameters(string Customer) : ListParameters
{
    public IReadOnlyList<string> Expand { get; init; } = ["data.refunds"];
}

public sealed record DisputeListParameters(string Charge) : ListParameters;

public sealed record CheckoutListParameters(string Customer) : ListParameters
{
    public string Status { get; init; } = "open";
}

public sealed record TaxIdListParameters : ListParameters;

/// <param name="Code">As the customer has typed it; letters of either size are the same.</param>
public sealed record PromotionCodeListParameters(string Code) : ListParameters
{
    public bool Active { get; init; } = true;
}

public sealed record ProductListParameters : ListParameters;

public sealed record PriceListParameters : ListParameters;

public sealed record EventListParameters : ListParameters
{
    public TimeRange? Created { get; init; }
}

/// <param name="Gte">Seconds since 1970 (UTC).</param>
public sealed record TimeRange(long Gte);

public sealed record CheckoutParameters
{
    /// <summary>"subscription" or "payment".</summary>
    public required string Mode { get; init; }

    public required string Customer { get; init; }

    public required string ClientReferenceId { get; init; }

    public required string SuccessUrl { get; init; }

    public required string CancelUrl { get; init; }

    public required IReadOnlyList<CheckoutLine> LineItems { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public CheckoutSubscription? SubscriptionData { get; init; }

    /// <summary>Whether the page asks for a code; not together with <see cref="Discounts"/>.</summary>
    public bool? AllowPromotionCodes { get; init; }

    public IReadOnlyList<CheckoutDiscount>? Discounts { get; init; }

    /// <summary>"always" or "if_required": the latter lets a trial begin without a card.</summary>
    public string? PaymentMethodCollection { get; init; }

    /// <summary>For something that is bought once: Stripe makes an invoice of it, with a file.</summary>
    public Toggle? InvoiceCreation { get; init; }

    public Toggle? AutomaticTax { get; init; }

    /// <summary>What the customer enters on the page becomes the customer's own; Stripe asks for it with taxes.</summary>
    public CheckoutCustomerUpdate? CustomerUpdate { get; init; }

    public Toggle? TaxIdCollection { get; init; }

    /// <summary>Seconds since 1970 (UTC); from 30 minutes to 24 hours ahead.</summary>
    public long? ExpiresAt { get; init; }
}

/// <param name="Address">"auto" or "never"; so with the name.</param>
public sealed record CheckoutCustomerUpdate(string Address, string Name);

/// <param name="PromotionCode">The id of one.</param>
public sealed record CheckoutDiscount(string PromotionCode);

/// <param name="Quantity">Null for a metered price, which has none.</param>
public sealed record CheckoutLine(string Price, int? Quantity);

public sealed record CheckoutSubscription
{
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>One or more; Stripe's Checkout asks for two days at least where the end is a time.</summary>
    public int? TrialPeriodDays { get; init; }

    public TrialSettings? TrialSettings { get; init; }
}

public sealed record TrialSettings(TrialEndBehavior EndBehavior);

/// <param name="MissingPaymentMethod">"cancel", "create_invoice" or "pause".</param>
public sealed record TrialEndBehavior(string MissingPaymentMethod);

public sealed record Toggle(bool Enabled);

public sealed record PortalParameters(string Customer, string ReturnUrl)
{
    public PortalFlow? FlowData { get; init; }
}

/// <param name="Type">"payment_method_update" leads to the form for a card at once.</param>
public sealed record PortalFlow(string Type);

public sealed record SubscriptionParameters
{
    public bool? CancelAtPeriodEnd { get; init; }

    public IReadOnlyList<SubscriptionLine>? Items { get; init; }

    /// <summary>"always_invoice", "create_prorations" or "none".</summary>
    public string? ProrationBehavior { get; init; }

    /// <summary>"pending_if_incomplete": the change takes effect only when it is paid.</summary>
    public string? PaymentBehavior { get; init; }

    /// <summary>The moment of the preview that was agreed to.</summary>
    public long? ProrationDate { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <param name="Id">The line that is changed; null for a new one.</param>
/// <param name="Quantity">Null for a metered price, which has none.</param>
public sealed record SubscriptionLine(string? Id, string? Price, int? Quantity)
{
    public bool? Deleted { get; init; }
}

public sealed record PauseParameters(SubscriptionPause PauseCollection);

/// <param name="Behavior">"void": invoices of the time are void.</param>
/// <param name="ResumesAt">Seconds since 1970 (UTC).</param>
public sealed record SubscriptionPause(string Behavior, long ResumesAt);

public sealed record UnpauseParameters
{
    /// <summary>Empty: the pause is taken away.</summary>
    public string PauseCollection { get; init; } = "";

    public CycleAnchor? BillingCycleAnchor { get; init; }

    public string? ProrationBehavior { get; init; }
}

/// <param name="Type">"now" begins a period, which is paid at once.</param>
public sealed record CycleAnchor(string Type);

/// <param name="PaymentBehavior">"resume_on_payment_success": it is paid in this request, and stays paused where that fails.</param>
public sealed record ResumeParameters(string PaymentBehavior);

public sealed record CancelParameters
{
    public bool? InvoiceNow { get; init; }

    public bool? Prorate { get; init; }
}

public sealed record PreviewParameters(string Customer, string Subscription, PreviewChange SubscriptionDetails);

public sealed record PreviewChange(IReadOnlyList<SubscriptionLine> Items, string ProrationBehavior, long ProrationDate);

public sealed record ScheduleCreateParameters(string FromSubscription);

public sealed record ScheduleParameters(IReadOnlyList<SchedulePhase> Phases)
{
    /// <summary>"release": the subscription goes on by itself after the last phase.</summary>
    public string EndBehavior { get; init; } = "release";
}

public sealed record SchedulePhase(IReadOnlyList<SchedulePhaseItem> Items)
{
    public long? StartDate { get; init; }

    public long? EndDate { get; init; }

    public string? ProrationBehavior { get; init; }

    /// <summary>What is not named here is not taken off any more: a phase has none of the subscription's by itself.</summary>
    public IReadOnlyList<SchedulePhaseDiscount>? Discounts { get; init; }
}

/// <summary>One of the three.</summary>
public sealed record SchedulePhaseDiscount
{
    public string? Coupon { get; init; }

    public string? Discount { get; init; }

    public string? PromotionCode { get; init; }

    /// <returns>Those of a phase, to be kept; null without any.</returns>
    public static IReadOnlyList<SchedulePhaseDiscount>? Of(StripePhase phase) => phase.Discounts is { Count: > 0 } given
        ? [.. given.Select(one => one.Discount is { } discount ? new SchedulePhaseDiscount { Discount = discount } : one.PromotionCode is { } code ? new SchedulePhaseDiscount { PromotionCode = code } : new SchedulePhaseDiscount { Coupon = one.Coupon })]
        : null;
}

/// <param name="Quantity">Null for a metered price, which has none.</param>
public sealed record SchedulePhaseItem(string Price, int? Quantity);

public sealed record ProductCreateParameters
{
    /// <summary>Chosen by us, so that a second run makes no second product.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

public sealed record ProductUpdateParameters
{
    public string? Name { get; init; }

    /// <summary>Empty takes the present one away.</summary>
    public string? Description { get; init; }

    public bool? Active { get; init; }
}

public sealed record PriceCreateParameters
{
    public required string Product { get; init; }

    public required string Currency { get; init; }

    public required long UnitAmount { get; init; }

    public PriceRecurring? Recurring { get; init; }

    public string? LookupKey { get; init; }

    /// <summary>Takes the key from the price that has it.</summary>
    public bool? TransferLookupKey { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

public sealed record PriceRecurring(string Interval)
{
    /// <summary>"metered" with <see cref="Meter"/>.</summary>
    public string? UsageType { get; init; }

    public string? Meter { get; init; }
}

public sealed record PriceUpdateParameters(bool Active);

public sealed record MeterListParameters : ListParameters;

public sealed record MeterCreateParameters(string DisplayName, string EventName)
{
    /// <summary>What is counted is added up.</summary>
    public MeterFormula DefaultAggregation { get; init; } = new("sum");

    public MeterCustomer CustomerMapping { get; init; } = new(MeterPayload.CustomerKey, "by_id");

    public MeterKey ValueSettings { get; init; } = new(MeterPayload.ValueKey);
}

public sealed record MeterFormula(string Formula);

public sealed record MeterCustomer(string EventPayloadKey, string Type);

public sealed record MeterKey(string EventPayloadKey);

/// <summary>All that can be changed of a meter.</summary>
public sealed record MeterUpdateParameters(string DisplayName);

/// <param name="Identifier">For at least 24 hours a second event of the same identifier is refused.</param>
/// <param name="Timestamp">Seconds since 1970 (UTC), no more than 35 days ago.</param>
public sealed record MeterEventParameters(string EventName, IReadOnlyDictionary<string, string> Payload, string Identifier, long Timestamp);

/// <summary>The fields of an event's payload: those that Stripe takes where a meter names no others.</summary>
public static class MeterPayload
{
    public const string CustomerKey = "stripe_customer_id";
    public const string ValueKey = "value";
}
