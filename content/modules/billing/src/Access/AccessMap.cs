namespace QuickScale.Modules.Billing;

/// <summary>What an account may do.</summary>
public enum AccessLevel
{
    /// <summary>What the free plan allows.</summary>
    Free,

    /// <summary>All of the plan can be seen, and nothing be added or changed.</summary>
    ReadOnly,

    /// <summary>All of the plan.</summary>
    Full,
}

/// <summary>What an account should be told.</summary>
public enum AccessNotice
{
    None,

    /// <summary>A payment has failed: another card is needed.</summary>
    PaymentFailed,

    /// <summary>The trial is over and there is no card.</summary>
    CardNeeded,

    /// <summary>The first payment is outstanding.</summary>
    PaymentOutstanding,

    /// <summary>The contract has ended.</summary>
    Ended,

    /// <summary>The customer has paused the contract.</summary>
    Paused,
}

/// <param name="Until">When the level becomes a lower one (UTC) if nothing happens; null when that is not known.</param>
public readonly record struct AccessState(AccessLevel Level, AccessNotice Notice, DateTime? Until = null);

/// <summary>The one place that says which access follows from which state of a contract.</summary>
public static class AccessMap
{
    /// <summary>An incomplete subscription has 23 hours for its first payment (Stripe's documentation, "Subscription statuses").</summary>
    private static readonly TimeSpan FirstPayment = TimeSpan.FromHours(23);

    /// <param name="subscription">Null without one.</param>
    /// <param name="grace">For how long a payment may be overdue.</param>
    public static AccessState Of(Subscription? subscription, DateTime now, TimeSpan grace) => subscription?.Status switch
    {
        null => new AccessState(AccessLevel.Free, AccessNotice.None),
        SubscriptionStatus.Trialing => new AccessState(AccessLevel.Full, AccessNotice.None, subscription.TrialEnd),
        SubscriptionStatus.Active when subscription.PausedFrom is { } from => from <= now ? new AccessState(AccessLevel.ReadOnly, AccessNotice.Paused) : new AccessState(AccessLevel.Full, AccessNotice.None, from),
        // Cancelled with the end of the period, it is active until then.
        SubscriptionStatus.Active => new AccessState(AccessLevel.Full, AccessNotice.None, subscription.CancelAt),
        SubscriptionStatus.PastDue => Overdue(OverdueSince(subscription) + grace, now),
        SubscriptionStatus.Paused => new AccessState(AccessLevel.ReadOnly, AccessNotice.CardNeeded),
        SubscriptionStatus.Incomplete => new AccessState(AccessLevel.Free, AccessNotice.PaymentOutstanding, subscription.CreatedAt + FirstPayment),
        SubscriptionStatus.Unpaid => new AccessState(AccessLevel.Free, AccessNotice.PaymentFailed),
        SubscriptionStatus.Canceled => new AccessState(AccessLevel.Free, AccessNotice.Ended),
        // The first payment was never made: there was no contract.
        SubscriptionStatus.IncompleteExpired => new AccessState(AccessLevel.Free, AccessNotice.None),
        _ => throw new ArgumentOutOfRangeException(nameof(subscription), subscription.Status, null),
    };

    /// <summary>The one of several that counts: who has paid for one keeps it, whatever became of the others.</summary>
    public static Subscription? Current(IEnumerable<Subscription> subscriptions, DateTime now, TimeSpan grace) => subscriptions
        .OrderByDescending(one => Of(one, now, grace).Level).ThenByDescending(one => IsLive(one.Status)).ThenByDescending(one => one.CreatedAt).ThenByDescending(one => one.ExternalId, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Whether it may still take money: a second one beside it would be paid twice.</summary>
    public static bool IsLive(SubscriptionStatus status) => status is not (SubscriptionStatus.Canceled or SubscriptionStatus.IncompleteExpired);

    /// <summary>Without a payment that was tried (an invoice to be paid by transfer), the period that is not paid: a time that another look does not move.</summary>
    private static DateTime OverdueSince(Subscription subscription) => subscription.FirstPaymentFailedAt ?? subscription.CurrentPeriodStart ?? subscription.CreatedAt;

    private static AccessState Overdue(DateTime end, DateTime now) =>
        now < end ? new AccessState(AccessLevel.Full, AccessNotice.PaymentFailed, end) : new AccessState(AccessLevel.ReadOnly, AccessNotice.PaymentFailed);
}
