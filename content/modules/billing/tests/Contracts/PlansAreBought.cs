using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>From the pricing page to the contract and back, without script, and what is refused on the way.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PlansAreBought(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("free", "Free"),
        new("team", "Team")
        {
            Description = "For teams", Features = ["api"], Seats = new PlanSeats(SeatMode.Auto),
            Prices = [new(BillingInterval.Month, "usd", 1900), new(BillingInterval.Year, "usd", 19000)],
        },
        new("trial", "Starter") { Prices = [new(BillingInterval.Month, "usd", 500)], Trial = new PlanTrial(14, NeedsCard: false) },
        new("hidden", "Hidden") { Prices = [new(BillingInterval.Month, "usd", 1)], IsPublic = false },
    ];

    private BillingHost _host = null!;
    private UserContact _ann = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        _ann = _host.People.Add();
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B8_A_plan_is_bought_from_the_pricing_page_to_the_thank_you_without_an_event()
    {
        using var ann = _host.Visitor(_ann.Id);

        var checkout = await BeginAsync(ann, "team");
        (await ann.PageAsync(checkout)).ShouldContain("To pay: 19.00 USD");
        using var paid = await ann.SubmitAsync(checkout, new KeyValuePair<string, string>("card", "pays"));
        paid.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var thanks = await ann.PageAsync(paid.Headers.Location!.PathAndQuery);

        thanks.ShouldContain("Thank you. Your plan is Team.");
        (await _host.EventsAsync()).ShouldBeEmpty("none has come yet");
        (await ann.PageAsync("/billing")).ShouldSatisfyAllConditions(
            page => page.ShouldContain("Your plan is Team."), page => page.ShouldContain("19.00 USD a month"), page => page.ShouldContain("2026-04-01"), page => page.ShouldContain("Cancel the contract"));
        (await ann.PageAsync("/pricing")).ShouldContain("Your plan");
        (await ann.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B8_The_account_has_one_customer_and_says_whose_it_is_on_the_subscription()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "team");

        var account = await AccountAsync();
        var customer = await _host.Services.GetRequiredService<IStripe>().GetCustomerAsync(account.CustomerId!, default);
        customer.ShouldSatisfyAllConditions(one => one.Email.ShouldBe(_ann.Email), one => one.Metadata!["billing_account"].ShouldBe($"{account.Id}"));
        (await _host.Services.GetRequiredService<IStripe>().SubscriptionsAsync(account.CustomerId!, default).SingleAsync()).Metadata["billing_account"].ShouldBe($"{account.Id}");
        _host.Told().Count(one => one.Type == "customer.created").ShouldBe(1);
    }

    [Test]
    public async Task B8_A_second_purchase_is_refused_even_before_any_event()
    {
        using var ann = _host.Visitor(_ann.Id);
        var checkout = await BeginAsync(ann, "team");
        await ann.SubmitAsync(checkout, new KeyValuePair<string, string>("card", "pays"));

        using var again = await ann.PostAsync("/pricing", Choice("trial"));

        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain("There is a contract already.");
    }

    [Test]
    public async Task B8_The_same_choice_twice_is_one_page_to_pay_and_another_choice_closes_it()
    {
        using var ann = _host.Visitor(_ann.Id);

        var (first, second) = (await BeginAsync(ann, "team"), await BeginAsync(ann, "team"));
        var other = await BeginAsync(ann, "trial");

        second.ShouldBe(first);
        other.ShouldNotBe(first);
        (await (await ann.SubmitAsync(first, new KeyValuePair<string, string>("card", "pays"))).Content.ReadAsStringAsync()).ShouldContain("no longer good");
        (await _host.InDatabaseAsync(context => context.Set<Subscription>().CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task B8_Two_tabs_at_once_make_one_customer_and_one_page_to_pay()
    {
        using var ann = _host.Visitor(_ann.Id);
        await ann.PageAsync("/pricing");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ann.PostAsync("/pricing", Choice("team"))));

        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Conflict);
        answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).Select(answer => answer.Headers.GetValues("Refresh").Single()).Distinct().Count().ShouldBe(1);
        _host.Told().Count(one => one.Type == "customer.created").ShouldBe(1);
        (await _host.InDatabaseAsync(context => context.Set<BillingAccount>().CountAsync())).ShouldBe(1);
    }

    [TestCase("free")]
    [TestCase("hidden")]
    [TestCase("price_123")]
    [TestCase("")]
    public async Task B9_What_is_not_sold_cannot_be_bought(string plan)
    {
        using var ann = _host.Visitor(_ann.Id);

        using var answer = await ann.PostAsync("/pricing", Choice(plan));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This plan is not sold, or no longer.");
    }

    [Test]
    public async Task B9_Amounts_and_quantities_of_the_browser_count_for_nothing()
    {
        using var ann = _host.Visitor(_ann.Id);
        using var answer = await ann.PostAsync("/pricing", Choice("team").Concat([new("quantity", "0"), new("price", "price_1"), new("amount", "1"), new("currency", "jpy")]));

        (await ann.PageAsync(Next(answer))).ShouldContain("To pay: 19.00 USD");
    }

    [Test]
    public async Task B11_Each_member_of_a_team_is_paid_for_and_the_team_owns_the_contract()
    {
        var (ben, team) = (_host.People.Add("Ben"), Guid.CreateVersion7());
        (_host.People.Teams[_ann.Id], _host.People.Teams[ben.Id], _host.People.PlainMembers[ben.Id]) = (team, team, true);
        using var ann = _host.Visitor(_ann.Id);
        using var member = _host.Visitor(ben.Id);
        using var refused = await member.PostAsync("/pricing", Choice("team"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await BuyAsync(ann, "team");

        (await AccountAsync()).ShouldSatisfyAllConditions(one => one.OwnerKind.ShouldBe("team"), one => one.OwnerId.ShouldBe(team));
        (await ann.PageAsync("/billing")).ShouldContain("38.00 USD a month");
        (await member.PageAsync("/billing")).ShouldSatisfyAllConditions(
            page => page.ShouldContain("Your plan is Team."), page => page.ShouldContain("Only owners of the account can change the contract."), page => page.ShouldNotContain("Invoices"), page => page.ShouldNotContain("Cancel the contract"));
        (await member.PostAsync("/billing", [], "Cancel", tokenFrom: "/pricing")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B12_A_trial_begins_without_a_card_once()
    {
        using var ann = _host.Visitor(_ann.Id);
        (await ann.PageAsync("/pricing")).ShouldContain("14 days for free, without a card");
        await BuyAsync(ann, "trial", card: "none");
        (await ann.PageAsync("/billing")).ShouldContain("Trial until");
        var account = await AccountAsync();
        var id = (await _host.Services.GetRequiredService<IStripe>().SubscriptionsAsync(account.CustomerId!, default).SingleAsync()).Id;
        _host.Stripe("DELETE", $"/v1/subscriptions/{id}");

        var checkout = await BeginAsync(ann, "trial");

        (await (await ann.SubmitAsync(checkout, new KeyValuePair<string, string>("card", "none"))).Content.ReadAsStringAsync()).ShouldContain("Enter a card.");
    }

    [Test]
    public async Task B7_A_contract_is_cancelled_and_taken_up_again()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "team");

        using var cancelled = await ann.PostAsync("/billing", [], "Cancel");
        cancelled.Headers.Location!.OriginalString.ShouldBe("/billing?done=cancelled");
        (await ann.PageAsync("/billing")).ShouldSatisfyAllConditions(page => page.ShouldContain("Ends on"), page => page.ShouldContain("2026-04-01"), page => page.ShouldContain("Go on with the contract"));
        (await ann.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK, "it is paid until then");

        await ann.PostAsync("/billing", [], "Resume");
        (await ann.PageAsync("/billing")).ShouldContain("Next payment");
        await ann.PostAsync("/billing", [], "Cancel");
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        (await ann.PageAsync("/billing")).ShouldContain("Your contract has ended.");
        (await ann.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task B13_A_payment_that_fails_is_shown_and_another_card_brings_all_back()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "team");
        var account = await AccountAsync();
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await ToldAsync();
        (await ann.PageAsync("/billing")).ShouldSatisfyAllConditions(page => page.ShouldContain("A payment has failed. Enter another card by 2026-04-08"), page => page.ShouldContain("Enter another card</button>"));
        _host.Clock.Advance(TimeSpan.FromDays(7));
        (await ann.PageAsync("/billing")).ShouldContain("overdue");
        (await ann.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK, "one may look");
        (await ann.SubmitAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "and change nothing");

        using var portal = await ann.PostAsync("/billing", [], "Card");
        using var back = await ann.SubmitAsync(Next(portal), new KeyValuePair<string, string>("card", "pays"));
        back.Headers.Location!.AbsolutePath.ShouldBe("/billing");
        await ToldAsync();

        (await ann.PageAsync("/billing")).ShouldNotContain("A payment has failed");
        (await ann.SubmitAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B8_The_way_back_with_a_payment_of_somebody_else_shows_nothing()
    {
        using var ann = _host.Visitor(_ann.Id);
        using var ben = _host.Visitor(_host.People.Add("Ben").Id);
        var checkout = await BeginAsync(ann, "team");
        using var paid = await ann.SubmitAsync(checkout, new KeyValuePair<string, string>("card", "pays"));

        foreach (var path in new[] { paid.Headers.Location!.PathAndQuery, "/billing/return", "/billing/return?session_id=../v1/customers" })
        {
            using var answer = await ben.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no such payment of yours.");
        }
    }

    [Test]
    public async Task B18_Without_Stripe_the_pricing_page_works_and_buying_says_why_not()
    {
        await using var host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:provider"] = "stripe" }, services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        using var ann = host.Visitor(host.People.Add().Id);

        (await ann.PageAsync("/pricing")).ShouldContain("19.00 USD");
        (await ann.PageAsync("/billing")).ShouldContain("Payments are not set up here yet.");
        using var answer = await ann.PostAsync("/pricing", Choice("team"));
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ann.GetAsync("/fake-stripe/checkout/cs_1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task B4_While_Stripe_is_away_nothing_is_bought_and_the_page_says_so()
    {
        using var ann = _host.Visitor(_ann.Id);
        _host.Fake.IsUnreachable = true;

        using var answer = await ann.PostAsync("/pricing", Choice("team"));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The payment provider does not answer.");
        (await AccountAsync()).LeasedBy.ShouldBeNull("the next try need not wait");
    }

    [Test]
    public async Task The_pricing_page_is_public_and_shows_both_intervals()
    {
        using var stranger = _host.Visitor();

        (await stranger.PageAsync("/pricing")).ShouldSatisfyAllConditions(
            page => page.ShouldContain("19.00 USD"), page => page.ShouldContain("for each member"), page => page.ShouldContain(">Free<"), page => page.ShouldNotContain("Choose Hidden"));
        (await stranger.PageAsync("/pricing?interval=year")).ShouldContain("190.00 USD");
        (await stranger.PostAsync("/pricing", Choice("team"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/billing")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Where_years_alone_are_sold_they_are_shown_and_bought()
    {
        await using var host = await BillingHost.StartAsync(kind, services: services => services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Year, "usd", 19000)] }));
        await host.PriceAsync("team", 19000, BillingInterval.Year);
        using var ann = host.Visitor(host.People.Add().Id);

        (await ann.PageAsync("/pricing")).ShouldContain("190.00 USD");
        (await ann.PageAsync(await BeginAsync(ann, "team"))).ShouldContain("To pay: 190.00 USD");
    }

    private static async Task BuyAsync(Visitor visitor, string plan, string card = "pays")
    {
        using var paid = await visitor.SubmitAsync(await BeginAsync(visitor, plan), new KeyValuePair<string, string>("card", card));
        paid.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await visitor.PageAsync(paid.Headers.Location!.PathAndQuery)).ShouldContain("Thank you.");
    }

    /// <summary>Chooses a plan.</summary>
    /// <returns>The page of the stand-in where it is paid.</returns>
    private static async Task<string> BeginAsync(Visitor visitor, string plan)
    {
        using var answer = await visitor.PostAsync("/pricing", Choice(plan));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return Next(answer);
    }

    private static string Next(HttpResponseMessage answer) => new Uri(answer.Headers.GetValues("Refresh").Single()["0; url=".Length..]).PathAndQuery;

    private static IEnumerable<KeyValuePair<string, string>> Choice(string plan) => [new("plan", plan), new("interval", "month")];

    private Task<BillingAccount> AccountAsync() => _host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync());

    private async Task ToldAsync()
    {
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
    }
}
