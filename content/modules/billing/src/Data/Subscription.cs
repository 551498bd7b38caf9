using System.Text.Json;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// What the provider says about one subscription, as it was last fetched. Nothing here is taken from an event: events come late, twice and in any order.
/// </summary>
public sealed class Subscription : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    public string Provider { get; set; } = "";

    /// <summary>The provider's id; unique with <see cref="Provider"/>.</summary>
    public string ExternalId { get; set; } = "";

    public bool LiveMode { get; set; }

    /// <summary>The key of the plan in the catalogue; empty when the price belongs to none of them.</summary>
    public string PlanKey { get; set; } = "";

    /// <summary>The provider's id of the price that is paid.</summary>
    public string PriceId { get; set; } = "";

    /// <summary>The provider's id of the line with that price, which changes of plan and quantity name.</summary>
    public string ItemId { get; set; } = "";

    public SubscriptionStatus Status { get; set; }

    /// <summary>A status that this version does not know, as the provider spells it; <see cref="Status"/> stays what it was then. Null otherwise.</summary>
    public string? UnknownStatus { get; set; }

    /// <summary>Seats.</summary>
    public int Quantity { get; set; } = 1;

    /// <summary>The most seats of this price and period: they were paid for, and those that were given up since stay free until the renewal.</summary>
    public int PaidSeats { get; set; } = 1;

    public BillingInterval Interval { get; set; }

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "";

    /// <summary>For one seat and interval, in the currency's minor unit.</summary>
    public long UnitAmount { get; set; }

    /// <summary>What it brings each month, without tax, less discounts that come again, a twelfth of what is paid yearly; in the currency's minor unit. Zero while nothing is paid.</summary>
    public long Mrr { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? CurrentPeriodStart { get; set; }

    /// <summary>Until when it is paid (UTC).</summary>
    public DateTime? CurrentPeriodEnd { get; set; }

    public DateTime? TrialEnd { get; set; }

    /// <summary>Whether it ends with the period that is paid.</summary>
    public bool CancelAtPeriodEnd { get; set; }

    /// <summary>When it will end (UTC); null while it goes on.</summary>
    public DateTime? CancelAt { get; set; }

    public DateTime? EndedAt { get; set; }

    /// <summary>What coupons take off, for people; null without any.</summary>
    public string? Discount { get; set; }

    /// <summary>Until when the first of them counts (UTC); null for one invoice, or for good.</summary>
    public DateTime? DiscountEndsAt { get; set; }

    /// <summary>From when on (UTC) a pause counts that the customer has asked for: what is paid is used up first. Null without one.</summary>
    public DateTime? PausedFrom { get; set; }

    /// <summary>When the pause ends by itself (UTC); null without one, or when somebody has to end it.</summary>
    public DateTime? ResumesAt { get; set; }

    /// <summary>The plan that follows at the end of the period; null without one.</summary>
    public string? ScheduledPlanKey { get; set; }

    /// <summary>The provider's id of the schedule that brings it; null without one.</summary>
    public string? ScheduleId { get; set; }

    /// <summary>Since when a payment is due that has failed (UTC): the grace counts from here. Null while all is paid.</summary>
    public DateTime? FirstPaymentFailedAt { get; set; }

    /// <summary>The lines that are paid by what was used, as JSON; read <see cref="Metered"/>.</summary>
    public string MeteredJson { get; set; } = "[]";

    public IReadOnlyList<MeteredItem> Metered
    {
        get => MeteredJson.Length == 0 ? [] : JsonSerializer.Deserialize<List<MeteredItem>>(MeteredJson)!;
        set => MeteredJson = JsonSerializer.Serialize(value);
    }

    public DateTime SyncedAt { get; set; }

    /// <summary>Seats that can be used now, those among them that were given up for the next period.</summary>
    public int SeatsUntilRenewal(DateTime now) => CurrentPeriodEnd > now ? Math.Max(Quantity, PaidSeats) : Quantity;
}

/// <summary>A line of a subscription that is paid by what was used.</summary>
/// <param name="Id">The provider's id of the line.</param>
/// <param name="PriceId">The provider's id of the price.</param>
/// <param name="UnitAmount">For one unit, in the currency's minor unit.</param>
public sealed record MeteredItem(string Id, string PriceId, long UnitAmount);

/// <summary>How often is paid.</summary>
public enum BillingInterval
{
    Month,
    Year,

    /// <summary>No interval: it is bought once.</summary>
    Once,
}

/// <summary>The statuses of Stripe's subscriptions (API reference, "The Subscription object", <c>status</c>). Other providers' are mapped to them.</summary>
public enum SubscriptionStatus
{
    /// <summary>The first payment is outstanding; there are 23 hours for it.</summary>
    Incomplete,

    /// <summary>The first payment was not made in time. Final.</summary>
    IncompleteExpired,

    Trialing,

    Active,

    /// <summary>A payment has failed and is tried again.</summary>
    PastDue,

    /// <summary>All attempts have failed; invoices stay drafts.</summary>
    Unpaid,

    /// <summary>Final.</summary>
    Canceled,

    /// <summary>A trial ended without a card.</summary>
    Paused,
}
