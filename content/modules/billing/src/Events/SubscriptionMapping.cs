namespace QuickScale.Modules.Billing;

/// <summary>What a provider's state becomes in our rows; the one place, so that the drift report compares what would be written.</summary>
internal static class SubscriptionMapping
{
    /// <param name="prices">The plan of each of the provider's prices.</param>
    public static void Copy(SubscriptionState from, Subscription to, IReadOnlyDictionary<string, string> prices, bool isLive)
    {
        // A status that is not known changes nothing about access.
        to.Status = from.Status ?? to.Status;
        to.UnknownStatus = from.Status is null ? from.StatusName : null;
        // Nothing is paid in a trial; another price or period begins anew.
        to.PaidSeats = from is { Status: not SubscriptionStatus.Trialing } && from.PriceId == to.PriceId && from.CurrentPeriodStart == to.CurrentPeriodStart ? Math.Max(to.PaidSeats, from.Quantity) : from.Quantity;
        (to.PriceId, to.ItemId, to.Quantity, to.Interval) = (from.PriceId, from.ItemId, from.Quantity, from.Interval);
        (to.Currency, to.UnitAmount, to.LiveMode) = (from.Currency, from.UnitAmount, isLive);
        to.PlanKey = prices.GetValueOrDefault(from.PriceId) ?? from.PlanKey ?? "";
        (to.CreatedAt, to.CurrentPeriodStart, to.CurrentPeriodEnd, to.TrialEnd) = (from.CreatedAt, from.CurrentPeriodStart, from.CurrentPeriodEnd, from.TrialEnd);
        (to.CancelAtPeriodEnd, to.CancelAt, to.EndedAt) = (from.CancelAtPeriodEnd, from.CancelAt, from.EndedAt);
        (to.Discount, to.DiscountEndsAt) = (from.Discount is { Length: > BillingTables.ReasonLength } discount ? discount[..BillingTables.ReasonLength] : from.Discount, from.DiscountEndsAt);
        // The provider does not say since when; at the first look the present period is paid.
        (to.PausedFrom, to.ResumesAt) = (from.IsPaused ? to.PausedFrom ?? from.CurrentPeriodEnd ?? from.CreatedAt : null, from.ResumesAt);
        to.ScheduleId = from.ScheduleId;
        to.ScheduledPlanKey = from.ScheduledPriceId is { } next && next != from.PriceId ? prices.GetValueOrDefault(next) : null;
        to.FirstPaymentFailedAt = from.FirstPaymentFailedAt;
        to.Metered = from.Metered;
        to.Mrr = Revenue.Mrr(to.Status, from.NetAmount, from.Interval);
    }

    /// <summary>Contracts that would go on here, and that the provider does not have.</summary>
    public static IEnumerable<Subscription> Gone(IEnumerable<Subscription> ours, CustomerState theirs) =>
        ours.Where(row => AccessMap.IsLive(row.Status) && theirs.Subscriptions.All(one => one.ExternalId != row.ExternalId));

    public static void Copy(InvoiceState from, Invoice to, bool isLive)
    {
        (to.LiveMode, to.SubscriptionId, to.Number, to.Status, to.Currency) = (isLive, from.SubscriptionId, from.Number, Cut(from.Status), from.Currency);
        (to.Total, to.Tax, to.AmountPaid, to.AmountRemaining) = (from.Total, from.Tax, from.AmountPaid, from.AmountRemaining);
        (to.AttemptCount, to.NextPaymentAttempt, to.HostedUrl, to.PdfUrl) = (from.AttemptCount, from.NextPaymentAttempt, Address(from.HostedUrl), Address(from.PdfUrl));
        (to.CreatedAt, to.PaidAt) = (from.CreatedAt, from.PaidAt);
    }

    /// <summary>One that is not known, and longer than any, is not worth a row that cannot be written.</summary>
    private static string Cut(string status) => status.Length > BillingTables.EnumLength ? status[..BillingTables.EnumLength] : status;

    /// <summary>It becomes a link: what is no page is left out.</summary>
    private static string? Address(string? url) =>
        url is { Length: <= BillingTables.UrlLength } && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? url : null;
}
