using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The second phase: what is written is what Stripe has, however events arrive.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class StateIsFetched(DatabaseKind kind)
{
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await BillingHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B3_A_subscription_is_written_with_its_plan_period_and_invoices()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900), "&items[0][quantity]=3");

        await _host.DeliverAllAsync();
        (await _host.HandleAsync()).ShouldBe(1);

        var subscription = (await _host.SubscriptionAsync(id))!;
        (subscription.AccountId, subscription.PlanKey, subscription.Status, subscription.Quantity, subscription.UnitAmount, subscription.Currency, subscription.Interval)
            .ShouldBe((account.Id, "team", SubscriptionStatus.Active, 3, 1900, "usd", BillingInterval.Month));
        (subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, subscription.LiveMode).ShouldBe((_host.Now, _host.Now.AddMonths(1), false));
        var invoice = await _host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().SingleAsync());
        (invoice.Status, invoice.Total, invoice.AmountPaid, invoice.AmountRemaining, invoice.SubscriptionId, invoice.PaidAt).ShouldBe(("paid", 5700, 5700, 0, id, _host.Now));
        (await _host.EventsAsync()).Where(one => one.CustomerId == account.CustomerId).ShouldAllBe(one => one.State == ProviderEventState.Processed && one.Attempts == 1 && one.HandledAt == _host.Now);
    }

    [Test]
    public async Task B3_An_older_event_that_comes_last_changes_nothing()
    {
        var account = await _host.CustomerAsync();
        var price = await _host.PriceAsync("team", 1900);
        // When it was created the first payment was outstanding, and its event says so.
        var id = _host.Subscribe(account, price);
        var told = _host.Told();
        Encoding.UTF8.GetString(told.Single(one => one.Type == "customer.subscription.created").Body).ShouldContain("\"status\":\"incomplete\"");

        foreach (var (_, body) in told.AsEnumerable().Reverse())
        {
            await _host.DeliverAsync(body);
            await _host.HandleAsync();
        }

        (await _host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Test]
    public async Task B3_Two_workers_never_write_one_customer_at_once()
    {
        var watched = new WatchedProvider();
        await using var one = await BillingHost.StartAsync(kind, services: watched.Register);
        await using var two = await BillingHost.StartAsync(kind, first: one, services: watched.Register);
        var account = await one.CustomerAsync();
        one.Subscribe(account, await one.PriceAsync("team", 1900));
        foreach (var (_, body) in one.Told())
        {
            await one.DeliverAsync(body);
            await Task.WhenAll(one.HandleAsync(), two.HandleAsync(), one.HandleAsync(), two.HandleAsync());
        }

        one.Clock.Advance(TimeSpan.FromSeconds(2));
        await one.HandleAsync();

        watched.MostAtOnce.ShouldBe(1);
        (await one.EventsAsync()).ShouldNotContain(found => found.State == ProviderEventState.Pending);
    }

    [Test]
    public async Task B3_Who_is_slower_than_the_lease_writes_nothing()
    {
        var watched = new WatchedProvider();
        await using var host = await BillingHost.StartAsync(kind, services: watched.Register);
        var account = await host.CustomerAsync();
        var id = host.Subscribe(account, await host.PriceAsync("team", 1900));
        await host.DeliverAllAsync();
        watched.AfterFetch = async () =>
        {
            // The answer is there and old by now: another worker takes over, and finds the subscription ended.
            watched.AfterFetch = null;
            host.Clock.Advance(TimeSpan.FromMinutes(10));
            host.Stripe("DELETE", $"/v1/subscriptions/{id}");
            (await SyncAsync(host, account.Id)).ShouldBe(SyncOutcome.Written);
        };

        (await SyncAsync(host, account.Id)).ShouldBe(SyncOutcome.Busy);

        (await host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Canceled);
    }

    [Test]
    public async Task B4_While_Stripe_is_away_events_wait_and_are_given_up_after_so_many_attempts()
    {
        await using var host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:max_attempts"] = "3" });
        var account = await host.CustomerAsync();
        var id = host.Subscribe(account, await host.PriceAsync("team", 1900));
        await host.DeliverAllAsync();
        host.Fake.IsUnreachable = true;

        await host.HandleAsync();
        var waiting = (await host.EventsAsync()).Where(one => one.CustomerId is not null).ToList();
        waiting.ShouldAllBe(one => one.State == ProviderEventState.Pending && one.Attempts == 1 && one.NextAttemptAt > host.Now && one.Reason == "Stripe could not be reached.");
        (await host.HandleAsync()).ShouldBe(0, "there is a pause");
        for (var tries = 0; tries < 2; tries++)
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            await host.HandleAsync();
        }

        (await host.EventsAsync()).Where(one => one.CustomerId is not null).ShouldAllBe(one => one.State == ProviderEventState.Failed && one.Attempts == 3);
        host.Logs.ShouldContain(line => line.StartsWith("Error") && line.Contains("given up after 3 attempts") && line.Contains("billing replay"));

        host.Fake.IsUnreachable = false;
        (await host.InScopeAsync(services => services.GetRequiredService<EventReplay>().ReplayFailedAsync(default))).ShouldBe(waiting.Count);
        await host.HandleAsync();
        (await host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active);
        (await host.EventsAsync()).ShouldNotContain(one => one.State == ProviderEventState.Failed || one.State == ProviderEventState.Pending);
    }

    [Test]
    public async Task B4_When_Stripe_is_back_events_are_handled_by_themselves()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.DeliverAllAsync();
        _host.Fake.IsUnreachable = true;
        await _host.HandleAsync();

        _host.Fake.IsUnreachable = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await _host.HandleAsync();

        (await _host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Test]
    public async Task B4_An_event_about_nobody_known_is_ignored_and_kept()
    {
        await _host.DeliverAsync(EventsAreStored.Event("evt_1", "invoice.paid", "cus_unknown"));
        await _host.PriceAsync("team", 1900);
        await _host.DeliverAllAsync();

        await _host.HandleAsync();

        (await _host.EventsAsync()).Single(one => one.EventId == "evt_1").ShouldSatisfyAllConditions(
            one => one.State.ShouldBe(ProviderEventState.Ignored), one => one.Reason.ShouldBe("No account has this customer."), one => one.Payload.ShouldNotBeEmpty());
    }

    [Test]
    public async Task B4_A_customer_of_a_worker_that_died_is_taken_over()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.DeliverAllAsync();
        var dead = _host.Now.AddSeconds(120);
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedBy, Guid.CreateVersion7()).SetProperty(one => one.LeasedUntil, dead)));

        await _host.HandleAsync();
        (await _host.SubscriptionAsync(id)).ShouldBeNull();
        (await _host.EventsAsync()).Where(one => one.CustomerId is not null).ShouldAllBe(one => one.State == ProviderEventState.Pending && one.Attempts == 0, "waiting is no attempt");
        _host.Clock.Advance(TimeSpan.FromSeconds(121));
        await _host.HandleAsync();

        (await _host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active);
        (await _host.AccountAsync(account.Id)).ShouldSatisfyAllConditions(one => one.LeasedBy.ShouldBeNull(), one => one.LeasedUntil.ShouldBeNull());
    }

    [Test]
    public async Task B5_What_events_did_not_tell_is_found_and_taken_over()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        _host.Stripe("POST", $"/v1/subscriptions/{id}", "cancel_at_period_end=true");
        var other = _host.Subscribe(account, await _host.PriceAsync("small", 500));
        var before = await _host.AccountAsync(account.Id);
        var reconciliation = _host.Services.GetRequiredService<Reconciliation>();

        var found = await reconciliation.DetectAsync(default);

        found.Select(one => (one.What, one.Ours, one.Theirs)).ShouldBe(
            [(other, "missing", "active"), ($"{id} cancels at period end", "False", "True"), ($"{id} cancel at", "", FormattableString.Invariant($"{_host.Now.AddMonths(1)}"))], ignoreOrder: true);
        (await _host.AccountAsync(account.Id)).Stamp.ShouldBe(before.Stamp, "to look changes nothing");
        (await reconciliation.RunAsync(default)).Done.ShouldBe(1);
        (await reconciliation.DetectAsync(default)).ShouldBeEmpty();
        (await _host.SubscriptionAsync(id))!.CancelAtPeriodEnd.ShouldBeTrue();
        (await _host.SubscriptionAsync(other))!.PlanKey.ShouldBe("small");
    }

    [Test]
    public async Task B5_To_look_waits_for_nobody_who_writes()
    {
        var account = await _host.CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        var until = _host.Now.AddHours(1);
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedBy, Guid.CreateVersion7()).SetProperty(one => one.LeasedUntil, until)));

        (await _host.Services.GetRequiredService<Reconciliation>().DetectAsync(default)).Count.ShouldBe(1);
        (await _host.AccountAsync(account.Id)).LeasedUntil.ShouldBe(until);
    }

    [Test]
    public async Task B6_A_status_that_is_not_known_changes_nothing_and_is_told()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        _host.Fake.Act(state => { state.Get("subscription", id)["status"] = "hibernating"; return true; });

        (await SyncAsync(_host, account.Id)).ShouldBe(SyncOutcome.Written);

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.Status.ShouldBe(SubscriptionStatus.Active), one => one.UnknownStatus.ShouldBe("hibernating"));
        _host.Logs.ShouldContain(line => line.StartsWith("Error") && line.Contains("hibernating"));
    }

    [Test]
    public async Task B13_The_first_failure_is_the_invoices_and_is_gone_when_it_is_paid()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        var renewal = _host.Now.AddMonths(1);
        _host.Clock.Advance(TimeSpan.FromDays(35));

        await SyncAsync(_host, account.Id);
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.Status.ShouldBe(SubscriptionStatus.PastDue), one => one.FirstPaymentFailedAt.ShouldBe(renewal));
        _host.Fake.Act(_ => { _host.Fake.Checkout.UpdateCard(account.CustomerId!, FakeCard.Pays); return true; });
        await SyncAsync(_host, account.Id);

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.Status.ShouldBe(SubscriptionStatus.Active), one => one.FirstPaymentFailedAt.ShouldBeNull());
    }

    [Test]
    public async Task B15_A_customer_that_was_deleted_at_Stripe_falls_to_the_free_plan()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.DeliverAllAsync();
        await _host.HandleAsync();

        _host.Stripe("DELETE", $"/v1/customers/{account.CustomerId}");
        await _host.DeliverAllAsync();
        await _host.HandleAsync();

        (await _host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Canceled);
        (await _host.AccountAsync(account.Id)).ShouldSatisfyAllConditions(one => one.CustomerId.ShouldBeNull(), one => one.SuspendedReason.ShouldBe("The customer was deleted at the payment provider."));
        (await _host.EventsAsync()).ShouldNotContain(one => one.State == ProviderEventState.Pending || one.State == ProviderEventState.Failed);
    }

    private static Task<SyncOutcome> SyncAsync(BillingHost host, Guid account) => host.InScopeAsync(services => services.GetRequiredService<AccountSync>().TryAsync(account, default));
}

/// <summary>The real provider, and how many ask it about one customer at once.</summary>
internal sealed class WatchedProvider
{
    private int _now;

    public int MostAtOnce { get; private set; }

    public Func<Task>? AfterFetch { get; set; }

    public void Register(IServiceCollection services) =>
        services.AddKeyedSingleton<IBillingProvider>(StripeProvider.Id, (provider, _) => new Watch(this, ActivatorUtilities.CreateInstance<StripeProvider>(provider)));

    private sealed class Watch(WatchedProvider seen, StripeProvider real) : IBillingProvider
    {
        public string Name => real.Name;

        public async Task<CustomerState> FetchAsync(string customerId, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref seen._now);
            seen.MostAtOnce = Math.Max(seen.MostAtOnce, now);
            try
            {
                await Task.Delay(20, cancellationToken);
                var state = await real.FetchAsync(customerId, cancellationToken);
                if (seen.AfterFetch is { } then)
                {
                    await then();
                }

                return state;
            }
            finally
            {
                Interlocked.Decrement(ref seen._now);
            }
        }
    }
}
