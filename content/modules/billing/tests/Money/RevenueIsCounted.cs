using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Monthly recurring revenue: without tax, less discounts, a twelfth of what is paid yearly; and the ledger of its changes.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class RevenueIsCounted(DatabaseKind kind)
{
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await BillingHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCase(SubscriptionStatus.Active, 12_000, BillingInterval.Year, 1000)]
    [TestCase(SubscriptionStatus.Active, 9_999, BillingInterval.Year, 833)]
    [TestCase(SubscriptionStatus.PastDue, 1900, BillingInterval.Month, 1900)]
    [TestCase(SubscriptionStatus.Trialing, 1900, BillingInterval.Month, 0)]
    [TestCase(SubscriptionStatus.Canceled, 1900, BillingInterval.Month, 0)]
    [TestCase(SubscriptionStatus.Unpaid, 1900, BillingInterval.Month, 0)]
    [TestCase(SubscriptionStatus.Paused, 1900, BillingInterval.Month, 0)]
    [TestCase(SubscriptionStatus.Incomplete, 1900, BillingInterval.Month, 0)]
    [TestCase(SubscriptionStatus.IncompleteExpired, 1900, BillingInterval.Month, 0)]
    public void B21_A_twelfth_of_what_is_paid_yearly_and_nothing_of_what_is_not_paid(SubscriptionStatus status, long net, BillingInterval interval, long mrr) => Revenue.Mrr(status, net, interval).ShouldBe(mrr);

    [TestCase("forever", 25, null, "usd", 3000)]
    [TestCase("repeating", null, 500, "usd", 3500)]
    [TestCase("once", 25, null, "usd", 4000)]
    [TestCase("forever", null, 500, "eur", 4000)]
    [TestCase("forever", null, 5000, "usd", 0)]
    public async Task B21_Discounts_that_come_again_are_no_revenue(string duration, int? percent, int? amount, string currency, long expected)
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 2000), "&items[0][quantity]=2");
        var worth = percent is null ? $"amount_off={amount}&currency={currency}" : $"percent_off={percent}";
        var coupon = (string)_host.Stripe("POST", "/v1/coupons", $"duration={duration}{(duration == "repeating" ? "&duration_in_months=3" : "")}&{worth}")["id"]!;
        _host.Fake.Act(state =>
        {
            var subscription = state.Get("subscription", id);
            _host.Fake.Discounts.Redeem(subscription, coupon, null, new DateTimeOffset(_host.Now).ToUnixTimeSeconds());
            return subscription;
        });
        await SyncAsync(account);

        (await _host.SubscriptionAsync(id))!.Mrr.ShouldBe(expected);
    }

    [Test]
    public async Task B21_Tax_that_is_in_the_price_is_no_revenue()
    {
        var (account, price) = (await _host.CustomerAsync(), await _host.PriceAsync("team", 1190));
        _host.Fake.Act(state => state.Get("price", price)["tax_behavior"] = "inclusive");
        var id = _host.Subscribe(account, price);
        _host.Fake.Act(state => state.All("invoice").Last()["total_taxes"] = JsonNode.Parse("""[{"amount":190}]"""));
        await SyncAsync(account);

        (await _host.SubscriptionAsync(id))!.Mrr.ShouldBe(1000);
    }

    [Test]
    public async Task B21_The_ledger_adds_up_to_what_comes_in_and_the_page_shows_it()
    {
        var (small, large, yearly) = (await _host.PriceAsync("small", 1000), await _host.PriceAsync("large", 3000), await _host.PriceAsync("large", 24_000, BillingInterval.Year));
        var (ann, ben) = (await _host.CustomerAsync(), await _host.CustomerAsync());
        var first = _host.Subscribe(ann, small);
        _host.Subscribe(ben, yearly);
        await ToldAsync();
        var item = (string)_host.Stripe("GET", $"/v1/subscriptions/{first}")["items"]!["data"]![0]!["id"]!;
        _host.Stripe("POST", $"/v1/subscriptions/{first}", $"items[0][id]={item}&items[0][price]={large}&proration_behavior=always_invoice");
        await ToldAsync();
        await ToldAsync();
        _host.Clock.Advance(TimeSpan.FromDays(40));
        await ToldAsync();
        _host.Stripe("DELETE", $"/v1/subscriptions/{first}");
        await ToldAsync();
        _host.Subscribe(ann, small);
        await ToldAsync();

        var entries = await _host.InDatabaseAsync(context => context.Set<LedgerEntry>().Where(one => one.MrrDelta != 0).OrderBy(one => one.Id).ToListAsync());
        entries.Where(one => one.AccountId == ann.Id).Select(one => (one.Kind, one.MrrDelta)).ShouldBe([(LedgerKind.New, 1000), (LedgerKind.Expansion, 2000), (LedgerKind.Churn, -3000), (LedgerKind.Reactivation, 1000)]);
        entries.Where(one => one.AccountId == ben.Id).Select(one => (one.Kind, one.MrrDelta)).ShouldBe([(LedgerKind.New, 2000)]);
        entries.Sum(one => one.MrrDelta).ShouldBe(await _host.InDatabaseAsync(context => context.Set<Subscription>().SumAsync(one => one.Mrr)));

        var root = _host.People.Add("Root");
        _host.People.Administrators[root.Id] = true;
        using var admin = _host.Visitor(root.Id);
        (await admin.PageAsync("/billing/figures")).ShouldSatisfyAllConditions(page => page.ShouldContain("30.00 USD"), page => page.ShouldContain("2026-04"));
        using var answer = await admin.ApiAsync(HttpMethod.Get, "/figures");
        var usd = (await answer.Content.ReadFromJsonAsync<JsonArray>())!.ShouldHaveSingleItem()!;
        ((string?)usd["currency"], (long)usd["mrr"]!, (int)usd["contracts"]!).ShouldBe(("usd", 3000, 2));
        usd["plans"]!.AsArray().Select(plan => ((string?)plan!["plan"], (long)plan["mrr"]!)).ShouldBe([("large", 2000), ("small", 1000)]);
        var (april, march) = (usd["months"]![0]!, usd["months"]![1]!);
        ((string?)april["month"], (long)april["churn"]!, (long)april["new"]!, (long)april["mrr"]!).ShouldBe(("2026-04", 3000, 1000, 3000));
        ((string?)march["month"], (long)march["new"]!, (long)march["expansion"]!, (long)march["mrr"]!).ShouldBe(("2026-03", 3000, 2000, 5000));
        ((long)march["paid"]!, (long)march["returned"]!).ShouldBe((1000 + 24_000 + 2000, 0));
        using var user = _host.Visitor(_host.People.Add().Id);
        (await user.GetAsync("/billing/figures")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await user.ApiAsync(HttpMethod.Get, "/figures")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    private Task<SyncOutcome> SyncAsync(BillingAccount account) => _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));

    private async Task ToldAsync()
    {
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
    }
}
