using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What happens between a look and the write that follows from it, and what one account does to the others.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class NothingIsLostBetweenTwoWrites(DatabaseKind kind)
{
    private readonly FaultyProvider _provider = new();

    [SetUp]
    public void Forget() => (_provider.Before, _provider.BeforeCard) = (null, null);

    [Test]
    public async Task B4_An_event_that_comes_while_its_customer_is_written_down_is_not_ignored()
    {
        var ignoring = new Interruption("UPDATE billing_events", "CustomerId = ");
        await using var host = await BillingHost.StartAsync(kind, services: ignoring.Register);
        var price = await host.PriceAsync("team", 1900);
        var account = await host.CustomerAsync();
        await SetCustomerAsync(host, null);
        await host.DeliverAllAsync();
        string? id = null;
        // The worker has found that nobody has this customer, and is about to say so of all its events.
        ignoring.Does = async () =>
        {
            await SetCustomerAsync(host, account.CustomerId);
            id = host.Subscribe(account, price);
            await host.DeliverAllAsync();
        };

        await host.HandleAsync();
        await host.HandleAsync();

        (await host.SubscriptionAsync(id.ShouldNotBeNull())).ShouldNotBeNull().Status.ShouldBe(SubscriptionStatus.Active);
        (await host.EventsAsync()).Where(one => one.CustomerId is not null).ShouldAllBe(one => one.State == ProviderEventState.Processed);
    }

    [Test]
    public async Task B4_What_another_worker_has_handled_since_is_no_dead_letter()
    {
        // On SQLite a transaction that writes lets no other one begin.
        var postponing = kind == DatabaseKind.Sqlite ? new Interruption(Interruption.Begin) : new Interruption("UPDATE billing_events", "NextAttemptAt = ");
        await using var host = await StartAsync(postponing.Register, maxAttempts: 1);
        var account = await host.CustomerAsync();
        await host.DeliverAllAsync();
        _provider.Before = _ =>
        {
            postponing.Does = async () =>
            {
                _provider.Before = null;
                (await SyncAsync(host, account)).ShouldBe(SyncOutcome.Written);
            };
            throw new BillingProviderException("Away.", isTransient: true);
        };

        await host.HandleAsync();

        postponing.Does.ShouldBeNull();
        (await host.EventsAsync()).ShouldHaveSingleItem().State.ShouldBe(ProviderEventState.Processed);
    }

    [Test]
    public async Task B4_A_provider_that_gives_up_by_itself_does_not_end_the_worker()
    {
        await using var host = await StartAsync();
        await host.CustomerAsync();
        await host.DeliverAllAsync();
        _provider.Before = _ => throw new TaskCanceledException("A time-out of a client of its own.");

        await host.HandleAsync();

        (await host.EventsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.State.ShouldBe(ProviderEventState.Pending), one => one.Attempts.ShouldBe(1), one => one.Reason.ShouldNotBeNull());
    }

    [Test]
    public async Task B5_An_account_that_cannot_be_compared_keeps_no_other_from_it()
    {
        await using var host = await StartAsync();
        BillingAccount[] accounts = [await host.CustomerAsync(), await host.CustomerAsync(), await host.CustomerAsync()];
        _provider.Before = customer => customer == accounts[0].CustomerId ? throw new InvalidOperationException("A row that cannot be written.") : Task.CompletedTask;

        var (done, failures) = await host.Services.GetRequiredService<Reconciliation>().RunAsync(default);

        done.ShouldBe(2);
        failures.ShouldHaveSingleItem().ShouldContain($"{accounts[0].Id}");
        (await host.AccountAsync(accounts[0].Id)).LeasedBy.ShouldBeNull();
    }

    [Test]
    public async Task B13_A_card_that_cannot_be_looked_at_keeps_no_other_from_it()
    {
        await using var host = await StartAsync();
        var price = await host.PriceAsync("team", 1900);
        BillingAccount[] accounts = [await host.CustomerAsync(), await host.CustomerAsync()];
        foreach (var account in accounts)
        {
            host.Subscribe(account, price);
            await SyncAsync(host, account);
        }

        List<string> asked = [];
        _provider.BeforeCard = customer =>
        {
            asked.Add(customer);
            throw new InvalidOperationException("A card that cannot be understood.");
        };

        (await host.Services.GetRequiredService<CardScan>().RunAsync(default)).ShouldBe(0);

        asked.ShouldBe(accounts.Select(one => one.CustomerId!), ignoreOrder: true);
    }

    [Test]
    public async Task B5_A_customer_that_goes_while_all_are_compared_is_passed_over()
    {
        await using var host = await StartAsync();
        var other = host.Subscribe(await host.CustomerAsync(), await host.PriceAsync("team", 1900));
        await host.CustomerAsync();
        var seen = "";
        _provider.Before = async customer =>
        {
            _provider.Before = null;
            seen = customer;
            await host.InDatabaseAsync(context => context.Set<BillingAccount>().Where(one => one.CustomerId != customer).ExecuteUpdateAsync(set => set.SetProperty(one => one.CustomerId, (string?)null)));
        };

        var found = await host.Services.GetRequiredService<Reconciliation>().DetectAsync(default);

        seen.ShouldNotBeEmpty();
        found.Select(one => one.What).ShouldBeSubsetOf([other]);
    }

    [Test]
    public async Task B5_A_contract_that_Stripe_does_not_have_is_shown_and_ended()
    {
        await using var host = await StartAsync();
        var account = await host.CustomerAsync();
        await host.AddAsync(new Subscription { AccountId = account.Id, Provider = StripeProvider.Id, ExternalId = "sub_gone", Status = SubscriptionStatus.Active, PlanKey = "team", CreatedAt = host.Now });

        (await host.Services.GetRequiredService<Reconciliation>().DetectAsync(default)).ShouldHaveSingleItem().ShouldBe(new Drift(account.Id, "sub_gone", "Active", "missing"));
        (await SyncAsync(host, account)).ShouldBe(SyncOutcome.Written);

        (await host.SubscriptionAsync("sub_gone"))!.ShouldSatisfyAllConditions(one => one.Status.ShouldBe(SubscriptionStatus.Canceled), one => one.EndedAt.ShouldBe(host.Now));
        (await host.Services.GetRequiredService<Reconciliation>().DetectAsync(default)).ShouldBeEmpty();
    }

    [Test]
    public async Task B3_What_was_fetched_of_one_customer_is_not_written_on_an_account_that_has_another_by_now()
    {
        await using var host = await StartAsync();
        var (account, other) = (await host.CustomerAsync(), (string)host.Stripe("POST", "/v1/customers", "email=ben@example.com")["id"]!);
        // An administrator ties the account to another customer while the first one is fetched, who was deleted.
        host.Stripe("DELETE", $"/v1/customers/{account.CustomerId}");
        _provider.Before = _ => SetCustomerAsync(host, other);

        (await SyncAsync(host, account)).ShouldBe(SyncOutcome.Busy);

        (await host.AccountAsync(account.Id)).ShouldSatisfyAllConditions(one => one.CustomerId.ShouldBe(other), one => one.SuspendedReason.ShouldBeNull(), one => one.LeasedBy.ShouldBeNull());
    }

    [Test]
    public async Task B5_A_customer_whom_the_provider_does_not_know_hides_no_difference_of_others()
    {
        await using var host = await StartAsync();
        var (lost, other) = (await host.CustomerAsync(), await host.CustomerAsync());
        var id = host.Subscribe(other, await host.PriceAsync("team", 1900));
        _provider.Before = customer => customer == lost.CustomerId ? throw new BillingProviderException("The key is that of another account.", isTransient: false) : Task.CompletedTask;

        var found = await host.Services.GetRequiredService<Reconciliation>().DetectAsync(default);

        found.Select(one => (one.AccountId, one.What)).ShouldBe([(lost.Id, lost.CustomerId!), (other.Id, id)], ignoreOrder: true);
        _provider.Before = _ => throw new BillingProviderException("Away.", isTransient: true);
        await Should.ThrowAsync<BillingProviderException>(() => host.Services.GetRequiredService<Reconciliation>().DetectAsync(default));
    }

    private static Task<SyncOutcome> SyncAsync(BillingHost host, BillingAccount account) => host.InScopeAsync(services => services.GetRequiredService<AccountSync>().TryAsync(account.Id, default));

    private static Task<int> SetCustomerAsync(BillingHost host, string? customer) =>
        host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CustomerId, customer)));

    private Task<BillingHost> StartAsync(Action<IServiceCollection>? more = null, int maxAttempts = 12) =>
        BillingHost.StartAsync(kind, new() { ["Modules:billing:max_attempts"] = $"{maxAttempts}" }, _provider.Register + more);
}
