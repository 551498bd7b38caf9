using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Plans with a fixed number of seats: it is a limit, and more are bought.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class SeatsAreBought(DatabaseKind kind)
{
    private static readonly Plan Club = new("club", "Club") { Prices = [new(BillingInterval.Month, "usd", 1000)], Seats = new PlanSeats(SeatMode.Fixed) };

    private BillingHost _host = null!;
    private SeatTeam _team = null!;
    private string _id = "";
    private Visitor _visitor = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => services.AddSingleton(Club));
        _team = await SeatTeam.MakeAsync(_host, members: 3);
        _id = await _team.SubscribeAsync("club");
        _visitor = _host.Visitor(_team.Manager);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task B11_Nobody_joins_beyond_the_seats_until_more_are_bought_on_the_page()
    {
        (await _team.JoinAsync()).ShouldBeFalse();
        _host.Clock.Advance(TimeSpan.FromDays(15.5));
        (await _visitor.PageAsync("/billing")).ShouldContain("/billing/seats");
        (await _visitor.PageAsync("/billing/seats")).ShouldContain("3 of 3 seats are taken.");

        (await _visitor.PageAsync("/billing/seats?seats=5")).ShouldSatisfyAllConditions(page => page.ShouldContain("5 instead of 3"), page => page.ShouldContain("<strong>10.00 USD</strong>"));
        using var done = await ChangeAsync(5);

        done.Headers.Location!.OriginalString.ShouldBe("/billing?done=seats");
        (await _team.PaidAsync()).ShouldBe([3000, 1000], "what was shown is what was paid");
        (await _team.JoinAsync()).ShouldBeTrue();
        (await _team.JoinAsync()).ShouldBeTrue();
        (await _team.JoinAsync()).ShouldBeFalse();
    }

    [Test]
    public async Task B4_B11_More_seats_wait_while_an_event_of_what_was_done_before_is_fetched()
    {
        var until = _host.Now.AddSeconds(2);
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedBy, Guid.CreateVersion7()).SetProperty(one => one.LeasedUntil, until)));

        using var done = await ChangeAsync(5);

        done.Headers.Location!.OriginalString.ShouldBe("/billing?done=seats");
        (await _team.PaidAsync()).ShouldBe([3000, 2000]);
    }

    [Test]
    public async Task B11_Of_many_who_accept_at_once_one_gets_the_last_seat()
    {
        await ChangeAsync(4);
        await using var other = await BillingHost.StartAsync(kind, first: _host, services: services => services.AddSingleton(Club));

        var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(count => Task.Run(() => _team.JoinAsync(count % 2 == 0 ? _host : other))));

        joined.Count(one => one).ShouldBe(1);
        _team.Members.ShouldBe(4);
    }

    [Test]
    public async Task B11_A_seat_that_another_instance_has_given_up_is_not_given_away()
    {
        await ChangeAsync(4);
        await using var other = await BillingHost.StartAsync(kind, first: _host, services: services => services.AddSingleton(Club));
        _host.Stripe("POST", $"/v1/subscriptions/{_id}", $"items[0][id]={(await _host.SubscriptionAsync(_id))!.ItemId}&items[0][quantity]=3&proration_behavior=none");
        _host.Clock.Advance(TimeSpan.FromDays(32));
        (await LimitAsync(other)).ShouldBe(4, "it is kept there for a minute");
        await _team.SyncAsync();

        (await _team.JoinAsync(other)).ShouldBeFalse("it is asked anew");
    }

    [Test]
    public async Task B11_Fewer_seats_count_from_the_renewal_on_and_are_free_until_then()
    {
        await ChangeAsync(5);
        (await _visitor.PageAsync("/billing/seats?seats=3")).ShouldContain("From 2026-04-01 on you pay for 3 seats. Until then you keep those that are paid.");
        await ChangeAsync(3);
        (await LimitAsync(_host)).ShouldBe(5);
        (await _visitor.PageAsync("/billing/seats?seats=4")).ShouldContain("Nothing has to be paid now.");
        _host.Clock.Advance(TimeSpan.FromDays(15.5));
        (await PreviewAsync(6)).ShouldBe(500, "five are paid for");
        await ChangeAsync(6);
        (await _team.PaidAsync()).ShouldBe([3000, 2000, 500]);
        await ChangeAsync(3);

        _host.Clock.Advance(TimeSpan.FromDays(16));
        await _team.SyncAsync();
        (await LimitAsync(_host)).ShouldBe(3);
        (await _team.PaidAsync())[^1].ShouldBe(3000);
    }

    [Test]
    public async Task B11_Seats_that_are_not_paid_are_not_there()
    {
        _host.Stripe("POST", $"/v1/customers/{_team.Account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        using var answer = await ChangeAsync(9);

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await LimitAsync(_host)).ShouldBe(3);
        (await _host.SubscriptionAsync(_id))!.Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Test]
    public async Task B11_Who_is_invited_has_a_seat_that_cannot_be_given_up()
    {
        await ChangeAsync(5);
        _host.People.Invited[_team.Owner.Id] = 1;

        (await _visitor.PageAsync("/billing/seats")).ShouldSatisfyAllConditions(page => page.ShouldContain("3 of 5 seats are taken."), page => page.ShouldContain("1 more waits for somebody who is invited."));
        (await _visitor.RefusalAsync(HttpMethod.Get, "/seats/preview?seats=3")).ShouldBe((HttpStatusCode.Conflict, "seats_in_use"));
        ((int)(await _visitor.JsonAsync("/seats"))["reserved"]!).ShouldBe(1);
        (await ChangeAsync(4)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [TestCase(2, HttpStatusCode.Conflict, "seats_in_use")]
    [TestCase(3, HttpStatusCode.Conflict, "same_seats")]
    [TestCase(0, HttpStatusCode.BadRequest, "no_such_number_of_seats")]
    [TestCase(-5, HttpStatusCode.BadRequest, "no_such_number_of_seats")]
    [TestCase(100001, HttpStatusCode.BadRequest, "no_such_number_of_seats")]
    public async Task B9_A_number_that_cannot_be_is_refused(int seats, HttpStatusCode status, string code)
    {
        var token = _host.Clock.GetUtcNow().ToUnixTimeSeconds();

        (await _visitor.RefusalAsync(HttpMethod.Post, "/seats", new { seats, token })).ShouldBe((status, code));
        (await _visitor.RefusalAsync(HttpMethod.Get, $"/seats/preview?seats={seats}")).ShouldBe((status, code));
        (await _team.QuantityAsync(_id)).ShouldBe(3);
    }

    [Test]
    public async Task B11_The_API_says_and_does_the_same_and_plain_members_buy_nothing()
    {
        var seats = await _visitor.JsonAsync("/seats");
        ((string?)seats["mode"], (int)seats["used"]!, (int)seats["limit"]!, (int)seats["paid"]!).ShouldBe(("fixed", 3, 3, 3));
        var preview = await _visitor.JsonAsync("/seats/preview?seats=4");
        var body = new { seats = 4, token = (long)preview["token"]! };
        _host.People.PlainMembers[_team.Manager] = true;
        (await _visitor.RefusalAsync(HttpMethod.Post, "/seats", body)).ShouldBe((HttpStatusCode.Forbidden, "not_allowed"));
        _host.People.PlainMembers.Clear();
        (await _visitor.ApiAsync(HttpMethod.Post, "/seats", body)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _visitor.RefusalAsync(HttpMethod.Post, "/seats", body)).ShouldBe((HttpStatusCode.Conflict, "same_seats"));
        (await _visitor.RefusalAsync(HttpMethod.Post, "/seats", new { seats = 5, token = body.token - 3600 })).ShouldBe((HttpStatusCode.Conflict, "preview_too_old"));

        (await _team.PaidAsync()).ShouldBe([3000, (long)preview["due"]!]);
    }

    private Task<HttpResponseMessage> ChangeAsync(int seats) => _visitor.PostAsync("/billing/seats", [new("seats", $"{seats}"), new("at", $"{_host.Clock.GetUtcNow().ToUnixTimeSeconds()}")]);

    private async Task<long> PreviewAsync(int seats) => (long)(await _visitor.JsonAsync($"/seats/preview?seats={seats}"))["due"]!;

    private Task<int?> LimitAsync(BillingHost host) => host.InScopeAsync(services => services.GetRequiredService<ISeatLimit>().LimitAsync(_team.Owner, default));
}
