using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Answers of Stripe's from which the wrong thing could be concluded.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AnswersAreNotMisread(DatabaseKind kind)
{
    private const string Missing = """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such customer: 'cus_1'"}}""";

    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await BillingHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B17_With_real_money_a_key_of_another_account_ends_no_contract()
    {
        var (live, test) = (new StripeBench("sk_live_1").Answers(Missing, 404), new StripeBench("sk_test_1").Answers(Missing, 404));

        var fault = await Should.ThrowAsync<BillingProviderException>(() => Provider(live).FetchAsync("cus_1", default));

        fault.IsTransient.ShouldBeFalse();
        fault.Message.ShouldContain("another account at Stripe");
        (await Provider(test).FetchAsync("cus_1", default)).IsDeleted.ShouldBeTrue("test data are deleted as a whole");
        var deleted = new StripeBench("sk_live_1").Answers("""{"id":"cus_1","object":"customer","deleted":true}""");
        (await Provider(deleted).FetchAsync("cus_1", default)).IsDeleted.ShouldBeTrue();
    }

    private StripeProvider Provider(StripeBench bench) =>
        new(bench.Stripe, bench.Keys, _host.Services.GetRequiredService<PlanCatalogue>(), _host.Services.GetRequiredService<IOptions<BillingSettings>>());

    [Test]
    public async Task B13_An_invoice_that_was_written_off_takes_no_grace_from_a_new_failure()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        _host.Clock.Advance(TimeSpan.FromDays(35));
        _host.Fake.Act(state =>
        {
            var open = state.Of("invoice", account.CustomerId!).Single(one => one.Text("status") == "open");
            (open["status"], open["next_payment_attempt"], state.Get("subscription", id)["status"]) = ("uncollectible", null, "active");
            return true;
        });
        var again = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc);
        _host.Clock.Advance(TimeSpan.FromDays(28));

        await SyncAsync(account);

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.Status.ShouldBe(SubscriptionStatus.PastDue), one => one.FirstPaymentFailedAt.ShouldBe(again));
    }

    [Test]
    public async Task B15_A_price_made_by_hand_for_a_product_of_ours_gives_its_plan()
    {
        _host.Stripe("POST", "/v1/products", "id=plan_team&name=Team");
        var price = (string)_host.Stripe("POST", "/v1/prices", "product=plan_team&currency=usd&unit_amount=1500&recurring[interval]=month")["id"]!;
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, price);

        await SyncAsync(account);

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("team"), one => one.UnitAmount.ShouldBe(1500));
        (await _host.Services.GetRequiredService<Reconciliation>().DetectAsync(default)).ShouldBeEmpty();
    }

    [Test]
    public async Task B15_An_addition_made_by_hand_changes_nothing_about_the_plan_wherever_it_stands()
    {
        _host.Stripe("POST", "/v1/products", "id=plan_team&name=Team");
        var price = (string)_host.Stripe("POST", "/v1/prices", "product=plan_team&currency=usd&unit_amount=1900&recurring[interval]=month")["id"]!;
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, price);
        _host.Fake.Act(state =>
        {
            var items = state.Get("subscription", id)["items"]!["data"]!.AsArray();
            var extra = items[0]!.DeepClone().AsObject();
            (extra["id"], extra["price"]!["product"], extra["price"]!["unit_amount"], extra["price"]!["id"]) = ("si_extra", "prod_support", 99, "price_support");
            items.Insert(0, extra);
            return true;
        });

        await SyncAsync(account);

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("team"), one => one.PriceId.ShouldBe(price), one => one.UnitAmount.ShouldBe(1900));
    }

    [Test]
    public async Task An_invoice_of_an_unknown_status_is_written_and_an_address_that_is_no_page_is_no_link()
    {
        var account = await _host.CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        _host.Fake.Act(state =>
        {
            var invoice = state.Of("invoice", account.CustomerId!).Single();
            (invoice["status"], invoice["hosted_invoice_url"], invoice["invoice_pdf"]) = ("a_status_that_nobody_has_seen_yet", "javascript:alert(1)", $"https://example.com/{new string('a', 3000)}");
            return true;
        });

        await SyncAsync(account);

        (await _host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(
            one => one.Status.ShouldBe("a_status_that_nobody"), one => one.HostedUrl.ShouldBeNull(), one => one.PdfUrl.ShouldBeNull());
    }

    private async Task SyncAsync(BillingAccount account) =>
        (await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().TryAsync(account.Id, default))).ShouldBe(SyncOutcome.Written);
}
