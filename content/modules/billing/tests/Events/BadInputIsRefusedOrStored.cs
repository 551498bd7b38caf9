using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Whatever comes in is stored or refused with a reason: never a fault of ours, and never an event that is lost.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class BadInputIsRefusedOrStored(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("small", "Small") { Prices = [new(BillingInterval.Month, "jpy", 500), new(BillingInterval.Month, "kwd", 5120)] },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "jpy", 2900)] },
    ];

    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:currency"] = "jpy" }, services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCase("""{"id":"evt_\u0000","type":"x"}""")]
    [TestCase("""{"id":"evt_1","type":"in\u0000voice"}""")]
    [TestCase("""{"id":"evt 1","type":"x"}""")]
    [TestCase("""{"id":"","type":"x"}""")]
    [TestCase("\ufeff{\"id\":\"evt_1\",\"type\":\"x\"}")]
    [TestCase("""{"id":"evt_1","type":"x"} and more""")]
    public async Task B1_A_signed_body_that_no_database_would_take_is_refused(string body)
    {
        using var answer = await _host.DeliverAsync(Encoding.UTF8.GetBytes(body));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.EventsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task B1_Names_and_nests_beyond_measure_are_refused()
    {
        string[] bodies =
        [
            $$"""{"id":"{{new string('e', 256)}}","type":"x"}""",
            $$"""{"id":"evt_1","type":"{{new string('x', 256)}}"}""",
            $$"""{"id":"evt_1","type":"x","data":{{new string('[', 5000)}}{{new string(']', 5000)}}}""",
        ];
        foreach (var body in bodies)
        {
            using var answer = await _host.DeliverAsync(Encoding.UTF8.GetBytes(body));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body[..40]);
        }
    }

    [TestCase("""{"id":"evt_1","type":"x","api_version":"2\u0000","data":{"object":{"customer":"cus_\u0000"}}}""")]
    [TestCase("""{"id":"evt_1","type":"x","data":{"object":{"customer":"cus 1"}},"note":"\u0000"}""")]
    public async Task B2_A_customer_that_can_be_none_is_nobody_and_the_event_is_kept(string body)
    {
        (await _host.DeliverAsync(Encoding.UTF8.GetBytes(body))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _host.HandleAsync();

        (await _host.EventsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.CustomerId.ShouldBeNull(), one => one.State.ShouldBe(ProviderEventState.Ignored), one => one.Reason.ShouldBe("It names no customer."), one => one.Payload.ShouldBe(body));
    }

    [Test]
    public async Task B2_Bytes_that_are_no_text_are_refused_or_stored()
    {
        byte[] body = [.. "{\"id\":\"evt_1\",\"type\":\"x\",\"note\":\""u8, 0xff, 0xfe, .. "\"}"u8];

        (await _host.DeliverAsync(body)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _host.DeliverAsync(body)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.EventsAsync()).ShouldHaveSingleItem();
        _host.Logs.ShouldNotContain(line => line.Contains("another body"));
    }

    [Test]
    public async Task B3_An_event_of_a_type_of_tomorrow_has_the_state_fetched()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await PriceAsync("small"));
        await _host.DeliverAsync(EventsAreStored.Event("evt_1", "subscription.of.tomorrow", account.CustomerId!));

        await _host.HandleAsync();

        (await _host.SubscriptionAsync(id)).ShouldNotBeNull();
        (await _host.EventsAsync()).ShouldHaveSingleItem().State.ShouldBe(ProviderEventState.Processed);
    }

    [Test]
    public async Task B9_In_a_currency_without_places_amounts_are_whole_all_the_way()
    {
        var person = _host.People.Add();
        using var ann = _host.Visitor(person.Id);
        (await ann.PageAsync("/pricing")).ShouldContain("2,900 JPY");
        using var begun = await ann.PostAsync("/pricing", [new("plan", "small")]);
        var pay = new Uri(begun.Headers.GetValues("Refresh").Single()["0; url=".Length..]).PathAndQuery;
        (await ann.PageAsync(pay)).ShouldContain("To pay: 500 JPY");
        using var paid = await ann.SubmitAsync(pay, new KeyValuePair<string, string>("card", "pays"));
        await ann.PageAsync(paid.Headers.Location!.PathAndQuery);

        (await ann.PageAsync("/billing")).ShouldContain("500 JPY a month");
        _host.Clock.Advance(TimeSpan.FromDays(15.5));
        // Half of 2,900 less half of 500, in whole yen.
        (await ann.PageAsync("/billing/change?plan=large&interval=month")).ShouldContain("<strong>1,200 JPY</strong>");
    }

    [TestCase("{", "application/json")]
    [TestCase("null", "application/json")]
    [TestCase("[]", "application/json")]
    [TestCase("""{"plan":7,"session":7,"card":7,"token":"x"}""", "application/json")]
    [TestCase("plan=small", "application/x-www-form-urlencoded")]
    [TestCase("", "application/json")]
    public async Task The_api_refuses_what_it_cannot_read(string body, string type)
    {
        using var ann = _host.Visitor(_host.People.Add().Id);
        foreach (var path in new[] { "checkout", "checkout/return", "portal", "change" })
        {
            using var content = new StringContent(body, Encoding.UTF8, type);
            using var answer = await ann.SendAsync(HttpMethod.Post, $"/api/billing/{path}", content);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType);
        }
    }

    [TestCase("/events?customer=%00", HttpStatusCode.OK)]
    [TestCase("/events?state=%00&customer=cus_none", HttpStatusCode.BadRequest)]
    [TestCase("/events?state=99", HttpStatusCode.BadRequest)]
    public async Task What_an_administrator_asks_for_need_not_be_there(string path, HttpStatusCode expected)
    {
        var person = _host.People.Add();
        _host.People.Administrators[person.Id] = true;
        using var ann = _host.Visitor(person.Id);

        (await ann.ApiAsync(HttpMethod.Get, path)).StatusCode.ShouldBe(expected);
    }

    private async Task<string> PriceAsync(string plan) =>
        (await _host.InDatabaseAsync(context => Task.FromResult(context.Set<ProviderPrice>().Single(one => one.PlanKey == plan && one.Currency == "jpy")))).ExternalId;
}
