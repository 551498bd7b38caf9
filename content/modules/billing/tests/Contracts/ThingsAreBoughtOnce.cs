using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What is bought once is there as soon as Stripe says that it is paid, beside whatever plan there is, and goes when it is paid back.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ThingsAreBoughtOnce(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("free", "Free") { Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 3) } },
        new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)], Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 10) } },
        new("pack", "Project pack")
        {
            Prices = [new(BillingInterval.Once, "usd", 4900)], Features = ["api"], Description = "Five projects more, for good",
            Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 5) },
        },
        new("secret", "Secret") { Prices = [new(BillingInterval.Once, "usd", 1)], IsPublic = false },
    ];

    private Shop _shop = null!;

    [SetUp]
    public async Task StartAsync() => _shop = await Shop.OpenAsync(kind, [], Plans);

    [TearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task B8_It_is_bought_from_the_pricing_page_and_kept_with_an_invoice()
    {
        (await _shop.Visitor.PageAsync("/pricing")).ShouldSatisfyAllConditions(page => page.ShouldContain("49.00 USD"), page => page.ShouldContain("once"), page => page.ShouldNotContain("Choose Secret"));
        var page = await _shop.BeginAsync("pack");
        (await _shop.Visitor.PageAsync(page)).ShouldContain("To pay: 49.00 USD");
        (await MayUseAsync()).ShouldBe(HttpStatusCode.Forbidden, "it is not paid");

        (await _shop.PayAsync(page)).ShouldContain("Thank you. You have Project pack now.");

        (await MayUseAsync()).ShouldBe(HttpStatusCode.OK);
        (await ProjectsAsync()).ShouldBe(8);
        (await _shop.Visitor.PageAsync("/billing")).ShouldSatisfyAllConditions(
            one => one.ShouldContain("Your plan is Free."), one => one.ShouldContain("Bought once"), one => one.ShouldContain("Project pack"), one => one.ShouldContain("49.00 USD"), one => one.ShouldContain("/pdf"));
        (await _shop.Visitor.PageAsync("/pricing")).ShouldSatisfyAllConditions(one => one.ShouldContain("You have it"), one => one.ShouldNotContain("Choose Project pack"));
        var bought = (await _shop.Visitor.JsonAsync("/contract"))["purchases"]![0]!;
        ((string?)bought["key"], (long)bought["amount"]!, (bool)bought["isRefunded"]!).ShouldBe(("pack", 4900, false));
        ((string?)(await _shop.Visitor.JsonAsync("/plans"))["oneOffs"]![0]!["prices"]![0]!["interval"]).ShouldBe("once");
    }

    [Test]
    public async Task B14_Paid_back_it_is_gone_and_can_be_bought_again()
    {
        await _shop.PayAsync(await _shop.BeginAsync("pack"));
        (await _shop.Visitor.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "pack" })).ShouldBe((HttpStatusCode.Conflict, "already_bought"));
        Refund("&amount=900");
        await _shop.ToldAsync();
        (await MayUseAsync()).ShouldBe(HttpStatusCode.OK, "a part of it is a discount");

        Refund();
        await _shop.ToldAsync();

        (await MayUseAsync()).ShouldBe(HttpStatusCode.Forbidden);
        (await ProjectsAsync()).ShouldBe(3);
        (await _shop.Visitor.PageAsync("/billing")).ShouldContain("Refunded");
        (await _shop.Host.InDatabaseAsync(context => context.Set<LedgerEntry>().AsNoTracking().Select(one => one.AmountDelta).ToListAsync())).ShouldBe([4900, -900, -4000], ignoreOrder: true);
        (await _shop.Host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().SingleAsync())).AmountRefunded.ShouldBe(4900);
        await _shop.PayAsync(await _shop.BeginAsync("pack"));
        (await MayUseAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B8_It_stands_beside_a_plan_and_outlives_it()
    {
        await _shop.PayAsync(await _shop.BeginAsync("pack"));
        await _shop.PayAsync(await _shop.BeginAsync("team"));
        (await ProjectsAsync()).ShouldBe(15);
        (await _shop.Visitor.SubmitAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _shop.Host.Stripe("POST", $"/v1/customers/{(await _shop.AccountAsync()).CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(45));
        await _shop.ToldAsync();
        (await _shop.Visitor.SubmitAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK, "it is paid, whatever became of the plan");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(20));
        await _shop.ToldAsync();

        (await ProjectsAsync()).ShouldBe(8);
    }

    [Test]
    public async Task B8_A_card_that_is_declined_and_a_payment_that_is_not_done_give_nothing()
    {
        var page = await _shop.BeginAsync("pack");

        (await (await _shop.Visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "fails"))).Content.ReadAsStringAsync()).ShouldContain("declined");
        await _shop.ToldAsync();
        (await MayUseAsync()).ShouldBe(HttpStatusCode.Forbidden);
        await _shop.PayAsync(page);
        (await MayUseAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B9_What_is_not_sold_cannot_be_bought_and_nobody_changes_a_plan_to_it()
    {
        (await _shop.Visitor.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "secret" })).Code.ShouldBe("no_such_plan");
        await _shop.PayAsync(await _shop.BeginAsync("team"));
        (await _shop.Visitor.RefusalAsync(HttpMethod.Get, "/change?plan=pack")).Code.ShouldBe("no_such_plan");
    }

    [Test]
    public async Task B5_A_purchase_of_which_no_event_told_is_found_by_the_comparison()
    {
        var page = await _shop.BeginAsync("pack");
        await _shop.Visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "pays"));
        var reconciliation = _shop.Host.Services.GetRequiredService<Reconciliation>();

        (await reconciliation.DetectAsync(default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Ours.ShouldBe("missing"), one => one.Theirs.ShouldBe("paid"));
        await reconciliation.RunAsync(default);

        (await reconciliation.DetectAsync(default)).ShouldBeEmpty();
        (await MayUseAsync()).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> MayUseAsync() => (await _shop.Visitor.GetAsync("/test/api")).StatusCode;

    private async Task<long?> ProjectsAsync() => (await _shop.Host.Services.GetRequiredService<Entitlements>().OfAsync(_shop.Owner, default)).Limit("projects", _shop.Host.Now)?.Max;

    private void Refund(string more = "")
    {
        var payment = _shop.Host.Fake.Act(state => (string)state.All("charge").Last()["payment_intent"]!);
        _shop.Host.Stripe("POST", "/v1/refunds", $"payment_intent={payment}{more}");
    }
}
