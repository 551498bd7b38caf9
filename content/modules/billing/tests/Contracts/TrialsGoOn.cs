using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A trial that ended without a card: it goes on with the first one that is entered, since Stripe does not do that by itself.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TrialsGoOn(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("trial", "Starter") { Prices = [new(BillingInterval.Month, "usd", 500)], Trial = new PlanTrial(14, NeedsCard: false) },
        new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)] },
    ];

    private Shop _shop = null!;

    [SetUp]
    public async Task StartAsync() => _shop = await Shop.OpenAsync(kind, [], Plans);

    [TearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task B12_It_goes_on_and_is_paid_when_a_card_is_entered_also_where_Stripe_is_away_at_first()
    {
        await BuyAsync("trial", "none");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(15));
        await _shop.ToldAsync();
        (await AccessAsync()).ShouldBe((SubscriptionStatus.Paused, AccessLevel.ReadOnly));
        var customer = (await _shop.AccountAsync()).CustomerId!;
        _shop.Host.Fake.Act(_ => { _shop.Host.Fake.Checkout.UpdateCard(customer, FakeCard.Pays); return true; });
        await _shop.Host.DeliverAllAsync();
        _shop.Host.Fake.IsUnreachable = true;
        await _shop.Host.HandleAsync();
        (await AccessAsync()).Status.ShouldBe(SubscriptionStatus.Paused);
        _shop.Host.Fake.IsUnreachable = false;
        _shop.Host.Clock.Advance(TimeSpan.FromMinutes(1));

        await _shop.Host.HandleAsync();

        (await AccessAsync()).ShouldBe((SubscriptionStatus.Active, AccessLevel.Full));
        await _shop.ToldAsync();
        (await _shop.PaidAsync()).ShouldBe([500]);
    }

    [Test]
    public async Task B12_B5_A_card_of_which_no_event_told_is_found_by_the_comparison()
    {
        await BuyAsync("trial", "none");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(15));
        await _shop.SyncAsync();
        var customer = (await _shop.AccountAsync()).CustomerId!;
        _shop.Host.Fake.Act(_ => { _shop.Host.Fake.Checkout.UpdateCard(customer, FakeCard.Pays); return true; });

        await _shop.Host.Services.GetRequiredService<Reconciliation>().RunAsync(default);

        (await AccessAsync()).ShouldBe((SubscriptionStatus.Active, AccessLevel.Full));
    }

    [Test]
    public async Task B6_What_somebody_has_paused_in_the_dashboard_stays_paused()
    {
        await BuyAsync("team", "pays");
        _shop.Host.Fake.Act(state => state.All("subscription").Single()["status"] = "paused");
        await _shop.SyncAsync();
        (await AccessAsync()).Status.ShouldBe(SubscriptionStatus.Paused);

        await _shop.ToldAsync();
        await _shop.Host.Services.GetRequiredService<Reconciliation>().RunAsync(default);

        (await AccessAsync()).Status.ShouldBe(SubscriptionStatus.Paused);
        _shop.Host.Fake.Log.ShouldNotContain(line => line.EndsWith("/resume"));
    }

    private async Task BuyAsync(string plan, string card)
    {
        using var paid = await _shop.Visitor.SubmitAsync(await _shop.BeginAsync(plan), new KeyValuePair<string, string>("card", card));
        await _shop.Visitor.PageAsync(paid.Headers.Location!.PathAndQuery);
    }

    private async Task<(SubscriptionStatus Status, AccessLevel Level)> AccessAsync()
    {
        var entitlement = await _shop.Host.Services.GetRequiredService<Entitlements>().OfAsync(_shop.Owner, default);
        return (entitlement.Subscription!.Status, entitlement.Access.Level);
    }
}
