using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The pages of those who run the site: events, dead letters, differences, customers made by hand; without script, and for nobody else.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AdministratorsSeeAndMend(DatabaseKind kind)
{
    private readonly SentMail _sent = new();
    private readonly FaultyProvider _provider = new();
    private BillingHost _host = null!;
    private UserContact _root = null!;
    private Visitor _admin = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sent.Messages.Clear();
        _provider.Before = null;
        _host = await BillingHost.StartAsync(
            kind, new() { ["Modules:billing:alert_emails:0"] = "root@example.com", ["Modules:billing:max_attempts"] = "2" },
            _provider.Register + (Action<IServiceCollection>)(services => services.AddSingleton<IEmailSender>(_sent)));
        _root = _host.People.Add("Root");
        _host.People.Administrators[_root.Id] = true;
        _admin = _host.Visitor(_root.Id);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task Nobody_else_gets_in()
    {
        var account = await _host.CustomerAsync();
        using var user = _host.Visitor(_host.People.Add().Id);
        using var stranger = _host.Visitor();
        foreach (var path in new[] { "/billing/accounts", $"/billing/accounts/{account.Id}", "/billing/events", "/billing/events/evt_1", "/billing/drift", "/billing/usage" })
        {
            (await user.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var forged = await user.PostAsync("/billing/accounts", [new("kind", "user"), new("owner", $"{_root.Id}"), new("id", account.CustomerId!)], "Link", tokenFrom: "/pricing");
        forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/accounts"), (HttpMethod.Post, "/accounts/link"), (HttpMethod.Post, "/reconcile"), (HttpMethod.Post, "/events/replay"), (HttpMethod.Get, "/usage/failed") })
        {
            (await user.ApiAsync(method, path, method == HttpMethod.Post ? new { } : null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    [Test]
    public async Task B4_A_dead_letter_is_mailed_once_shown_and_replayed()
    {
        var account = await _host.CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.DeliverAllAsync();
        _host.Fake.IsUnreachable = true;
        await _host.HandleAsync();
        _sent.Messages.ShouldBeEmpty("it is tried again");
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await _host.HandleAsync();
        _host.Fake.IsUnreachable = false;

        var failed = (await _host.EventsAsync()).Where(one => one.State == ProviderEventState.Failed).ToList();
        failed.Count.ShouldBeGreaterThan(2);
        _sent.Messages.Select(message => (message.To, message.IdempotencyKey!)).ShouldBe(failed.Select(one => ("root@example.com", $"dead-{one.EventId}")), ignoreOrder: true);
        (await _admin.PageAsync("/billing/events?state=failed")).ShouldContain("Given up");
        (await _admin.PageAsync($"/billing/events/{failed[0].EventId}")).ShouldSatisfyAllConditions(
            page => page.ShouldContain("Stripe could not be reached."), page => page.ShouldContain(failed[0].Type), page => page.ShouldContain("\"api_version\""));
        using var one = await _admin.PostAsync($"/billing/events/{failed[0].EventId}", [], "Replay");
        one.Headers.Location!.OriginalString.ShouldEndWith("?done=replayed");
        using var rest = await _admin.PostAsync("/billing/events", [], "Replay");
        rest.Headers.Location!.OriginalString.ShouldEndWith($"?replayed={failed.Count - 1}");
        await _host.HandleAsync();

        (await _host.EventsAsync()).ShouldAllBe(received => received.State == ProviderEventState.Processed);
        (await _admin.PageAsync("/billing/events?state=nonsense")).ShouldContain("There is no such state.");
        (await _admin.GetAsync("/billing/events/evt_none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_list_of_events_goes_on_without_a_gap_or_a_double()
    {
        await _host.AddAsync([.. Enumerable.Range(0, 120).Select(number => new ProviderEvent
        {
            Provider = StripeProvider.Id,
            EventId = $"evt_{number:D3}",
            Type = "a",
            // Three arrive at the same moment.
            ReceivedAt = _host.Now.AddSeconds(number / 3),
            CreatedAt = _host.Now,
            NextAttemptAt = _host.Now,
            State = ProviderEventState.Ignored,
        })]);

        List<string> seen = [];
        for (string? path = "/billing/events?state=ignored"; path is not null;)
        {
            var page = await _admin.PageAsync(path);
            seen.AddRange(System.Text.RegularExpressions.Regex.Matches(page, "/billing/events/(evt_[0-9]+)").Select(match => match.Groups[1].Value));
            path = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/billing/events\\?[^\"]*before=[^\"]*)\"") is { Success: true } older ? older.Groups[1].Value : null;
        }

        seen.ShouldBe(Enumerable.Range(0, 120).Reverse().Select(number => $"evt_{number:D3}"));
    }

    [Test]
    public async Task B5_Differences_are_shown_and_taken_over()
    {
        var account = await _host.CustomerAsync();
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        (await _admin.PageAsync("/billing/drift")).ShouldNotContain(id, customMessage: "nobody is asked by looking at the page");

        using var compared = await _admin.PostAsync("/billing/drift", [], "Compare");
        (await compared.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(page => page.ShouldContain(id), page => page.ShouldContain("missing"));
        (await _host.SubscriptionAsync(id)).ShouldBeNull("comparing changes nothing");
        using var reconciled = await _admin.PostAsync("/billing/drift", [], "Reconcile");
        (await _admin.PageAsync(reconciled.Headers.Location!.OriginalString)).ShouldContain("Customers that were taken over: 1.");
        (await _host.SubscriptionAsync(id)).ShouldNotBeNull();

        using var again = await _admin.PostAsync("/billing/drift", [], "Compare");
        (await again.Content.ReadAsStringAsync()).ShouldContain("Nothing differs.");
        _host.Fake.IsUnreachable = true;
        using var away = await _admin.PostAsync("/billing/drift", [], "Compare");
        away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var failed = await _admin.PostAsync("/billing/drift", [], "Reconcile");
        failed.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await failed.Content.ReadAsStringAsync()).ShouldContain("Customers that were taken over: 0. Others could not be compared: Stripe could not be reached.");
    }

    [Test]
    public async Task B5_It_is_said_how_many_were_taken_over_where_some_could_not_be()
    {
        var (lost, other) = (await _host.CustomerAsync(), await _host.CustomerAsync());
        var id = _host.Subscribe(other, await _host.PriceAsync("team", 1900));
        _provider.Before = customer => customer == lost.CustomerId ? throw new BillingProviderException("The key is that of another account at Stripe.", isTransient: false) : Task.CompletedTask;

        using var reconciled = await _admin.PostAsync("/billing/drift", [], "Reconcile");

        reconciled.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await reconciled.Content.ReadAsStringAsync()).ShouldContain("Customers that were taken over: 1. Others could not be compared: The key is that of another account at Stripe.");
        (await _host.SubscriptionAsync(id)).ShouldNotBeNull();
    }

    [Test]
    public async Task B17_An_account_of_the_other_mode_is_not_said_to_be_busy()
    {
        var account = await _host.CustomerAsync();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.LiveMode, true)));

        using var fetched = await _admin.PostAsync($"/billing/accounts/{account.Id}", [], "Fetch");

        fetched.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await fetched.Content.ReadAsStringAsync()).ShouldContain("another mode of the payment provider");
    }

    [TestCase("/billing/accounts?search=a%00b")]
    [TestCase("/api/billing/accounts?search=a%00b")]
    [TestCase("/billing/accounts?search=%25")]
    [TestCase("/billing/events?customer=a%00b&before=a%00b&state=failed")]
    [TestCase("/api/billing/events?customer=a%00b&before=a%00b&state=processed")]
    public async Task Whatever_is_searched_for_is_answered(string path)
    {
        await _host.CustomerAsync();

        (await _admin.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B15_A_customer_made_by_hand_is_tied_to_an_account_by_an_administrator()
    {
        var (ann, price) = (_host.People.Add(), await _host.PriceAsync("team", 1900));
        var customer = (string)_host.Stripe("POST", "/v1/customers", "email=ann@example.com&payment_method=pm_card_visa")["id"]!;
        var id = (string)_host.Stripe("POST", "/v1/subscriptions", $"customer={customer}&items[0][price]={price}")["id"]!;

        using var tied = await _admin.PostAsync("/billing/accounts", [new("kind", "user"), new("owner", $"{ann.Id}"), new("id", $" {id} ")], "Link");
        var page = await _admin.PageAsync(tied.Headers.Location!.OriginalString);

        page.ShouldSatisfyAllConditions(() => page.ShouldContain("The account is tied to the customer."), () => page.ShouldContain(customer), () => page.ShouldContain(id), () => page.ShouldContain("19.00 USD"));
        var account = await _host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync());
        (account.OwnerId, account.CustomerId, account.LiveMode).ShouldBe((ann.Id, customer, false));
        ((string?)_host.Stripe("GET", $"/v1/customers/{customer}")["metadata"]!["billing_account"]).ShouldBe($"{account.Id}");
        using var visitor = _host.Visitor(ann.Id);
        ((string?)(await visitor.JsonAsync("/contract"))["subscription"]!["status"]).ShouldBe("active");
        (await _admin.PageAsync($"/billing/accounts?search={customer}")).ShouldContain($"/billing/accounts/{account.Id}");
        (await _admin.PageAsync($"/billing/accounts?search={ann.Id}")).ShouldContain($"/billing/accounts/{account.Id}");
        (await _admin.PageAsync("/billing/accounts?search=nobody@")).ShouldContain("No account fits.");
    }

    [Test]
    public async Task B15_A_customer_that_was_tied_to_the_wrong_account_goes_to_the_right_one_with_all_that_was_paid()
    {
        var (ann, ben) = (_host.People.Add(), _host.People.Add("Ben"));
        var wrong = await _host.CustomerAsync();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, ann.Id)));
        var id = _host.Subscribe(wrong, await _host.PriceAsync("team", 1900));
        await SyncAsync(wrong.Id);
        _host.Stripe("POST", "/v1/refunds", $"charge={_host.Fake.Act(state => state.All("charge").Single().Id())}&amount=500");
        _host.Stripe("DELETE", $"/v1/subscriptions/{id}");
        await SyncAsync(wrong.Id);
        var other = (string)_host.Stripe("POST", "/v1/customers", "email=other@example.com")["id"]!;

        (await TiedAsync(ann.Id, other)).ShouldBe(HttpStatusCode.OK);
        (await TiedAsync(ben.Id, wrong.CustomerId!)).ShouldBe(HttpStatusCode.OK);

        var right = await _host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync(one => one.OwnerId == ben.Id));
        (await SyncAsync(right.Id)).ShouldBe(SyncOutcome.Written);
        (await _host.SubscriptionAsync(id))!.AccountId.ShouldBe(right.Id);
        (await _host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().SingleAsync())).AccountId.ShouldBe(right.Id);
        (await _host.InDatabaseAsync(context => context.Set<Reversal>().AsNoTracking().SingleAsync())).AccountId.ShouldBe(right.Id);
        var entries = await _host.InDatabaseAsync(context => context.Set<LedgerEntry>().AsNoTracking().ToListAsync());
        entries.Select(one => one.Kind).ShouldBe([LedgerKind.New, LedgerKind.Payment, LedgerKind.Refund, LedgerKind.Churn], ignoreOrder: true);
        entries.ShouldAllBe(one => one.AccountId == right.Id);
    }

    [Test]
    public async Task B15_What_cannot_be_tied_is_refused_with_a_reason()
    {
        var (account, ben) = (await _host.CustomerAsync(), _host.People.Add("Ben"));
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _root.Id)));
        var other = (string)_host.Stripe("POST", "/v1/customers", "email=other@example.com")["id"]!;
        _host.Stripe("DELETE", $"/v1/customers/{(string)_host.Stripe("POST", "/v1/customers", "email=gone@example.com")["id"]!}");
        var gone = _host.Fake.Act(state => state.All("customer").Last().Id());

        (await RefusedAsync("user", ben.Id, account.CustomerId!)).ShouldBe((HttpStatusCode.Conflict, "customer_taken"));
        (await RefusedAsync("user", _root.Id, other)).ShouldBe((HttpStatusCode.Conflict, "has_contract"));
        (await RefusedAsync("user", Guid.CreateVersion7(), other)).ShouldBe((HttpStatusCode.NotFound, "no_such_owner"));
        (await RefusedAsync("dog", ben.Id, other)).ShouldBe((HttpStatusCode.NotFound, "no_such_owner"));
        (await RefusedAsync("user", ben.Id, gone)).ShouldBe((HttpStatusCode.NotFound, "no_such_customer"));
        (await RefusedAsync("user", ben.Id, "cus_none")).ShouldBe((HttpStatusCode.NotFound, "no_such_customer"));
        var live = (string)_host.Stripe("POST", "/v1/customers", "email=live@example.com")["id"]!;
        _host.Fake.Act(state => state.Get("customer", live)["livemode"] = true);
        (await RefusedAsync("user", ben.Id, live)).ShouldBe((HttpStatusCode.NotFound, "no_such_customer"));
        (await RefusedAsync("user", ben.Id, "../v1/events")).ShouldBe((HttpStatusCode.NotFound, "no_such_customer"));
        using var shown = await _admin.PostAsync("/billing/accounts", [new("kind", "user"), new("owner", "nobody"), new("id", other)], "Link");
        (await shown.Content.ReadAsStringAsync()).ShouldContain("There is no such user.");
        (await _host.InDatabaseAsync(context => context.Set<BillingAccount>().CountAsync(one => one.CustomerId != null))).ShouldBe(1);
    }

    [Test]
    public async Task B15_A_customer_or_subscription_whose_metadata_names_an_account_is_picked_up_by_itself()
    {
        var price = await _host.PriceAsync("team", 1900);
        var account = new BillingAccount { OwnerKind = "user", OwnerId = _root.Id, Provider = StripeProvider.Id, CreatedAt = _host.Now };
        await _host.AddAsync(account);
        var stranger = (string)_host.Stripe("POST", "/v1/customers", "email=stranger@example.com&payment_method=pm_card_visa")["id"]!;
        var customer = (string)_host.Stripe("POST", "/v1/customers", "email=ann@example.com&payment_method=pm_card_visa")["id"]!;
        var id = (string)_host.Stripe("POST", "/v1/subscriptions", $"customer={customer}&items[0][price]={price}&metadata[billing_account]={account.Id}")["id"]!;
        await _host.DeliverAllAsync();
        _host.Fake.IsUnreachable = true;
        await _host.HandleAsync();
        (await _host.EventsAsync()).Where(one => one.CustomerId == customer).ShouldAllBe(one => one.State == ProviderEventState.Pending, "it is asked again when Stripe is there");
        _host.Fake.IsUnreachable = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(1));

        await _host.HandleAsync();

        (await _host.AccountAsync(account.Id)).CustomerId.ShouldBe(customer);
        (await _host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active);
        (await _host.EventsAsync()).Where(one => one.CustomerId == stranger).ShouldAllBe(one => one.State == ProviderEventState.Ignored);

        // One of the other mode is nobody's, and another customer that names the same account takes nothing over.
        var free = new BillingAccount { OwnerKind = "user", OwnerId = Guid.CreateVersion7(), Provider = StripeProvider.Id, CreatedAt = _host.Now };
        await _host.AddAsync(free);
        var live = (string)_host.Stripe("POST", "/v1/customers", $"email=live@example.com&metadata[billing_account]={free.Id}")["id"]!;
        _host.Fake.Act(state => state.Get("customer", live)["livemode"] = true);
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        (await _host.AccountAsync(free.Id)).CustomerId.ShouldBeNull();
        var second = (string)_host.Stripe("POST", "/v1/customers", $"email=eve@example.com&metadata[billing_account]={account.Id}")["id"]!;
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        (await _host.AccountAsync(account.Id)).CustomerId.ShouldBe(customer);
        (await _host.EventsAsync()).Where(one => one.CustomerId == second).ShouldAllBe(one => one.State == ProviderEventState.Ignored);
    }

    [Test]
    public async Task B4_B20_Usage_that_was_given_up_is_shown_and_sent_again()
    {
        var account = await _host.CustomerAsync();
        var use = new UsageEvent { AccountId = account.Id, Meter = "calls", Quantity = 4, IdempotencyKey = "a", At = _host.Now, NextAttemptAt = _host.Now, GivenUpAt = _host.Now, Reason = "No meter of this name." };
        await _host.AddAsync(use);

        (await _admin.PageAsync("/billing/usage")).ShouldContain("No meter of this name.");
        using var listed = await _admin.ApiAsync(HttpMethod.Get, "/usage/failed");
        ((Guid)(await listed.Content.ReadFromJsonAsync<JsonArray>())!.ShouldHaveSingleItem()!["id"]!).ShouldBe(use.Id);
        using var sent = await _admin.PostAsync("/billing/usage", [new("id", $"{use.Id}")], "Replay");
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _admin.PageAsync("/billing/usage")).ShouldContain("All that was used is told");
        (await _admin.RefusalAsync(HttpMethod.Post, $"/usage/{use.Id}/replay", new { })).ShouldBe((HttpStatusCode.NotFound, "no_such_usage"));
    }

    private Task<SyncOutcome> SyncAsync(Guid account) => _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account, default));

    private async Task<HttpStatusCode> TiedAsync(Guid owner, string customer)
    {
        using var answer = await _admin.ApiAsync(HttpMethod.Post, "/accounts/link", new { ownerKind = "user", ownerId = owner, id = customer });
        return answer.StatusCode;
    }

    private Task<(HttpStatusCode Status, string? Code)> RefusedAsync(string owner, Guid ownerId, string id) => _admin.RefusalAsync(HttpMethod.Post, "/accounts/link", new { ownerKind = owner, ownerId, id });
}
