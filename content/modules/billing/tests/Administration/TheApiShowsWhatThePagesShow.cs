using System.Net;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What the client of the theme react asks for: the lists, page by page, and one account with all that is known of it.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TheApiShowsWhatThePagesShow(DatabaseKind kind)
{
    private BillingHost _host = null!;
    private Visitor _admin = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind);
        var root = _host.People.Add("Root");
        _host.People.Administrators[root.Id] = true;
        _admin = _host.Visitor(root.Id);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task An_account_has_its_subscriptions_invoices_refunds_and_disputes()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900), "&items[0][quantity]=3");
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        var charge = _host.Fake.Act(state => state.All("charge").Single().Id());
        var refund = (string)_host.Stripe("POST", "/v1/refunds", $"charge={charge}&amount=500")["id"]!;
        var dispute = _host.Fake.Act(_ => _host.Fake.Charges.Dispute(charge).Id());
        await _host.DeliverAllAsync();
        await _host.HandleAsync();

        var found = await _admin.JsonAsync($"/accounts/{account.Id}");

        ((Guid)found["account"]!["id"]!, (string?)found["account"]!["customerId"], (DateTime?)found["account"]!["disputedAt"]).ShouldBe((account.Id, account.CustomerId, _host.Now));
        var subscription = found["subscriptions"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)subscription["id"], (string?)subscription["plan"], (string?)subscription["status"], (int)subscription["quantity"]!, (long)subscription["unitAmount"]!, (string?)subscription["interval"])
            .ShouldBe((id, "team", "active", 3, 1900, "month"));
        ((long)found["invoices"]!.AsArray().ShouldHaveSingleItem()!["total"]!).ShouldBe(5700);
        var reversals = found["reversals"]!.AsArray();
        var refunded = reversals.Single(one => (string?)one!["kind"] == "refund")!;
        ((string?)refunded["id"], (long)refunded["amount"]!, (string?)refunded["status"], (DateTime?)refunded["respondBy"]).ShouldBe((refund, 500, "succeeded", null));
        var disputed = reversals.Single(one => (string?)one!["kind"] == "dispute")!;
        ((string?)disputed["id"], (string?)disputed["reason"]).ShouldBe((dispute, "fraudulent"));
        ((DateTime?)disputed["respondBy"]).ShouldNotBeNull();
        (await _admin.RefusalAsync(HttpMethod.Get, $"/accounts/{Guid.CreateVersion7()}")).ShouldBe((HttpStatusCode.NotFound, "no_such_account"));
    }

    [Test]
    public async Task A_status_that_nobody_knows_is_shown_as_Stripe_spells_it()
    {
        var account = await _host.CustomerAsync();
        await _host.AddAsync(new Subscription { AccountId = account.Id, Provider = StripeProvider.Id, ExternalId = "sub_odd", Status = SubscriptionStatus.Active, UnknownStatus = "resting", Currency = "usd", CreatedAt = _host.Now });

        var odd = (await _admin.JsonAsync($"/accounts/{account.Id}"))["subscriptions"]!.AsArray().ShouldHaveSingleItem()!;

        ((string?)odd["status"], (string?)odd["plan"]).ShouldBe(("resting", ""));
    }

    [Test]
    public async Task B5_What_Stripe_has_of_one_account_is_taken_over_or_it_is_said_why_not()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        _host.Fake.IsUnreachable = true;
        (await FetchAsync(account.Id)).ShouldBe((HttpStatusCode.ServiceUnavailable, "provider_away"));
        _host.Fake.IsUnreachable = false;
        await MakeLiveAsync(account, true);
        (await FetchAsync(account.Id)).ShouldBe((HttpStatusCode.Conflict, "other_mode"));
        using var refused = await _admin.PostAsync($"/billing/accounts/{account.Id}", [], "Fetch");
        (refused.StatusCode, await refused.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(page => page.StatusCode.ShouldBe(HttpStatusCode.Conflict), page => page.Item2.ShouldContain("another mode"));
        (await FetchAsync(Guid.CreateVersion7())).ShouldBe((HttpStatusCode.NotFound, "no_such_account"));
        (await _host.SubscriptionAsync(id)).ShouldBeNull("nothing was taken over so far");

        await MakeLiveAsync(account, null);
        (await _admin.ApiAsync(HttpMethod.Post, $"/accounts/{account.Id}/fetch")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _host.SubscriptionAsync(id)).ShouldNotBeNull();
    }

    [Test]
    public async Task Lists_go_on_without_a_gap_or_a_double()
    {
        // Three of each are of the same moment.
        await _host.AddAsync([.. Enumerable.Range(0, 7).SelectMany(number => new object[]
        {
            new ProviderEvent { Provider = StripeProvider.Id, EventId = $"evt_{number}", Type = "a", ReceivedAt = _host.Now.AddSeconds(number / 3), CreatedAt = _host.Now, NextAttemptAt = _host.Now, State = ProviderEventState.Ignored },
            new BillingAccount { OwnerKind = "user", OwnerId = Guid.CreateVersion7(), Email = $"n{number}@example.com", CreatedAt = _host.Now.AddSeconds(number / 3) },
        })]);

        (await AllAsync("/events?state=ignored")).ShouldBe(["evt_6", "evt_5", "evt_4", "evt_3", "evt_2", "evt_1", "evt_0"]);
        (await AllAsync("/accounts?search=@example")).ShouldBe(
            (await _host.InDatabaseAsync(context => context.Set<BillingAccount>().OrderByDescending(one => one.CreatedAt).ThenByDescending(one => one.Id).Select(one => one.Id).ToListAsync())).ConvertAll(id => $"{id}"));
        (await _admin.JsonAsync("/events?take=0"))["items"]!.AsArray().Count.ShouldBe(1, "a list has a row at least");
        ((bool)(await _admin.JsonAsync("/events?take=100000"))["older"]!).ShouldBeFalse();
        (await _admin.RefusalAsync(HttpMethod.Get, "/events?state=nonsense")).ShouldBe((HttpStatusCode.BadRequest, "no_such_state"));
    }

    [Test]
    public async Task Nobody_else_is_told_of_an_account_or_fetches_it()
    {
        var account = await _host.CustomerAsync();
        using var user = _host.Visitor(_host.People.Add().Id);
        using var stranger = _host.Visitor();
        foreach (var (method, path) in new[] { (HttpMethod.Get, $"/accounts/{account.Id}"), (HttpMethod.Post, $"/accounts/{account.Id}/fetch") })
        {
            (await user.ApiAsync(method, path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await stranger.ApiAsync(method, path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var forged = await _admin.SubmitAsync($"/api/billing/accounts/{account.Id}/fetch");
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>The ids of a whole list, three at a time.</summary>
    private async Task<List<string>> AllAsync(string path)
    {
        List<string> seen = [];
        for (var isMore = true; isMore && seen.Count < 20;)
        {
            var page = await _admin.JsonAsync($"{path}&take=3{(seen.Count > 0 ? $"&before={seen[^1]}" : "")}");
            var items = page["items"]!.AsArray();
            items.Count.ShouldBeInRange(1, 3);
            seen.AddRange(items.Select(one => (string)one!["id"]!));
            isMore = (bool)page["older"]!;
        }

        return seen;
    }

    private Task<(HttpStatusCode Status, string? Code)> FetchAsync(Guid id) => _admin.RefusalAsync(HttpMethod.Post, $"/accounts/{id}/fetch");

    private Task<int> MakeLiveAsync(BillingAccount account, bool? isLive) =>
        _host.InDatabaseAsync(context => context.Set<BillingAccount>().Where(one => one.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.LiveMode, isLive)));
}
