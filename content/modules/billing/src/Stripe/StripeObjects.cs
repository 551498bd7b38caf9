using System.Text.Json;

namespace QuickScale.Modules.Billing;

// What is read of Stripe's objects, under Stripe's names; everything else of an answer is passed over. Times are seconds since 1970 (UTC), amounts in the
// currency's minor unit. A test compares each field with Stripe's own declarations and sample objects.

/// <summary>An object with an id, as lists hold them.</summary>
public interface IStripeObject
{
    string Id { get; }
}

public sealed record StripeList<T>(IReadOnlyList<T> Data, bool HasMore);

/// <param name="Deleted">Stripe answers so for a customer that was deleted, with nothing but the id.</param>
public sealed record StripeCustomer(
    string Id, bool Livemode = false, string? Email = null, string? Currency = null, IReadOnlyDictionary<string, string>? Metadata = null, bool Deleted = false,
    StripeInvoiceSettings? InvoiceSettings = null) : IStripeObject;

/// <param name="Schedule">The id of what changes it at the end of the period.</param>
/// <param name="Discounts">Ids, or a <see cref="StripeDiscount"/> each where they were asked for.</param>
/// <param name="DefaultPaymentMethod">Before that of the customer; null without one of its own.</param>
public sealed record StripeSubscription(
    string Id, string Customer, string Status, bool Livemode, long Created, string Currency, bool CancelAtPeriodEnd, long? CancelAt, long? CanceledAt, long? EndedAt,
    long? TrialStart, long? TrialEnd, string? Schedule, string? LatestInvoice, IReadOnlyDictionary<string, string> Metadata, StripeList<StripeSubscriptionItem> Items, StripePause? PauseCollection,
    IReadOnlyList<JsonElement> Discounts, string? DefaultPaymentMethod = null) : IStripeObject
{
    /// <summary>Those that were asked for; ids alone say nothing.</summary>
    public IEnumerable<StripeDiscount> KnownDiscounts() => Discounts.Where(one => one.ValueKind == JsonValueKind.Object).Select(one => one.Deserialize<StripeDiscount>(StripeForm.Json)!);
}

/// <summary>What a coupon takes off.</summary>
/// <param name="PromotionCode">The code that the customer has typed; null for a coupon alone.</param>
/// <param name="End">Null for one invoice, or for good.</param>
public sealed record StripeDiscount(string Id, StripeDiscountSource Source, StripePromotionCode? PromotionCode, long? End) : IStripeObject;

public sealed record StripeDiscountSource(StripeCoupon? Coupon);

/// <param name="Duration">"forever", "once" or "repeating".</param>
/// <param name="PercentOff">From above 0 to 100; null where an amount is taken off.</param>
public sealed record StripeCoupon(string Id, string? Name, string Duration, decimal? PercentOff, long? AmountOff, string? Currency) : IStripeObject;

public sealed record StripePromotionCode(string Id, string Code) : IStripeObject;

/// <summary>Nothing is collected meanwhile; the status stays what it is.</summary>
/// <param name="ResumesAt">Null until somebody ends it.</param>
public sealed record StripePause(string Behavior, long? ResumesAt);

/// <param name="CurrentPeriodEnd">Since version 2025-03-31 the period lies on the item, not on the subscription.</param>
/// <param name="Quantity">Stripe leaves it out for a metered price.</param>
public sealed record StripeSubscriptionItem(string Id, StripePrice Price, long CurrentPeriodStart, long CurrentPeriodEnd, int? Quantity = null) : IStripeObject;

/// <param name="UnitAmount">Null for prices in tiers.</param>
/// <param name="TaxBehavior">"inclusive" where the tax is in the amount; else "exclusive" or "unspecified".</param>
public sealed record StripePrice(
    string Id, bool Active, string Currency, long? UnitAmount, string Product, string? LookupKey, StripeRecurring? Recurring, IReadOnlyDictionary<string, string> Metadata, bool Livemode,
    string? TaxBehavior = null) : IStripeObject;

/// <param name="Interval">"day", "week", "month" or "year".</param>
/// <param name="UsageType">"licensed" is paid by the quantity of the line, "metered" by what the meter has counted.</param>
/// <param name="Meter">The id of the meter; null for what is licensed.</param>
public sealed record StripeRecurring(string Interval, int IntervalCount, string UsageType, string? Meter = null);

/// <param name="EventName">Names the meter in what is sent to it; there is one active meter of a name.</param>
/// <param name="Status">"active" or "inactive".</param>
public sealed record StripeMeter(
    string Id, string DisplayName, string EventName, string Status, bool Livemode, StripeMeterFormula DefaultAggregation, StripeMeterKey CustomerMapping, StripeMeterKey ValueSettings) : IStripeObject;

/// <param name="Formula">"count", "last" or "sum".</param>
public sealed record StripeMeterFormula(string Formula);

/// <param name="EventPayloadKey">The field of an event's payload.</param>
public sealed record StripeMeterKey(string EventPayloadKey);

/// <summary>What a meter was told; it has no id but its identifier.</summary>
public sealed record StripeMeterEvent(string EventName, string Identifier, bool Livemode, long Timestamp);

public sealed record StripeProduct(string Id, bool Active, string Name, string? Description, IReadOnlyDictionary<string, string> Metadata, bool Livemode) : IStripeObject;

/// <param name="Status">"draft", "open", "paid", "uncollectible" or "void"; null for a preview.</param>
public sealed record StripeInvoice(
    string Id, string? Customer, bool Livemode, string? Status, string? Number, string Currency, long Total, IReadOnlyList<StripeTax>? TotalTaxes, long AmountDue, long AmountPaid, long AmountRemaining,
    bool Attempted, int AttemptCount, long? NextPaymentAttempt, string? HostedInvoiceUrl, string? InvoicePdf, long Created, StripeStatusTransitions StatusTransitions, StripeInvoiceParent? Parent,
    StripeList<StripeInvoiceLine> Lines, StripeList<StripeInvoicePayment>? Payments = null) : IStripeObject;

/// <summary>What an invoice was paid with; it comes only where it is asked for.</summary>
public sealed record StripeInvoicePayment(string Id, StripeInvoicePaid Payment) : IStripeObject;

/// <param name="Type">"payment_intent", "charge" or "payment_record".</param>
public sealed record StripeInvoicePaid(string Type, string? PaymentIntent = null, string? Charge = null);

/// <param name="AmountRefunded">Without refunds that failed.</param>
/// <param name="Refunded">Whether all of it was paid back.</param>
/// <param name="Refunds">They come only where they are asked for.</param>
public sealed record StripeCharge(
    string Id, string? Customer, string? PaymentIntent, string Currency, long Amount, long AmountRefunded, bool Refunded, bool Disputed, bool Livemode, long Created, StripeList<StripeRefund>? Refunds = null) : IStripeObject;

/// <param name="Status">"pending", "requires_action", "succeeded", "failed" or "canceled".</param>
public sealed record StripeRefund(string Id, long Amount, string Currency, string? Status, long Created, string? FailureReason = null) : IStripeObject;

/// <param name="Status">"needs_response", "under_review", "won", "lost" and others; those that begin with "warning_" have moved no money.</param>
public sealed record StripeDispute(string Id, long Amount, string Currency, string Status, string Reason, long Created, StripeDisputeEvidence EvidenceDetails) : IStripeObject;

public sealed record StripeDisputeEvidence(long? DueBy);

public sealed record StripeInvoiceSettings(string? DefaultPaymentMethod = null);

/// <param name="Card">Null for what is no card.</param>
public sealed record StripePaymentMethod(string Id, string Type, StripeCard? Card = null) : IStripeObject;

/// <param name="ExpMonth">From 1 to 12; the card is good until the end of it.</param>
public sealed record StripeCard(string Brand, string Last4, int ExpMonth, int ExpYear);

public sealed record StripeTax(long Amount);

public sealed record StripeStatusTransitions(long? FinalizedAt, long? PaidAt);

public sealed record StripeInvoiceParent(StripeInvoiceSubscription? SubscriptionDetails);

public sealed record StripeInvoiceSubscription(string Subscription);

public sealed record StripeInvoiceLine(string Id, long Amount, string? Description, StripePeriod Period) : IStripeObject;

public sealed record StripePeriod(long Start, long End);

/// <param name="Url">Where the customer pays; null once it is over.</param>
/// <param name="Status">"open", "complete" or "expired".</param>
public sealed record StripeCheckoutSession(
    string Id, string? Url, string? Status, string Mode, string? Customer, string? Subscription, string? ClientReferenceId, string PaymentStatus, long ExpiresAt, bool Livemode,
    IReadOnlyDictionary<string, string>? Metadata, long Created, long? AmountTotal, string? Currency, string? PaymentIntent) : IStripeObject;

/// <param name="Type">As in <c>eu_vat</c>.</param>
public sealed record StripeTaxId(string Id, string Type, string Value) : IStripeObject;

public sealed record StripePortalSession(string Id, string Url, bool Livemode) : IStripeObject;

/// <param name="Status">"active", "canceled", "completed", "not_started" or "released".</param>
public sealed record StripeSchedule(string Id, string Status, string? Subscription, IReadOnlyList<StripePhase> Phases) : IStripeObject;

public sealed record StripePhase(long StartDate, long EndDate, IReadOnlyList<StripePhaseItem> Items, IReadOnlyList<StripePhaseDiscount>? Discounts = null);

/// <summary>What is taken off in a phase, by one of the three.</summary>
public sealed record StripePhaseDiscount(string? Coupon = null, string? Discount = null, string? PromotionCode = null);

/// <param name="Quantity">Stripe leaves it out for a metered price.</param>
public sealed record StripePhaseItem(string Price, int? Quantity = null);

public sealed record StripeEvent(string Id, string Type, long Created, bool Livemode, string? ApiVersion, StripeEventData Data) : IStripeObject;

/// <param name="Object">The object as it was when the event was made: never a source of state, only of what it is about.</param>
#pragma warning disable CA1720 // Stripe calls it so.
public sealed record StripeEventData(JsonElement Object);
#pragma warning restore CA1720
