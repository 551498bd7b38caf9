using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Plans with seats beside plans at one price for all, and seats beside what is paid by quantity of use.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class SeatsMeetOtherPlans(DatabaseKind kind)
{
    private static readonly PlanMeter Calls = new("calls", "API calls");

    private static readonly Plan[] Plans =
    [
        new("flat", "Flat") { Prices = [new(BillingInterval.Month, "usd", 2000)] },
        new("club", "Club") { Prices = [new(BillingInterval.Month, "usd", 1000)], Seats = new PlanSeats(SeatMode.Fixed) },
        new("lab", "Lab") { Prices = [new(BillingInterval.Month, "usd", 3000)], Metered = [new(Calls, [new(BillingInterval.Month, "usd", 2)])], Seats = new PlanSeats(SeatMode.Fixed) },
    ];

    private BillingHost _host = null!;
    private SeatTeam _team = null!;
    private Visitor _visitor = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        _team = await SeatTeam.MakeAsync(_host, members: 3);
        _visitor = _host.Visitor(_team.Manager);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task B10_B11_From_one_price_for_all_to_seats_each_member_is_paid_for_at_once()
    {
        var id = await SubscribeAsync("flat", 1);
        _host.Clock.Advance(TimeSpan.FromDays(15.5));

        var preview = await ChangeAsync("club");

        ((bool)preview["isNow"]!, (long)preview["due"]!).ShouldBe((true, 500), "three seats at 10.00 instead of 20.00, for half a month");
        (await _team.QuantityAsync(id)).ShouldBe(3);
        (await _team.PaidAsync()).ShouldBe([2000, 500]);
    }

    [Test]
    public async Task B10_B11_From_seats_to_one_price_for_all_it_is_paid_once_and_not_for_each_member()
    {
        var id = await SubscribeAsync("club", 3);

        ((bool)(await ChangeAsync("flat"))["isNow"]!).ShouldBeFalse("30.00 are more than 20.00");
        // Seats that are bought meanwhile change nothing about the plan that follows.
        await SeatsAsync(4);
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await _team.SyncAsync();

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("flat"), one => one.Quantity.ShouldBe(1));
        (await _team.PaidAsync()).ShouldBe([3000, 1000, 2000]);
    }

    [Test]
    public async Task B11_B20_Seats_are_bought_beside_what_is_metered_also_with_another_plan_ahead()
    {
        var id = await SubscribeAsync("lab", 3, "&items[1][price]=" + await _host.InDatabaseAsync(context => context.Set<MeterPrice>().Select(one => one.ExternalId).SingleAsync()));
        ((bool)(await ChangeAsync("club"))["isNow"]!).ShouldBeFalse();

        await SeatsAsync(5);

        var schedule = _host.Fake.Act(state => state.All("subscription_schedule").Single());
        schedule["phases"]!.AsArray().Select(phase => string.Join(' ', phase!["items"]!.AsArray().Select(item => $"{(long?)item!["quantity"]}"))).ShouldBe(["5 ", "5"]);
        (await _team.PaidAsync()).ShouldBe([9000, 6000]);
        (await _host.SubscriptionAsync(id))!.Quantity.ShouldBe(5);
    }

    [Test]
    public async Task B11_The_line_of_the_plan_is_changed_wherever_it_stands()
    {
        var id = await SubscribeAsync("lab", 3, "&items[1][price]=" + await _host.InDatabaseAsync(context => context.Set<MeterPrice>().Select(one => one.ExternalId).SingleAsync()));
        var (lines, line) = await _host.InScopeAsync(async services =>
        {
            var theirs = await services.GetRequiredService<IStripe>().GetSubscriptionAsync(id, default);
            return (theirs with { Items = theirs.Items with { Data = [.. theirs.Items.Data.Reverse()] } }, theirs.Items.Data[0]);
        });
        var ours = (await _host.SubscriptionAsync(id))!;

        SeatQuantity.Paid(lines, ours).ShouldBe(3);
        (await _host.InScopeAsync(services => services.GetRequiredService<SeatQuantity>().SetAsync(lines, ours, 4, "a", null, default))).Items.Data.Single(one => one.Id == line.Id).Quantity.ShouldBe(4);
    }

    private async Task<string> SubscribeAsync(string plan, int quantity, string more = "")
    {
        var price = await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().SingleAsync(one => one.PlanKey == plan));
        var id = _host.Subscribe(_team.Account, price.ExternalId, $"&items[0][quantity]={quantity}{more}");
        await _team.SyncAsync();
        return id;
    }

    private async Task<JsonObject> ChangeAsync(string plan)
    {
        var preview = await _visitor.JsonAsync($"/change?plan={plan}");
        using var done = await _visitor.ApiAsync(HttpMethod.Post, "/change", new { plan, interval = "month", token = (long)preview["token"]! });
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent, await done.Content.ReadAsStringAsync());
        return preview;
    }

    private async Task SeatsAsync(int seats)
    {
        var preview = await _visitor.JsonAsync($"/seats/preview?seats={seats}");
        using var done = await _visitor.ApiAsync(HttpMethod.Post, "/seats", new { seats, token = (long)preview["token"]! });
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent, await done.Content.ReadAsStringAsync());
    }
}
