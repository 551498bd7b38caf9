using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What is paid by quantity: noted here, told to the meter once, shown, capped, and on the invoice of the period.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public partial class UsageIsCountedOnce(DatabaseKind kind)
{
    private static readonly PlanMeter Calls = new("calls", "API calls");
    private static readonly PlanMeter Storage = new("storage", "Gigabytes");

    private static readonly Plan[] Plans =
    [
        new("free", "Free"),
        new("small", "Small")
        {
            Prices = [new(BillingInterval.Month, "usd", 1000)], Metered = [new(Calls, [new(BillingInterval.Month, "usd", 2)])], Limits = new Dictionary<string, PlanLimit> { ["calls"] = new(LimitKind.PerPeriod, 100) },
        },
        new("large", "Large")
        {
            Prices = [new(BillingInterval.Month, "usd", 3000)],
            Metered = [new(Calls, [new(BillingInterval.Month, "usd", 1)]), new(Storage, [new(BillingInterval.Month, "usd", 50)])],
        },
        new("plain", "Plain") { Prices = [new(BillingInterval.Month, "usd", 500)] },
        new("huge", "Huge") { Prices = [new(BillingInterval.Month, "usd", 9000)] },
    ];

    private readonly BeforeStripe _stripe = new();
    private readonly Interruption _claiming = new("UPDATE billing_usage", "Attempts = ");
    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private AccountOwner _owner;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: _stripe.Register + (Action<IServiceCollection>)_claiming.Register + (services => Array.ForEach(Plans, plan => services.AddSingleton(plan))));
        _ann = _host.People.Add();
        _owner = new AccountOwner("user", _ann.Id);
        await SyncAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B20_From_the_pricing_page_to_the_invoice_of_what_was_used()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        (await NoteAsync(30, "call-1")).ShouldBe(UsageOutcome.Noted);
        (await NoteAsync(30, "call-1")).ShouldBe(UsageOutcome.Known);
        (await NoteAsync(12, "call-2")).ShouldBe(UsageOutcome.Noted);
        (await SendAsync()).ShouldBe(2);
        (await SendAsync()).ShouldBe(0);

        (await ann.PageAsync("/billing")).ShouldSatisfyAllConditions(page => page.ShouldContain("API calls"), page => page.ShouldContain("0.02 USD"), page => page.ShouldContain("0.84 USD"));
        var usage = await UsageAsync(ann);
        ((string?)usage["meter"], (long)usage["used"]!, (long?)usage["max"], (long)usage["amount"]!, (long)usage["waiting"]!).ShouldBe(("calls", 42, 100, 84, 0));

        _host.Clock.Advance(TimeSpan.FromDays(32));
        await FetchAsync();
        (await InvoicesAsync()).ShouldBe([1000, 1084], "the renewal has what was used before it");
        (await ann.PageAsync("/billing")).ShouldContain("10.84 USD");
        ((long)(await UsageAsync(ann))["used"]!).ShouldBe(0, "another period began");
    }

    [Test]
    public async Task B20_A_crash_or_a_lost_answer_counts_nothing_twice()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        await NoteAsync(5, "call-1");
        _host.Fake.IsUnreachable = true;
        (await SendAsync()).ShouldBe(0);
        (await RowAsync()).ShouldSatisfyAllConditions(row => row.SentAt.ShouldBeNull(), row => row.Attempts.ShouldBe(1), row => row.FirstTriedAt.ShouldNotBeNull(), row => row.Reason.ShouldNotBeNull());
        _host.Fake.IsUnreachable = false;

        // Stripe took it, and nobody wrote that down: it is sent again, by its identifier alone once the idempotency key is forgotten.
        _host.Clock.Advance(TimeSpan.FromHours(1));
        (await SendAsync()).ShouldBe(1);
        await ForgetAsync(row => row.SetProperty(one => one.SentAt, (DateTime?)null).SetProperty(one => one.NextAttemptAt, _host.Now));
        (await SendAsync()).ShouldBe(1);
        await ForgetAsync(row => row.SetProperty(one => one.SentAt, (DateTime?)null).SetProperty(one => one.NextAttemptAt, _host.Now));
        _host.Fake.ForgetIdempotencyKeys();
        (await SendAsync()).ShouldBe(1);
        Used().ShouldBe(5);

        // A day later Stripe may have forgotten the identifier, too.
        _host.Clock.Advance(TimeSpan.FromHours(24));
        await ForgetAsync(row => row.SetProperty(one => one.SentAt, (DateTime?)null).SetProperty(one => one.NextAttemptAt, _host.Now));
        (await SendAsync()).ShouldBe(0);
        Used().ShouldBe(5);
        var given = await RowAsync();
        (given.GivenUpAt, given.Reason!.Contains("may have counted it", StringComparison.Ordinal)).ShouldBe((_host.Now, true));
        _host.Logs.ShouldContain(line => line.StartsWith("Error") && line.Contains("is not told to Stripe"));
    }

    [Test]
    public async Task B20_B10_A_meter_that_the_larger_plan_does_not_have_is_gone_at_once()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");

        await ChangeAsync("huge");

        (await MetersAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task B20_What_one_owner_calls_a_use_is_no_business_of_another()
    {
        var ben = new AccountOwner("user", _host.People.Add("Ben").Id);
        foreach (var owner in new[] { _owner, ben })
        {
            await _host.InScopeAsync(services => services.GetRequiredService<BillingAccounts>().EnsureAsync(owner, default));
        }

        (await NoteAsync(5, "call-1")).ShouldBe(UsageOutcome.Noted);
        (await _host.InScopeAsync(services => services.GetRequiredService<Usage>().NoteAsync(ben, "calls", 5, "call-1", default))).ShouldBe(UsageOutcome.Noted);
    }

    [Test]
    public async Task B20_A_new_price_of_a_meter_is_for_new_customers()
    {
        var before = await _host.InDatabaseAsync(context => context.Set<MeterPrice>().AsNoTracking().SingleAsync(one => one.PlanKey == "small"));
        Plan[] dearer = [.. Plans.Select(plan => plan.Key != "small" ? plan : plan with { Metered = [new(Calls, [new(BillingInterval.Month, "usd", 3)])] })];
        await using var host = await BillingHost.StartAsync(kind, services: services => Array.ForEach(dearer, plan => services.AddSingleton(plan)), first: _host);
        await host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });

        var now = await _host.InDatabaseAsync(context => context.Set<MeterPrice>().AsNoTracking().Where(one => one.PlanKey == "small").OrderBy(one => one.UnitAmount).ToListAsync());
        now.Select(one => (one.UnitAmount, one.IsCurrent)).ShouldBe([(2, false), (3, true)]);
        now[0].ExternalId.ShouldBe(before.ExternalId);
    }

    [Test]
    public async Task B20_Two_workers_send_each_use_once()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "large");
        for (var number = 0; number < 20; number++)
        {
            await NoteAsync(1, $"call-{number}");
        }

        await using var second = await BillingHost.StartAsync(kind, services: services => Array.ForEach(Plans, plan => services.AddSingleton(plan)), first: _host);
        var sent = await Task.WhenAll(SendAsync(), second.InScopeAsync(services => services.GetRequiredService<UsageOutbox>().SendDueAsync(default)));

        sent.Sum().ShouldBe(20);
        Used().ShouldBe(20);
        _host.Fake.Log.Count(line => line == "POST /v1/billing/meter_events").ShouldBe(20);
    }

    [Test]
    public async Task B20_More_than_the_cap_is_refused_also_within_one_unit_of_work_and_for_who_may_only_look()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        await _host.InScopeAsync(async services =>
        {
            var (usage, context) = (services.GetRequiredService<Usage>(), services.GetRequiredService<ModuleDb>().Context);
            await using var transaction = await context.Database.BeginTransactionAsync();
            (await usage.NoteAsync(_owner, "calls", 60, "a", default)).ShouldBe(UsageOutcome.Noted);
            (await usage.NoteAsync(_owner, "calls", 60, "a", default)).ShouldBe(UsageOutcome.Known, "not saved yet, and known all the same");
            (await usage.NoteAsync(_owner, "calls", 41, "b", default)).ShouldBe(UsageOutcome.Refused);
            (await usage.NoteAsync(_owner, "calls", 40, "c", default)).ShouldBe(UsageOutcome.Noted);
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            return true;
        });
        (await NoteAsync(1, "d")).ShouldBe(UsageOutcome.Refused);
        (await NoteAsync(60, "a")).ShouldBe(UsageOutcome.Known, "what counted before is no new use");
        (await ann.PageAsync("/billing")).ShouldContain("All API calls that your plan allows are used.");
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => NoteAsync(0, "e"));
        await Should.ThrowAsync<ArgumentException>(() => NoteAsync(1, new string('x', 200)));
    }

    [Test]
    public async Task B20_What_is_rolled_back_is_never_sent_and_what_Stripe_cannot_take_is_given_up()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "large");
        await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            await using var transaction = await context.Database.BeginTransactionAsync();
            await services.GetRequiredService<Usage>().NoteAsync(_owner, "calls", 5, "a", default);
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
            return true;
        });
        (await SendAsync()).ShouldBe(0);

        await NoteAsync(7, "old");
        await ForgetAsync(row => row.SetProperty(one => one.At, _host.Now.AddDays(-36)));
        (await SendAsync()).ShouldBe(0);
        (await RowAsync()).Reason.ShouldBe("Stripe takes no usage that is older than 35 days.");
        await ForgetAsync(row => row.SetProperty(one => one.At, _host.Now));
        (await _host.InScopeAsync(async services => await services.GetRequiredService<UsageOutbox>().ReplayAsync((await RowAsync()).Id, default))).ShouldBeTrue();
        (await SendAsync()).ShouldBe(1);
        Used().ShouldBe(7);
    }

    [Test]
    public async Task B20_B10_Another_plan_brings_its_own_meters_at_once_or_with_the_next_period()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        (await MetersAsync()).ShouldBe(["small.calls.month.usd"]);
        await ChangeAsync("large");
        (await MetersAsync()).ShouldBe(["large.calls.month.usd", "large.storage.month.usd"]);
        await NoteAsync(200, "many");
        await SendAsync();

        await ChangeAsync("plain");
        (await MetersAsync()).Count.ShouldBe(2, "it changes with the next period");
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await FetchAsync();

        (await MetersAsync()).ShouldBeEmpty();
        (await InvoicesAsync())[^1].ShouldBe(700, "5.00 for the plan and 200 calls at 0.01");
    }

    [Test]
    public async Task B20_A_contract_that_ends_is_billed_for_what_was_used()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        await NoteAsync(50, "many");
        await SendAsync();
        using var cancelled = await ann.PostAsync("/billing", [], "Cancel");

        _host.Clock.Advance(TimeSpan.FromDays(32));
        await FetchAsync();

        (await InvoicesAsync()).ShouldBe([1000, 100]);
    }

    [Test]
    public async Task B20_A_meter_is_made_once_renamed_and_never_edited()
    {
        (await DifferenceAsync(Plans)).ShouldBeEmpty();
        PlanMeter renamed = new("calls", "Requests");
        Plan[] other = [new("small", "Small") { Prices = Plans[1].Prices, Metered = [new(renamed, [new(BillingInterval.Month, "usd", 3)])] }];

        var changes = await DifferenceAsync(other);

        changes.ShouldContain("~ meter calls (Requests)");
        changes.ShouldContain("~ product meter_calls (Requests)");
        changes.ShouldContain("~ price small.calls.month.usd (0.03 USD for one, for new customers)");
        changes.ShouldContain(line => line.StartsWith("- price large.storage.month.usd"));

        _host.Fake.Act(state => state.All("billing.meter").First()["default_aggregation"]!["formula"] = "count");
        (await DifferenceAsync(Plans)).ShouldBe(["! meter calls counts in another way at Stripe, which cannot be changed: give the meter another key"]);
    }

    private async Task SyncAsync() => await _host.InScopeAsync(async services =>
    {
        var sync = services.GetRequiredService<CatalogueSync>();
        await sync.PushAsync(await sync.DifferenceAsync(default), default);
        return true;
    });

    private async Task<List<string>> DifferenceAsync(Plan[] plans)
    {
        await using var host = await BillingHost.StartAsync(kind, services: services => Array.ForEach(plans, plan => services.AddSingleton(plan)), first: _host);
        return await host.InScopeAsync(async services => (await services.GetRequiredService<CatalogueSync>().DifferenceAsync(default)).Select(change => change.Text).ToList());
    }

    private static async Task BuyAsync(Visitor ann, string plan)
    {
        using var begun = await ann.PostAsync("/pricing", [new("plan", plan), new("interval", "month")]);
        var checkout = new Uri(begun.Headers.GetValues("Refresh").Single().Split("url=")[1]).PathAndQuery;
        using var paid = await ann.SubmitAsync(checkout, new KeyValuePair<string, string>("card", "pays"));
        await ann.PageAsync(paid.Headers.Location!.PathAndQuery);
    }

    private async Task ChangeAsync(string plan) => await _host.InScopeAsync(async services =>
    {
        var change = services.GetRequiredService<PlanChange>();
        var preview = (await change.PreviewAsync(_owner, _ann.Id, plan, BillingInterval.Month, default)).Value.ShouldNotBeNull();
        (await change.ConfirmAsync(_owner, _ann.Id, plan, BillingInterval.Month, preview.ProrationDate, default)).ShouldBeNull();
        return true;
    });

    private Task<UsageOutcome> NoteAsync(long quantity, string key) => _host.InScopeAsync(async services =>
    {
        var outcome = await services.GetRequiredService<Usage>().NoteAsync(_owner, "calls", quantity, key, default);
        await services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync();
        return outcome;
    });

    private Task<int> SendAsync() => _host.InScopeAsync(services => services.GetRequiredService<UsageOutbox>().SendDueAsync(default));

    private Task<SyncOutcome> FetchAsync() => _host.InScopeAsync(async services =>
        await services.GetRequiredService<AccountSync>().SyncAsync((await services.GetRequiredService<BillingAccounts>().FindAsync(_owner, default))!.Id, default));

    private static async Task<System.Text.Json.Nodes.JsonNode> UsageAsync(Visitor ann)
    {
        using var answer = await ann.ApiAsync(HttpMethod.Get, "/usage");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())![0]!;
    }

    private Task<List<long>> InvoicesAsync() => _host.InDatabaseAsync(context => context.Set<Invoice>().OrderBy(one => one.CreatedAt).Select(one => one.Total).ToListAsync());

    private Task<UsageEvent> RowAsync() => _host.InDatabaseAsync(context => context.Set<UsageEvent>().AsNoTracking().SingleAsync());

    private Task<int> ForgetAsync(Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<UsageEvent>> set) => _host.InDatabaseAsync(context => context.Set<UsageEvent>().ExecuteUpdateAsync(set));

    private async Task<List<string>> MetersAsync()
    {
        var prices = (await _host.InDatabaseAsync(context => context.Set<Subscription>().AsNoTracking().SingleAsync())).Metered.Select(line => line.PriceId).ToList();
        return _host.Fake.Act(state => prices.ConvertAll(price => state.Get("price", price).Text("lookup_key")).Order().ToList());
    }

    /// <summary>What the meter of the stand-in has counted.</summary>
    private long Used() => _host.Fake.Act(state => _host.Fake.Meters.Used(
        state.All("billing.meter").First(one => one.Text("event_name") == "calls").Id(), state.All("customer").Single().Id(), 0, long.MaxValue));
}
