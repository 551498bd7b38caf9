using System.Net;
using System.Text;
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

    private readonly BeforeStripe _stripe = new();
    private Shop _shop = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _stripe.Answers = null;
        _shop = await Shop.OpenAsync(kind, [], _stripe.Register, Plans);
    }

    [TearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task B12_It_goes_on_and_is_paid_when_a_card_is_entered_also_where_Stripe_is_away_at_first()
    {
        await BuyAsync("trial", "none");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(15));
        await _shop.ToldAsync();
        (await AccessAsync()).ShouldBe((SubscriptionStatus.Paused, AccessLevel.ReadOnly));
        await EnterCardAsync();
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
        await EnterCardAsync();

        await _shop.Host.Services.GetRequiredService<Reconciliation>().RunAsync(default);

        (await AccessAsync()).ShouldBe((SubscriptionStatus.Active, AccessLevel.Full));
    }

    [Test]
    public async Task B12_A_card_that_Stripe_refuses_leaves_it_paused_and_is_charged_once_until_there_is_another()
    {
        await BuyAsync("trial", "none");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(15));
        await _shop.ToldAsync();
        HashSet<string> tries = [];
        _stripe.Answers = request =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/resume", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            tries.Add(request.Headers.GetValues("Idempotency-Key").Single());
            return Task.FromResult<HttpResponseMessage?>(new(HttpStatusCode.PaymentRequired)
            {
                Content = new StringContent("""{ "error": { "type": "card_error", "code": "card_declined", "message": "Your card was declined." } }""", Encoding.UTF8, "application/json"),
            });
        };

        await EnterCardAsync();
        await _shop.ToldAsync();

        (await AccessAsync()).ShouldBe((SubscriptionStatus.Paused, AccessLevel.ReadOnly));
        _shop.Host.Logs.ShouldContain(line => line.StartsWith("Warning: The subscription ") && line.Contains("stays paused although there is a card: Your card was declined."));
        (await _shop.Host.EventsAsync()).ShouldAllBe(one => one.State != ProviderEventState.Pending && one.State != ProviderEventState.Failed);

        await _shop.Host.Services.GetRequiredService<Reconciliation>().RunAsync(default);
        tries.Count.ShouldBe(1, "the same card is the same request");

        await EnterCardAsync();
        await _shop.ToldAsync();
        tries.Count.ShouldBe(2, "another card is another request");
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

    private async Task EnterCardAsync()
    {
        var customer = (await _shop.AccountAsync()).CustomerId!;
        _shop.Host.Fake.Act(_ => { _shop.Host.Fake.Checkout.UpdateCard(customer, FakeCard.Pays); return true; });
    }

    private async Task<(SubscriptionStatus Status, AccessLevel Level)> AccessAsync()
    {
        var entitlement = await _shop.Host.Services.GetRequiredService<Entitlements>().OfAsync(_shop.Owner, default);
        return (entitlement.Subscription!.Status, entitlement.Access.Level);
    }
}
