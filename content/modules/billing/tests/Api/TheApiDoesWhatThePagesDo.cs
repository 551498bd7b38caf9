using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TheApiDoesWhatThePagesDo(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("small", "Small") { Prices = [new(BillingInterval.Month, "usd", 1000)] },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 3000)], Features = ["api"] },
    ];

    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private Visitor _visitor = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        _ann = _host.People.Add();
        _visitor = _host.Visitor(_ann.Id);
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task B8_B10_From_the_plans_to_a_contract_another_plan_and_its_end()
    {
        ((string?)(await _visitor.JsonAsync("/plans"))["plans"]![1]!["prices"]![0]!["interval"]).ShouldBe("month");
        ((string?)(await _visitor.JsonAsync("/contract"))["access"]).ShouldBe("free");
        var url = (string)(await OkAsync("/checkout", new { plan = "small", interval = "month" }))["url"]!;
        using var paid = await _visitor.SubmitAsync(new Uri(url).PathAndQuery, new KeyValuePair<string, string>("card", "pays"));
        var session = paid.Headers.Location!.Query.Split('=')[1];
        ((string?)(await OkAsync("/checkout/return", new { session }))["plan"]).ShouldBe("Small");
        (await _visitor.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "large" })).ShouldBe((HttpStatusCode.Conflict, "already_subscribed"));

        var preview = await _visitor.JsonAsync("/change?plan=large&interval=month");
        ((bool)preview["isNow"]!, (long)preview["due"]!).ShouldBe((true, 2000));
        (await _visitor.ApiAsync(HttpMethod.Post, "/change", new { plan = "large", interval = "month", token = (long)preview["token"]! })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _visitor.ApiAsync(HttpMethod.Post, "/cancel")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var contract = await _visitor.JsonAsync("/contract");
        ((string?)contract["plan"], (string?)contract["access"], (bool)contract["subscription"]!["cancelAtPeriodEnd"]!, contract["invoices"]!.AsArray().Count).ShouldBe(("large", "full", true, 2));
        (await _visitor.ApiAsync(HttpMethod.Post, "/resume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _visitor.RefusalAsync(HttpMethod.Post, "/keep")).ShouldBe((HttpStatusCode.Conflict, "nothing_scheduled"));
        ((string)(await OkAsync("/portal", new { card = true }))["url"]!).ShouldContain("/portal/");
    }

    [Test]
    public async Task Strangers_forged_requests_and_users_who_are_no_administrators_are_refused()
    {
        using var stranger = _host.Visitor();
        (await stranger.ApiAsync(HttpMethod.Get, "/plans")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.ApiAsync(HttpMethod.Get, "/contract")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var forged = await _visitor.SubmitAsync("/api/billing/cancel");
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _visitor.ApiAsync(HttpMethod.Get, "/events")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _visitor.ApiAsync(HttpMethod.Get, "/drift")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task B4_B5_An_administrator_sees_events_and_drift_and_replays()
    {
        _host.People.Administrators[_ann.Id] = true;
        var account = await _host.CustomerAsync();
        _host.Subscribe(account, (await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().FirstAsync())).ExternalId);
        await _host.DeliverAllAsync();
        (await ListAsync("/drift")).Count.ShouldBe(1);
        await _host.HandleAsync();
        (await ListAsync("/drift")).ShouldBeEmpty();

        var events = await ItemsAsync($"/events?state=processed&customer={account.CustomerId}");
        events.Count.ShouldBeGreaterThan(3);
        events.ShouldAllBe(one => (string?)one!["state"] == "processed");
        var id = (string)events[0]!["id"]!;
        (await _visitor.ApiAsync(HttpMethod.Post, $"/events/{id}/replay")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ItemsAsync("/events?state=pending")).Select(one => (string)one!["id"]!).ShouldBe([id]);
        (await _visitor.RefusalAsync(HttpMethod.Post, "/events/evt_none/replay")).ShouldBe((HttpStatusCode.NotFound, "no_such_event"));
    }

    [Test]
    public async Task B16_A_user_with_a_running_contract_is_not_deleted()
    {
        var account = await _host.CustomerAsync();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _ann.Id)));
        (await ObstaclesAsync()).ShouldBeEmpty();
        var id = _host.Subscribe(account, (await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().FirstAsync())).ExternalId);
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
        (await ObstaclesAsync()).ShouldBe(["You have a running contract. Cancel it on the billing page first."]);

        _host.Stripe("POST", $"/v1/subscriptions/{id}", "cancel_at_period_end=true");
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
        (await ObstaclesAsync()).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<string>> ObstaclesAsync() => _host.InScopeAsync(services => services.GetRequiredService<IAccountDeletionCheck>().ObstaclesAsync(_ann.Id, default));

    private async Task<JsonObject> OkAsync(string path, object body)
    {
        using var answer = await _visitor.ApiAsync(HttpMethod.Post, path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>The rows of a list that goes on elsewhere.</summary>
    private async Task<JsonArray> ItemsAsync(string path) => (await _visitor.JsonAsync(path))["items"]!.AsArray();

    private async Task<JsonArray> ListAsync(string path)
    {
        using var answer = await _visitor.ApiAsync(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return (await answer.Content.ReadFromJsonAsync<JsonArray>())!;
    }
}
