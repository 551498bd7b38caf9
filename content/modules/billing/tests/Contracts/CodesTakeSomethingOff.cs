using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Promotion codes and coupons: by a link to the pricing page, by the payment page, or given at Stripe; what they take off stands on the contract.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class CodesTakeSomethingOff(DatabaseKind kind)
{
    private Shop _shop = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _shop = await Shop.OpenAsync(kind, new() { ["Modules:billing:promotion_codes"] = "true" }, new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)] });
        _shop.Code("FALL20", "percent_off=20&duration=repeating&duration_in_months=2");
    }

    [TearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task B8_A_code_in_a_link_counts_for_its_months_and_stands_on_the_contract()
    {
        (await _shop.Visitor.PageAsync("/pricing?code=fall20")).ShouldContain("Your promotion code fall20 counts");
        var page = await _shop.BeginAsync("team", code: "fall20");
        (await _shop.Visitor.PageAsync(page)).ShouldSatisfyAllConditions(one => one.ShouldContain("To pay: 8.00 USD"), one => one.ShouldNotContain("Promotion code"));
        await _shop.PayAsync(page);

        (await _shop.Visitor.PageAsync("/billing")).ShouldContain("FALL20 (20% off), until 2026-05-01");
        ((string?)(await _shop.Visitor.JsonAsync("/contract"))["subscription"]!["discount"]).ShouldBe("FALL20 (20% off)");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(65));
        await _shop.SyncAsync();
        (await _shop.PaidAsync()).ShouldBe([800, 800, 1000]);
        (await _shop.Visitor.PageAsync("/billing")).ShouldNotContain("20% off");
    }

    [Test]
    public async Task B8_Without_one_the_payment_page_asks_for_a_code()
    {
        var page = await _shop.BeginAsync("team");
        (await _shop.Visitor.PageAsync(page)).ShouldContain("Promotion code");
        (await (await _shop.Visitor.SubmitAsync(page, new("card", "pays"), new("code", "NOTHING"))).Content.ReadAsStringAsync()).ShouldContain("This code is invalid.");

        await _shop.PayAsync(page, new KeyValuePair<string, string>("code", "FALL20"));

        (await _shop.PaidAsync()).ShouldBe([800]);
    }

    [TestCase("NOTHING")]
    [TestCase("price_1&status=x")]
    [TestCase("…")]
    public async Task B9_A_code_that_is_none_is_refused_and_nothing_begins(string code)
    {
        (await _shop.Visitor.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "team", interval = "month", code })).ShouldBe((HttpStatusCode.BadRequest, "no_such_code"));
        (await _shop.Visitor.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "team", interval = "month", code = new string('A', 101) })).ShouldBe((HttpStatusCode.BadRequest, "no_such_code"));
        _shop.Host.Fake.Act(state => state.All("checkout.session").Count()).ShouldBe(0);
    }

    [Test]
    public async Task B8_A_code_that_is_used_up_counts_no_more_and_another_code_is_another_page()
    {
        _shop.Code("ONE", "amount_off=300&currency=usd&duration=once", "&max_redemptions=1");
        var (first, same) = (await _shop.BeginAsync("team", code: "ONE"), await _shop.BeginAsync("team", code: "one"));
        same.ShouldBe(first);
        (await _shop.BeginAsync("team", code: "FALL20")).ShouldNotBe(first);
        await _shop.PayAsync(await _shop.BeginAsync("team", code: "ONE"));

        (await _shop.Visitor.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "team", code = "ONE" })).Code.ShouldBe("no_such_code");
        _shop.Host.Clock.Advance(TimeSpan.FromDays(32));
        (await _shop.PaidAsync()).ShouldBe([700, 1000], "it was for one invoice");
    }

    [Test]
    public async Task B8_Without_the_option_the_payment_page_asks_for_nothing()
    {
        await _shop.DisposeAsync();
        _shop = await Shop.OpenAsync(kind, [], new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)] });

        (await _shop.Visitor.PageAsync(await _shop.BeginAsync("team"))).ShouldNotContain("Promotion code");
    }
}
