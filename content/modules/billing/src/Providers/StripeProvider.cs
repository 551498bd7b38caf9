using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>Reads a customer at Stripe.</summary>
internal sealed class StripeProvider(IStripe stripe, StripeKeys keys, PlanCatalogue catalogue, IOptions<BillingSettings> settings) : IBillingProvider
{
    public const string Id = "stripe";

    private static readonly Dictionary<string, SubscriptionStatus> Statuses =
        Enum.GetValues<SubscriptionStatus>().ToDictionary(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()));

    public string Name => Id;

    public async Task<CustomerState> FetchAsync(string customerId, CancellationToken cancellationToken)
    {
        try
        {
            var customer = await stripe.GetCustomerAsync(customerId, cancellationToken);
            if (customer.Deleted)
            {
                return Deleted;
            }

            var invoices = await stripe.InvoicesAsync(customerId, cancellationToken).ToListAsync(cancellationToken);
            List<SubscriptionState> subscriptions = [];
            await foreach (var subscription in stripe.SubscriptionsAsync(customerId, cancellationToken))
            {
                subscriptions.Add(await StateAsync(subscription, invoices, cancellationToken));
            }

            var sold = await SoldOnceAsync(customerId, cancellationToken);
            // Who has paid nothing has been charged nothing, and gets nothing back.
            var charges = sold.Count > 0 || invoices.Any(one => one.AmountPaid > 0) ? await stripe.ChargesAsync(customerId, cancellationToken).ToListAsync(cancellationToken) : [];
            return new CustomerState(false, customer.Livemode, customer.Currency, subscriptions, [.. invoices.Select(State)])
            {
                Purchases = Purchases(sold, charges),
                Reversals = await StripeReversals.FetchAsync(stripe, charges, invoices, cancellationToken),
                TaxIds = await TaxIdsAsync(customerId, cancellationToken),
            };
        }
        catch (StripeException exception) when (exception is { Fault: StripeFault.NotFound, Code: "resource_missing" })
        {
            // A customer who was deleted is answered with "deleted", for good. One who is not there is of another account at Stripe or of the other mode: with real
            // money a wrong key must not end all contracts. Test data are deleted as a whole.
            return keys.IsLive ? throw new BillingProviderException($"Stripe knows no customer {customerId}: the key is that of another account at Stripe.", isTransient: false, exception) : Deleted;
        }
        catch (StripeException exception)
        {
            throw new BillingProviderException(exception.Message, exception.IsTransient, exception);
        }
    }

    /// <summary>Checkouts in which something was paid once. Nobody is asked where nothing is sold so.</summary>
    private async Task<List<StripeCheckoutSession>> SoldOnceAsync(string customerId, CancellationToken cancellationToken) => catalogue.Plans.Any(plan => plan.IsOneOff)
        ? await stripe.CompletedCheckoutsAsync(customerId, cancellationToken).Where(one => one is { Mode: "payment", PaymentStatus: "paid" or "no_payment_required" }).ToListAsync(cancellationToken)
        : [];

    /// <summary>What a checkout says was paid, and whether its charge was paid back since.</summary>
    private static List<PurchaseState> Purchases(List<StripeCheckoutSession> sold, IEnumerable<StripeCharge> charges)
    {
        var refunded = charges.Where(one => one is { Refunded: true, PaymentIntent: not null }).Select(one => one.PaymentIntent!).ToHashSet();
        return sold.ConvertAll(one => new PurchaseState(
            one.Id, one.Metadata?.GetValueOrDefault(Checkout.PriceMark) ?? "", one.AmountTotal ?? 0, one.Currency ?? "", Utc(one.Created), one.PaymentIntent is { } payment && refunded.Contains(payment)));
    }

    private async Task<string?> TaxIdsAsync(string customerId, CancellationToken cancellationToken)
    {
        var found = settings.Value.TaxIds ? await stripe.TaxIdsAsync(customerId, cancellationToken).Select(one => one.Value).ToListAsync(cancellationToken) : [];
        return found.Count == 0 ? null : string.Join(", ", found);
    }

    public async Task<CardState?> FetchCardAsync(string customerId, string subscriptionId, CancellationToken cancellationToken)
    {
        try
        {
            var method = (await stripe.GetSubscriptionAsync(subscriptionId, cancellationToken)).DefaultPaymentMethod
                ?? (await stripe.GetCustomerAsync(customerId, cancellationToken)).InvoiceSettings?.DefaultPaymentMethod;
            return method is not null && await stripe.GetPaymentMethodAsync(method, cancellationToken) is { Card: { } card } ? new CardState(method, card.Brand, card.Last4, card.ExpYear, card.ExpMonth) : null;
        }
        catch (StripeException exception) when (exception.Fault == StripeFault.NotFound)
        {
            return null;
        }
        catch (StripeException exception)
        {
            throw new BillingProviderException(exception.Message, exception.IsTransient, exception);
        }
    }

    private static CustomerState Deleted { get; } = new(true, false, null, [], []);

    private async Task<SubscriptionState> StateAsync(StripeSubscription one, IReadOnlyList<StripeInvoice> invoices, CancellationToken cancellationToken)
    {
        var item = LineOf(one);
        SubscriptionStatus? status = Statuses.TryGetValue(one.Status, out var known) ? known : null;
        var discounts = one.KnownDiscounts().ToList();
        return new SubscriptionState(one.Id, status, one.Status, item?.Price.Id ?? "", item?.Id ?? "")
        {
            PlanKey = item is null ? null : ProductIds.PlanOf(item.Price.Product),
            Quantity = item?.Quantity ?? 1,
            Interval = item?.Price.Recurring?.Interval == "year" ? BillingInterval.Year : BillingInterval.Month,
            Currency = one.Currency,
            UnitAmount = item?.Price.UnitAmount ?? 0,
            NetAmount = item is null ? 0 : StripeNet.Of(one, item, invoices),
            CreatedAt = Utc(one.Created),
            CurrentPeriodStart = Utc(item?.CurrentPeriodStart),
            CurrentPeriodEnd = Utc(item?.CurrentPeriodEnd),
            TrialStart = Utc(one.TrialStart),
            TrialEnd = Utc(one.TrialEnd),
            CancelAtPeriodEnd = one.CancelAtPeriodEnd,
            CancelAt = Utc(one.CancelAt),
            EndedAt = Utc(one.EndedAt),
            Discount = discounts.Count == 0 ? null : string.Join(", ", discounts.Select(Show)),
            DiscountEndsAt = discounts.Min(discount => Utc(discount.End)),
            IsPaused = one.PauseCollection is not null,
            ResumesAt = Utc(one.PauseCollection?.ResumesAt),
            ScheduleId = one.Schedule,
            ScheduledPriceId = one.Schedule is { } schedule ? await NextPriceAsync(schedule, cancellationToken) : null,
            FirstPaymentFailedAt = FirstFailure(one.Id, status, invoices),
            Metered = [.. one.Items.Data.Where(IsMetered).Select(line => new MeteredItem(line.Id, line.Price.Id, line.Price.UnitAmount ?? 0))],
        };
    }

    /// <summary>The line of a plan that is paid for by quantity; others (what is metered, add-ons made by hand in the dashboard) change nothing about it, wherever they stand.</summary>
    /// <returns>Null without any line.</returns>
    internal static StripeSubscriptionItem? LineOf(StripeSubscription one)
    {
        var lines = one.Items.Data;
        return lines.FirstOrDefault(line => !IsMetered(line) && ProductIds.PlanOf(line.Price.Product) is not null) ?? lines.FirstOrDefault(line => !IsMetered(line)) ?? (lines.Count > 0 ? lines[0] : null);
    }

    private static bool IsMetered(StripeSubscriptionItem line) => line.Price.Recurring?.UsageType == "metered";

    /// <summary>As in <c>FALL20 (20% off)</c>.</summary>
    private static string Show(StripeDiscount discount)
    {
        var coupon = discount.Source.Coupon;
        var off = coupon switch
        {
            { PercentOff: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{percent:0.##}% off"),
            { AmountOff: { } amount, Currency: { } currency } => $"{Money.Format(amount, currency, CultureInfo.InvariantCulture)} off",
            _ => null,
        };
        return (discount.PromotionCode?.Code ?? coupon?.Name, off) switch
        {
            ({ } name, { } taken) when name != taken => $"{name} ({taken})",
            (var name, var taken) => taken ?? name ?? discount.Id,
        };
    }

    private async Task<string?> NextPriceAsync(string schedule, CancellationToken cancellationToken)
    {
        var phases = (await stripe.GetScheduleAsync(schedule, cancellationToken)).Phases;
        return phases.Count > 1 && phases[^1].Items.Count > 0 ? phases[^1].Items[0].Price : null;
    }

    /// <summary>
    /// The oldest invoice that was tried and is still open says it; no event is asked, since events may come in any order. One that was written off is none: it may be
    /// years old, and a new failure has its own grace.
    /// </summary>
    private static DateTime? FirstFailure(string subscription, SubscriptionStatus? status, IEnumerable<StripeInvoice> invoices) =>
        status is not (SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid)
            ? null
            : invoices.Where(one => one.Parent?.SubscriptionDetails?.Subscription == subscription && one is { Attempted: true, AmountRemaining: > 0, Status: "open" or "draft" })
                .Min(one => Utc(one.StatusTransitions.FinalizedAt ?? one.Created));

    private static InvoiceState State(StripeInvoice one) => new(one.Id, one.Status ?? "draft", one.Currency, one.Total, Utc(one.Created))
    {
        SubscriptionId = one.Parent?.SubscriptionDetails?.Subscription,
        Number = one.Number,
        Tax = one.TotalTaxes?.Sum(tax => tax.Amount) ?? 0,
        AmountPaid = one.AmountPaid,
        AmountRemaining = one.AmountRemaining,
        AttemptCount = one.AttemptCount,
        NextPaymentAttempt = Utc(one.NextPaymentAttempt),
        HostedUrl = one.HostedInvoiceUrl,
        PdfUrl = one.InvoicePdf,
        PaidAt = Utc(one.StatusTransitions.PaidAt),
    };

    internal static DateTime Utc(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime;

    internal static DateTime? Utc(long? seconds) => seconds is { } given ? Utc(given) : null;
}
