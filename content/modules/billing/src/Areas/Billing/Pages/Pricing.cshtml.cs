using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing.Pages;

/// <summary>What is sold, for everybody. It needs neither Stripe nor script.</summary>
public sealed class PricingModel(PlanCatalogue catalogue, Checkout checkout, Entitlements entitlements, IOptions<BillingSettings> settings) : BillingPageModel
{
    /// <summary>The plans with their price for the interval, in the order of the catalogue; the free one has none.</summary>
    public IReadOnlyList<(Plan Plan, PlanPrice? Price)> Offers { get; private set; } = [];

    /// <summary>What is bought once, with its price.</summary>
    public IReadOnlyList<(Plan Plan, PlanPrice Price)> OneOffs { get; private set; } = [];

    /// <summary>The keys of what the reader has bought once.</summary>
    public IReadOnlySet<string> Owned { get; private set; } = new HashSet<string>();

    public BillingInterval Interval { get; private set; }

    public string Currency { get; private set; } = "";

    /// <summary>The reader's own plan; null for who is not signed in.</summary>
    public string? CurrentPlan { get; private set; }

    /// <summary>The reader's own interval; null without a contract.</summary>
    public BillingInterval? CurrentInterval { get; private set; }

    /// <summary>Whether there is a contract that can be changed, so that nothing is bought anew.</summary>
    public bool HasContract { get; private set; }

    /// <summary>Whether both intervals are sold, so that there is something to choose.</summary>
    public bool HasChoice => IsSold(BillingInterval.Year) && IsSold(BillingInterval.Month);

    /// <summary>The promotion code of the link that led here; null without one.</summary>
    public string? Code { get; private set; }

    /// <param name="code">From a link, so it may be anything.</param>
    public Task OnGetAsync(string? interval, string? code, CancellationToken cancellationToken) => LoadAsync(interval, code, cancellationToken);

    /// <param name="plan">The plan's key: price and quantity are no business of the browser's.</param>
    public async Task<IActionResult> OnPostAsync(string? plan, string? interval, string? code, CancellationToken cancellationToken)
    {
        await LoadAsync(interval, code, cancellationToken);
        if (UserId is not { } user || await OwnerAsync(cancellationToken) is not { } owner)
        {
            return Challenge();
        }

        var result = await checkout.StartAsync(owner, user, plan ?? "", Interval, Code, cancellationToken);
        return result.Value is { } start ? Leave(start.Url) : Refuse(result.Refusal!);
    }

    private bool IsSold(BillingInterval interval) => catalogue.Public.Any(plan => plan.Prices.Any(price => price.Interval == interval));

    private async Task LoadAsync(string? interval, string? code, CancellationToken cancellationToken)
    {
        Code = string.IsNullOrWhiteSpace(code) ? null : code.Trim();
        Currency = settings.Value.Currency;
        Interval = IsSold(BillingInterval.Year) && (interval == "year" || !HasChoice) ? BillingInterval.Year : BillingInterval.Month;
        if (await OwnerAsync(cancellationToken) is { } owner)
        {
            var entitlement = await entitlements.OfAsync(owner, cancellationToken);
            CurrentPlan = entitlement.Plan.Key;
            Owned = entitlement.Owned.Select(one => one.Key).ToHashSet();
            HasContract = entitlement.Subscription is { Status: SubscriptionStatus.Active or SubscriptionStatus.Trialing };
            CurrentInterval = HasContract ? entitlement.Subscription!.Interval : null;
            Currency = entitlement.Account is { Currency: { Length: > 0 } currency } ? currency : Currency;
        }

        OneOffs = [.. catalogue.OneOffs.Select(plan => (plan, plan.Price(BillingInterval.Once, Currency))).Where(offer => offer.Item2 is not null).Select(offer => (offer.plan, offer.Item2!))];
        Offers = [.. catalogue.Public.Select(plan => (plan, plan.Price(Interval, Currency))).Where(offer => offer.plan.IsFree || offer.Item2 is not null)];
    }
}
