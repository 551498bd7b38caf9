using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A small storm, for every build: events late, twice, forged and in any order, Stripe away now and then, two instances. The large one is a proof of its own.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AStormEndsInWhatStripeHas(DatabaseKind kind)
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task B3_B4_B5_For_every_customer(int seed)
    {
        await using var one = await BillingHost.StartAsync(kind);
        await using var two = await BillingHost.StartAsync(kind, first: one);
        var random = new Random(seed);
        string[] prices = [await one.PriceAsync("small", 500), await one.PriceAsync("team", 1900)];
        List<BillingAccount> accounts = [];
        for (var count = 0; count < 6; count++)
        {
            accounts.Add(await one.CustomerAsync());
        }

        using var deliveries = new FakeDeliveries(one.Fake, one.Clock, new FakeDeliveryRules { Seed = seed, LongestDelay = TimeSpan.FromDays(3), Duplicates = 0.3, Forgeries = 0.05 });
        var statuses = new Dictionary<int, int>();
        for (var round = 0; round < 40; round++)
        {
            Live(one, accounts[random.Next(accounts.Count)], prices, random);
            one.Clock.Advance(TimeSpan.FromHours(random.Next(1, 60)));
            one.Fake.IsUnreachable = random.NextDouble() < 0.1;
            await deliveries.DeliverDueAsync(one_ => DeliverAsync(random.Next(2) == 0 ? one : two, one_, statuses));
            await Task.WhenAll(one.HandleAsync(), two.HandleAsync());
        }

        one.Fake.IsUnreachable = false;
        // All that is on its way arrives: late ones, and those that wait for another try.
        for (var hours = 0; hours < 96; hours += 4)
        {
            one.Clock.Advance(TimeSpan.FromHours(4));
            await deliveries.DeliverDueAsync(delivery => DeliverAsync(two, delivery, statuses));
            await Task.WhenAll(one.HandleAsync(), two.HandleAsync());
        }

        (await one.Services.GetRequiredService<Reconciliation>().DetectAsync(default)).ShouldBeEmpty();
        var events = await one.EventsAsync();
        events.ShouldNotContain(found => found.State == ProviderEventState.Pending || found.State == ProviderEventState.Failed);
        var told = one.Fake.Act(state => state.Events.Select(found => found.Id()).ToHashSet());
        events.Select(found => found.EventId).ShouldBe(told, ignoreOrder: true);
        statuses.Keys.ShouldBe([204, 400], ignoreOrder: true);
        foreach (var account in accounts)
        {
            await CompareAccessAsync(one, account);
        }
    }

    private static void Live(BillingHost host, BillingAccount account, string[] prices, Random random)
    {
        var mine = host.Fake.Act(state => state.All("subscription").LastOrDefault(found => found.Text("customer") == account.CustomerId && found.Text("status") is not ("canceled" or "incomplete_expired"))?.Id());
        switch (random.Next(6))
        {
            case 0 or 1 when mine is null:
                host.Subscribe(account, prices[random.Next(prices.Length)], random.Next(3) == 0 ? "&trial_period_days=7&trial_settings[end_behavior][missing_payment_method]=pause" : "");
                break;
            case 0 when mine is not null:
                host.Stripe("DELETE", $"/v1/subscriptions/{mine}");
                break;
            case 2 when mine is not null:
                host.Stripe("POST", $"/v1/subscriptions/{mine}", $"cancel_at_period_end={(random.Next(2) == 0 ? "true" : "false")}");
                break;
            case 3:
                host.Stripe("POST", $"/v1/customers/{account.CustomerId}", $"invoice_settings[default_payment_method]={(random.Next(2) == 0 ? "pm_card_visa" : "pm_card_chargeCustomerFail")}");
                break;
            case 4:
                host.Fake.Act(_ => { host.Fake.Checkout.UpdateCard(account.CustomerId!, FakeCard.Pays); return true; });
                break;
        }
    }

    private static async Task<int> DeliverAsync(BillingHost host, FakeDelivery delivery, Dictionary<int, int> statuses)
    {
        using var answer = await host.DeliverAsync(delivery.Body, delivery.Signature);
        var status = (int)answer.StatusCode;
        statuses[status] = statuses.GetValueOrDefault(status) + 1;
        (status == 400).ShouldBe(delivery.IsForged, Encoding.UTF8.GetString(delivery.Body));
        return status;
    }

    /// <summary>The access here is that of the statuses there.</summary>
    private static async Task CompareAccessAsync(BillingHost host, BillingAccount account)
    {
        var theirs = host.Fake.Act(state => state.All("subscription").Where(found => found.Text("customer") == account.CustomerId).Select(found => found.Text("status")).ToList());
        var ours = await host.InDatabaseAsync(context => context.Set<Subscription>().Where(found => found.AccountId == account.Id).AsNoTracking().ToListAsync());
        var level = ours.Select(found => AccessMap.Of(found, host.Now, TimeSpan.FromDays(7)).Level).DefaultIfEmpty(AccessLevel.Free).Max();

        (level == AccessLevel.Free).ShouldBe(!theirs.Exists(status => status is "active" or "trialing" or "past_due" or "paused"), string.Join(", ", theirs));
        if (theirs.Exists(status => status is "active" or "trialing"))
        {
            level.ShouldBe(AccessLevel.Full);
        }
    }
}
