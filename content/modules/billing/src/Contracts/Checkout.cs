using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <param name="Url">Where the customer pays.</param>
public sealed record CheckoutStart(Uri Url);

/// <param name="Bought">What is paid now; null while the payment is still being processed.</param>
public sealed record CheckoutReturn(Plan? Bought);

/// <summary>
/// Buying a plan, or something that is bought once. The browser names a plan and an interval; price, quantity, currency and trial are worked out here. For one account one
/// checkout is begun at a time, after a look at Stripe itself, so that two tabs do not buy twice.
/// </summary>
public sealed partial class Checkout(
    BillingAccounts accounts, PlanCatalogue catalogue, IAccountOwner owners, IUserDirectory users, IStripe stripe, StripeKeys keys, AccountSync sync, Entitlements entitlements, MeterPrices meters, SiteLinks site, ModuleDb db,
    IOptions<BillingSettings> settings, TimeProvider time, ILogger<Checkout> logger, [FromKeyedServices(StripeProvider.Id)] IBillingProvider provider)
{
    /// <summary>Which price a session is for.</summary>
    internal const string PriceMark = "price";

    private const string PlanMark = "plan";

    /// <param name="code">A promotion code as it was typed, or came in a link; null without one.</param>
    public async Task<Result<CheckoutStart>> StartAsync(AccountOwner owner, Guid userId, string planKey, BillingInterval interval, string? code, CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return Refusals.NotConfigured;
        }

        if (!await owners.MayManageAsync(owner, userId, cancellationToken))
        {
            return Refusals.NotAllowed;
        }

        if (catalogue.Public.Concat(catalogue.OneOffs).FirstOrDefault(one => one.Key == planKey && !one.IsFree) is not { } plan)
        {
            return Refusals.NoSuchPlan;
        }

        interval = plan.IsOneOff ? BillingInterval.Once : interval;
        var account = await accounts.EnsureAsync(owner, cancellationToken);
        if (!keys.Fits(account))
        {
            return Refusals.OtherMode;
        }

        var currency = account.Currency.Length > 0 ? account.Currency : settings.Value.Currency;
        var price = await db.Context.Set<ProviderPrice>().AsNoTracking().FirstOrDefaultAsync(
            one => one.Provider == StripeProvider.Id && one.PlanKey == plan.Key && one.Interval == interval && one.Currency == currency && one.IsCurrent && one.LiveMode == keys.IsLive, cancellationToken);
        if (price is null || await meters.OfAsync(plan, interval, currency, cancellationToken) is not { } metered)
        {
            return Refusals.NotForSale;
        }

        try
        {
            var (back, away) = (await owners.LinkAsync(site, BillingPaths.Return, owner, cancellationToken), await owners.LinkAsync(site, BillingPaths.Pricing, owner, cancellationToken));
            var order = new Order(plan, price, [.. metered.Values], code, back, away);
            for (var tries = 1; ; tries++)
            {
                var begun = await BeginAsync(account.Id, owner, userId, order, cancellationToken);
                if (begun is not null || tries == 2)
                {
                    return begun ?? Refusals.Busy;
                }

                // The customer was deleted at Stripe, and no event has told it yet. Written down, it makes way for a new one.
                await sync.SyncAsync(account.Id, cancellationToken);
            }
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return PromotionCodes.IsRefused(exception) ? Refusals.NoSuchCode : Refusals.Of(exception);
        }
        catch (BillingProviderException)
        {
            return Refusals.ProviderAway;
        }
        finally
        {
            entitlements.Forget(owner);
        }
    }

    /// <summary>The customer comes back, often before the event: Stripe is asked at once.</summary>
    /// <param name="sessionId">From the address, so it may be anybody's.</param>
    public async Task<Result<CheckoutReturn>> ReturnAsync(AccountOwner owner, string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            if (await accounts.FindAsync(owner, cancellationToken) is not { CustomerId: { } customer } account || await stripe.GetCheckoutAsync(sessionId, cancellationToken) is not { } session || session.Customer != customer)
            {
                return Refusals.NoSuchCheckout;
            }

            await sync.SyncAsync(account.Id, cancellationToken);
            var entitlement = await entitlements.OfAsync(owner, cancellationToken);
            return new CheckoutReturn(
                session.Mode == "payment" ? catalogue.Find(entitlement.Purchases.FirstOrDefault(one => one.ExternalId == session.Id && !one.IsRefunded)?.PlanKey ?? "")
                : entitlement.Access.Level == AccessLevel.Full ? entitlement.Plan
                : null);
        }
        catch (StripeException exception) when (exception.Fault == StripeFault.NotFound)
        {
            return Refusals.NoSuchCheckout;
        }
        catch (Exception exception) when (exception is StripeException or BillingProviderException)
        {
            return Refusals.ProviderAway;
        }
    }

    /// <returns>Null when the customer was deleted at Stripe.</returns>
    private async Task<Result<CheckoutStart>?> BeginAsync(Guid accountId, AccountOwner owner, Guid userId, Order order, CancellationToken cancellationToken)
    {
        var (plan, price, code) = (order.Plan, order.Price, order.Code);
        var promotion = code is { Length: > 0 } ? await PromotionCodes.FindAsync(stripe, code, cancellationToken) : null;
        if (code is { Length: > 0 } && promotion is null)
        {
            return Refusals.NoSuchCode;
        }

        await using var lease = await AccountLease.WaitAsync(db.Context, accountId, time, settings.Value.Lease, cancellationToken);
        if (lease is null)
        {
            return Refusals.Busy;
        }

        var account = await db.Context.Set<BillingAccount>().AsNoTracking().SingleAsync(one => one.Id == accountId, cancellationToken);
        var payer = await users.FindAsync(userId, cancellationToken);
        var customer = await accounts.EnsureCustomerAsync(account, payer, cancellationToken);
        var state = await provider.FetchAsync(customer, cancellationToken);
        if (state.IsDeleted)
        {
            return null;
        }

        if (plan.IsOneOff && await IsBoughtAsync(plan, state, cancellationToken))
        {
            return Refusals.AlreadyBought;
        }

        if (!plan.IsOneOff && state.Subscriptions.Any(one => one.Status is not (SubscriptionStatus.Canceled or SubscriptionStatus.IncompleteExpired or SubscriptionStatus.Incomplete)))
        {
            return Refusals.AlreadySubscribed;
        }

        foreach (var begun in state.Subscriptions.Where(one => one.Status == SubscriptionStatus.Incomplete && !plan.IsOneOff))
        {
            await stripe.CancelSubscriptionAsync(begun.ExternalId, new CancelParameters(), $"drop:{begun.ExternalId}", cancellationToken);
        }

        var quantity = plan.Seats is null ? 1 : Math.Max(1, await owners.CountMembersAsync(owner, cancellationToken));
        var mark = string.Create(CultureInfo.InvariantCulture, $"{string.Join('+', order.Metered.Prepend(price.ExternalId))}:{quantity}:{promotion}");
        if (await ReuseAsync(customer, mark, cancellationToken) is { } open)
        {
            return new CheckoutStart(open);
        }

        var withTrial = plan.Trial is not null && account.TrialUsedAt is null && state.Subscriptions.All(one => one.TrialStart is null) && !await HadTrialElsewhereAsync(account, payer, cancellationToken);
        var parameters = Parameters(account, customer, order, quantity, withTrial, mark) with
        {
            Discounts = promotion is null ? null : [new CheckoutDiscount(promotion)],
            AllowPromotionCodes = promotion is null && settings.Value.PromotionCodes ? true : null,
        };
        if (!await lease.HoldsAsync(customer, null, time.GetUtcNow().UtcDateTime, cancellationToken))
        {
            // Stripe was so slow that somebody else has begun meanwhile; a second page could be paid as well.
            return Refusals.Busy;
        }

        var session = await stripe.CreateCheckoutAsync(parameters, $"checkout:{Guid.CreateVersion7()}", cancellationToken);
        return session.Url is { } url ? new CheckoutStart(new Uri(url)) : Refusals.ProviderAway;
    }

    /// <summary>Whether somebody of the same domain has had a trial with another account.</summary>
    private async Task<bool> HadTrialElsewhereAsync(BillingAccount account, UserContact? payer, CancellationToken cancellationToken)
    {
        var marks = new[] { TrialMark.Of(payer?.Email), TrialMark.Of(account.Email) }.OfType<string>().ToList();
        return settings.Value.TrialPerDomain && await db.Context.Set<BillingAccount>().AnyAsync(one => one.Id != account.Id && one.TrialUsedAt != null && marks.Contains(one.TrialMark!), cancellationToken);
    }

    /// <summary>Whether one of the prices for which the plan was ever sold is paid and not paid back; Stripe says it, since an event may be on its way.</summary>
    private async Task<bool> IsBoughtAsync(Plan plan, CustomerState state, CancellationToken cancellationToken)
    {
        var prices = await db.Context.Set<ProviderPrice>().Where(one => one.Provider == StripeProvider.Id && one.PlanKey == plan.Key).Select(one => one.ExternalId).ToListAsync(cancellationToken);
        return state.Purchases.Any(one => !one.IsRefunded && prices.Contains(one.PriceId));
    }

    /// <summary>A page that was opened before and is the same is shown again; others are closed, so that nobody pays on a forgotten one.</summary>
    private async Task<Uri?> ReuseAsync(string customer, string mark, CancellationToken cancellationToken)
    {
        Uri? same = null;
        foreach (var one in await stripe.OpenCheckoutsAsync(customer, cancellationToken).ToListAsync(cancellationToken))
        {
            if (same is null && one.Url is { } url && one.Metadata?.GetValueOrDefault(PlanMark) == mark && DateTimeOffset.FromUnixTimeSeconds(one.ExpiresAt) > time.GetUtcNow().AddMinutes(10))
            {
                same = new Uri(url);
            }
            else
            {
                await stripe.ExpireCheckoutAsync(one.Id, $"expire:{one.Id}", cancellationToken);
            }
        }

        return same;
    }

    private CheckoutParameters Parameters(BillingAccount account, string customer, Order order, int quantity, bool withTrial, string mark)
    {
        var (plan, price) = (order.Plan, order.Price);
        var (trial, settled) = (withTrial ? plan.Trial : null, settings.Value);
        return new CheckoutParameters
        {
            Mode = plan.IsOneOff ? "payment" : "subscription",
            Customer = customer,
            ClientReferenceId = $"{account.Id}",
            // Stripe puts the session's id into the place of the words in braces, which must stand as they are.
            SuccessUrl = $"{order.Back.AbsoluteUri}{(order.Back.Query.Length > 0 ? '&' : '?')}session_id={{CHECKOUT_SESSION_ID}}",
            CancelUrl = order.Away.AbsoluteUri,
            LineItems = [new CheckoutLine(price.ExternalId, quantity), .. order.Metered.Select(one => new CheckoutLine(one, null))],
            Metadata = new Dictionary<string, string> { [PlanMark] = mark, [PriceMark] = price.ExternalId },
            // On the subscription too: the session is gone after a day.
            SubscriptionData = plan.IsOneOff ? null : new CheckoutSubscription
            {
                Metadata = new Dictionary<string, string> { ["billing_account"] = $"{account.Id}" },
                TrialPeriodDays = trial?.Days,
                TrialSettings = trial is { NeedsCard: false } ? new TrialSettings(new TrialEndBehavior(trial.WithoutCard)) : null,
            },
            InvoiceCreation = plan.IsOneOff ? new Toggle(true) : null,
            AutomaticTax = settled.AutomaticTax ? new Toggle(true) : null,
            TaxIdCollection = settled.TaxIds ? new Toggle(true) : null,
            CustomerUpdate = settled.AutomaticTax || settled.TaxIds ? new CheckoutCustomerUpdate("auto", "auto") : null,
            PaymentMethodCollection = trial is { NeedsCard: false } ? "if_required" : null,
        };
    }

    /// <param name="Metered">The prices of the plan's meters.</param>
    /// <param name="Code">A promotion code as it was typed, or came in a link; null without one.</param>
    /// <param name="Back">Where the payment leads to.</param>
    /// <param name="Away">Where it leads to without a payment.</param>
    private sealed record Order(Plan Plan, ProviderPrice Price, IReadOnlyList<string> Metered, string? Code, Uri Back, Uri Away);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stripe refused a checkout: {Reason} (request {RequestId})")]
    private partial void LogRefused(string reason, string? requestId);
}
