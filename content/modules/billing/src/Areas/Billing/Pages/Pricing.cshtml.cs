using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

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
    public async Task<IActionResult> OnGetAsync(string? interval, string? code, CancellationToken cancellationToken) =>
        await LoadAsync(interval, code, cancellationToken) is null && UserId is not null && For is not null ? NotFound() : Page();

    /// <param name="plan">The plan's key: price and quantity are no business of the browser's.</param>
    public async Task<IActionResult> OnPostAsync(string? plan, string? interval, string? code, CancellationToken cancellationToken)
    {
        var found = await LoadAsync(interval, code, cancellationToken);
        if (UserId is not { } user)
        {
            return Challenge();
        }

        if (found is not { } owner)
        {
            return For is null && Choices.Count > 0 ? Refuse(Refusals.ForWhom) : WithoutOwner();
        }

        var result = await checkout.StartAsync(owner, user, plan ?? "", Interval, Code, cancellationToken);
        return result.Value is { } start ? Leave(start.Url) : Refuse(result.Refusal!);
    }

    private bool IsSold(BillingInterval interval) => catalogue.Public.Any(plan => plan.Prices.Any(price => price.Interval == interval));

    /// <summary>The page with the other interval, or for another owner: what else the address says stays.</summary>
    public string PathFor(BillingInterval interval, string? key) => Url.Content("~" + ForOwner.Path(
        QueryHelpers.AddQueryString(BillingPaths.Pricing, new Dictionary<string, string?> { ["interval"] = interval == BillingInterval.Year ? "year" : null, ["code"] = Code }), key));

    public override string PathFor(NamedOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return PathFor(Interval, owner.Key);
    }

    /// <returns>Null for a visitor, and who acts for no owner.</returns>
    private async Task<AccountOwner?> LoadAsync(string? interval, string? code, CancellationToken cancellationToken)
    {
        Code = string.IsNullOrWhiteSpace(code) ? null : code.Trim();
        Currency = settings.Value.Currency;
        Interval = IsSold(BillingInterval.Year) && (interval == "year" || !HasChoice) ? BillingInterval.Year : BillingInterval.Month;
        var acting = await OwnerAsync(cancellationToken);
        if (acting is { } owner)
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
        return acting;
    }
}
