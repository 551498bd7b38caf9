using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Plans whose seats follow the members: who joins is paid for soon, who leaves is not paid for again, and nobody waits for Stripe.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class SeatsFollowTheMembers(DatabaseKind kind)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(60);

    private BillingHost _host = null!;
    private SeatTeam _team = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services =>
        {
            services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)], Seats = new PlanSeats(SeatMode.Auto) });
            services.AddSingleton(new Plan("small", "Small") { Prices = [new(BillingInterval.Month, "usd", 500)], Seats = new PlanSeats(SeatMode.Auto) });
        });
        _team = await SeatTeam.MakeAsync(_host, members: 2);
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B11_Members_who_join_are_paid_for_together_with_proration()
    {
        var id = await _team.SubscribeAsync("team");
        _host.Clock.Advance(TimeSpan.FromDays(15.5));
        (await _team.JoinAsync()).ShouldBeTrue("there is no limit");
        await WorkAsync();
        (await _team.JoinAsync()).ShouldBeTrue();
        await WorkAsync();
        (await _team.QuantityAsync(id)).ShouldBe(2, "it waits for others who come at once");

        _host.Clock.Advance(Delay);
        await WorkAsync();

        (await _team.QuantityAsync(id)).ShouldBe(4);
        (await _team.PaidAsync()).ShouldBe([2000, 1000], "two seats for half of the period, in one invoice");
        (await _host.SubscriptionAsync(id))!.Quantity.ShouldBe(4, "it is written here at once");
        (await JobsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task B11_A_member_who_leaves_is_not_paid_for_from_the_renewal_on_and_may_be_replaced_until_then()
    {
        var id = await _team.SubscribeAsync("team");
        _team.Leave();
        await LookedAsync();
        (await _team.QuantityAsync(id)).ShouldBe(1);
        (await _team.PaidAsync()).ShouldBe([2000], "nothing is given back, and nothing is paid");

        await _team.JoinAsync();
        await LookedAsync();
        (await _team.QuantityAsync(id)).ShouldBe(2);
        (await _team.PaidAsync()).ShouldBe([2000], "the seat is paid for until the renewal");
        await _team.JoinAsync();
        await LookedAsync();
        (await _team.PaidAsync()).Count.ShouldBe(2, "the third seat is not");

        _team.Leave();
        _team.Leave();
        await LookedAsync();
        _host.Clock.Advance(TimeSpan.FromDays(32));
        (await _team.PaidAsync())[^1].ShouldBe(1000);
    }

    [Test]
    public async Task B11_While_Stripe_is_away_members_come_and_go_and_it_is_told_afterwards()
    {
        var id = await _team.SubscribeAsync("team");
        _host.Fake.IsUnreachable = true;
        (await _team.JoinAsync()).ShouldBeTrue();
        _host.Clock.Advance(Delay);
        await WorkAsync();
        _team.Leave();
        _team.Leave();

        (await JobsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Quantity.ShouldBe(3), one => one.Attempts.ShouldBe(1), one => one.Reason.ShouldBe("Stripe could not be reached."));
        _host.Fake.IsUnreachable = false;
        await LookedAsync();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await WorkAsync();
        (await _team.QuantityAsync(id)).ShouldBe(1, "the number that is wanted counts, not the steps to it");
        (await _team.PaidAsync()).ShouldBe([2000]);
    }

    [Test]
    public async Task B11_A_try_after_a_crash_does_not_pay_twice()
    {
        await _team.SubscribeAsync("team");
        await _team.JoinAsync();
        _host.Clock.Advance(Delay);
        // The process dies after Stripe was told and before that is written: the same number is told again, with the same key.
        var version = Guid.CreateVersion7();
        for (var tries = 0; tries < 2; tries++)
        {
            await _host.AddAsync(new SeatJob { AccountId = _team.Account.Id, Quantity = 3, Version = version, DueAt = _host.Now });
            await Worker.PushDueAsync(default);
        }

        (await _team.PaidAsync()).ShouldBe([2000, 1000]);
        (await JobsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task B11_A_plan_that_follows_with_the_next_period_follows_with_the_members()
    {
        var id = await _team.SubscribeAsync("team");
        (await _host.InScopeAsync(services => services.GetRequiredService<PlanChange>().ConfirmAsync(_team.Owner, _team.Manager, "small", BillingInterval.Month, _host.Clock.GetUtcNow().ToUnixTimeSeconds(), default))).ShouldBeNull();

        await _team.JoinAsync();
        await LookedAsync();
        _host.Clock.Advance(TimeSpan.FromDays(32));

        (await _team.QuantityAsync(id)).ShouldBe(3);
        (await _team.PaidAsync())[^1].ShouldBe(1500);
    }

    [Test]
    public async Task B11_In_a_trial_seats_cost_nothing_and_the_first_payment_is_for_the_members_there_are()
    {
        var id = await _team.SubscribeAsync("team", "&trial_period_days=14");
        await _team.JoinAsync();
        await LookedAsync();
        (await _team.QuantityAsync(id)).ShouldBe(3);
        (await _team.PaidAsync()).ShouldBeEmpty();

        _host.Clock.Advance(TimeSpan.FromDays(15));
        (await _team.PaidAsync()).ShouldBe([3000]);
    }

    [Test]
    public async Task B11_A_contract_that_ended_has_no_seats_to_follow()
    {
        var id = await _team.SubscribeAsync("team");
        await _host.AddAsync(new SeatJob { AccountId = _team.Account.Id, Quantity = 5, DueAt = _host.Now });
        _host.Stripe("DELETE", $"/v1/subscriptions/{id}");
        await _team.SyncAsync();

        await WorkAsync();

        (await JobsAsync()).ShouldBeEmpty();
        (await _team.PaidAsync()).ShouldBe([2000]);
    }

    private SeatWorker Worker => _host.Services.GetRequiredService<SeatWorker>();

    private Task WorkAsync() => Worker.OnceAsync(default);

    /// <summary>The look at all accounts finds it, and it is told when its time has come.</summary>
    private async Task LookedAsync()
    {
        await Worker.LookAtAllAsync(default);
        _host.Clock.Advance(Delay);
        await WorkAsync();
    }

    private Task<List<SeatJob>> JobsAsync() => _host.InDatabaseAsync(context => context.Set<SeatJob>().AsNoTracking().ToListAsync());
}
