using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A database that knows live customers, with a test key, as after a copy from production: nothing is asked and nothing is changed.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ModesAreKeptApart(DatabaseKind kind)
{
    [Test]
    public async Task B17_What_is_of_the_other_mode_is_neither_asked_nor_changed_nor_sold_to()
    {
        await using var host = await BillingHost.StartAsync(kind, services: services => services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)], Seats = new PlanSeats(SeatMode.Auto) }));
        var (ann, account) = (host.People.Add(), await host.CustomerAsync());
        var id = host.Subscribe(account, await host.PriceAsync("team", 1900));
        await host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
        await host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, ann.Id).SetProperty(one => one.LiveMode, true).SetProperty(one => one.EmailDueAt, host.Now)));
        await host.AddAsync(new SeatJob { AccountId = account.Id, Quantity = 5, DueAt = host.Now });
        host.Stripe("DELETE", $"/v1/customers/{account.CustomerId}");
        await host.DeliverAllAsync();
        var asked = host.Fake.Log.Count;

        await host.HandleAsync();
        (await host.Services.GetRequiredService<Reconciliation>().RunAsync(default)).Done.ShouldBe(0);
        (await host.Services.GetRequiredService<Reconciliation>().DetectAsync(default)).ShouldBeEmpty();
        using var visitor = host.Visitor(ann.Id);
        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Post, "/checkout", new { plan = "team" }), (HttpMethod.Post, "/cancel", new { }), (HttpMethod.Post, "/portal", new { card = true }), (HttpMethod.Post, "/change", new { plan = "team", interval = "year", token = 1 }),
            (HttpMethod.Post, "/keep", new { }), (HttpMethod.Post, "/pause", new { months = 1 }), (HttpMethod.Post, "/unpause", new { }), (HttpMethod.Post, "/seats", new { seats = 4, token = 1 }),
        })
        {
            (await visitor.RefusalAsync(method, path, body)).ShouldBe((HttpStatusCode.Conflict, "other_mode"), path);
        }

        await host.Services.GetRequiredService<SeatWorker>().PushDueAsync(default);
        await host.Services.GetServices<IChore>().OfType<BillingMail>().Single().OnceAsync(default);
        host.Fake.Log.Count.ShouldBe(asked, "nothing was asked");
        (await host.AccountAsync(account.Id)).EmailDueAt.ShouldBe(host.Now, "it waits for a key of its mode");
        (await host.InDatabaseAsync(context => context.Set<SeatJob>().AsNoTracking().SingleAsync())).Attempts.ShouldBe(0);
        (await host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active, "and a customer that is not found is not taken for one that was deleted");
        (await host.AccountAsync(account.Id)).CustomerId.ShouldBe(account.CustomerId);
        (await host.EventsAsync()).ShouldAllBe(one => one.State == ProviderEventState.Ignored || one.State == ProviderEventState.Processed);
        (await host.EventsAsync()).ShouldContain(one => one.Reason == "The customer of the account is of the other mode.");

        var told = (await host.EventsAsync()).Count;
        await host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.ErasedAt, host.Now)));
        await host.Services.GetRequiredService<Erasure>().RunAsync(default);
        (host.Fake.Log.Count, (await host.EventsAsync()).Count).ShouldBe((asked, told), "who was erased is deleted with a key of their mode");
    }

    [Test]
    public void B17_Whatever_is_of_a_provider_says_its_mode()
    {
        var entities = typeof(BillingModule).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IGlobalEntity)) && type.GetProperty("Provider") is not null).ToList();

        entities.Count.ShouldBeGreaterThan(5);
        entities.Where(type => type.GetProperty("LiveMode") is null).ShouldBeEmpty();
    }
}
