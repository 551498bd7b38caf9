using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>By option a customer pauses a monthly contract: what is paid is used up, then nothing is paid and everything can only be looked at.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ContractsArePaused(DatabaseKind kind)
{
    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private BillingAccount _account = null!;
    private Visitor _visitor = null!;

    [SetUp]
    public Task StartAsync() => StartAsync("3");

    [TearDown]
    public async Task StopAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task B6_A_pause_begins_after_what_is_paid_and_ends_by_itself_with_a_payment()
    {
        var id = await SubscribeAsync("team");
        using var paused = await _visitor.PostAsync("/billing", [new("months", "2")], "Pause");
        paused.Headers.Location!.OriginalString.ShouldBe("/billing?done=paused");
        (await _visitor.PageAsync("/billing")).ShouldSatisfyAllConditions(
            page => page.ShouldContain("Paused from"), page => page.ShouldContain("2026-04-01"), page => page.ShouldContain("2026-06-01"), page => page.ShouldContain("End the pause"), page => page.ShouldNotContain("Pause the contract"));
        (await ChangesAsync()).ShouldBe(HttpStatusCode.OK, "it is paid until then");

        await PassAsync(32);
        (await ChangesAsync()).ShouldBe(HttpStatusCode.Forbidden);
        (await _visitor.GetAsync("/test/api")).StatusCode.ShouldBe(HttpStatusCode.OK, "one may look");
        (await _visitor.PageAsync("/billing")).ShouldContain("The contract is paused");
        (await PaidAsync()).ShouldBe([1000]);

        await PassAsync(61);
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PausedFrom.ShouldBeNull(), one => one.ResumesAt.ShouldBeNull());
        (await ChangesAsync()).ShouldBe(HttpStatusCode.OK);
        (await PaidAsync()).ShouldBe([1000, 1000], "the months between are not paid");
    }

    [Test]
    public async Task B6_Who_goes_on_after_the_paid_period_begins_a_new_one_and_pays_it_once()
    {
        var id = await SubscribeAsync("team");
        await PauseAsync(3);
        await PassAsync(40);

        await _visitor.PostAsync("/billing", [], "GoOn");
        using var again = await _visitor.PostAsync("/billing", [], "GoOn");

        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PaidAsync()).ShouldBe([1000, 1000]);
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PausedFrom.ShouldBeNull(), one => one.CurrentPeriodEnd.ShouldBe(_host.Now.AddMonths(1)));
        (await ChangesAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task B6_Taken_back_within_the_paid_period_it_costs_nothing_and_can_be_taken_again()
    {
        var id = await SubscribeAsync("team");
        for (var times = 0; times < 2; times++)
        {
            await PauseAsync(1);
            (await _visitor.ApiAsync(HttpMethod.Post, "/unpause")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await _host.SubscriptionAsync(id))!.PausedFrom.ShouldBeNull();
        }

        await PassAsync(32);
        (await PaidAsync()).ShouldBe([1000, 1000]);
    }

    [Test]
    public async Task B6_What_is_wrong_is_refused_and_a_paused_contract_is_not_changed()
    {
        await SubscribeAsync("team");
        (await _visitor.RefusalAsync(HttpMethod.Post, "/pause", new { months = 4 })).ShouldBe((HttpStatusCode.Conflict, "not_pausable"));
        (await _visitor.RefusalAsync(HttpMethod.Post, "/pause", new { months = 0 })).ShouldBe((HttpStatusCode.Conflict, "not_pausable"));
        (await _visitor.RefusalAsync(HttpMethod.Post, "/unpause")).ShouldBe((HttpStatusCode.Conflict, "not_paused"));
        ((int)(await _visitor.JsonAsync("/pause"))["most"]!).ShouldBe(3);
        await PauseAsync(1);
        (await _visitor.RefusalAsync(HttpMethod.Post, "/pause", new { months = 1 })).ShouldBe((HttpStatusCode.Conflict, "is_paused"));
        (await _visitor.RefusalAsync(HttpMethod.Get, "/change?plan=large")).ShouldBe((HttpStatusCode.Conflict, "is_paused"));
        ((int)(await _visitor.JsonAsync("/pause"))["most"]!).ShouldBe(0);
    }

    [Test]
    public async Task B6_A_yearly_contract_and_one_without_the_option_are_not_paused()
    {
        await SubscribeAsync("team", BillingInterval.Year);
        (await _visitor.RefusalAsync(HttpMethod.Post, "/pause", new { months = 1 })).ShouldBe((HttpStatusCode.Conflict, "not_pausable"));
        await StopAsync();
        await StartAsync("0");
        await SubscribeAsync("team");

        (await _visitor.RefusalAsync(HttpMethod.Post, "/pause", new { months = 1 })).ShouldBe((HttpStatusCode.Conflict, "not_pausable"));
        (await _visitor.PageAsync("/billing")).ShouldNotContain("Pause the contract");
    }

    private async Task StartAsync(string months)
    {
        _host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:pause_months"] = months }, services =>
        {
            services.AddSingleton(new Plan("team", "Team") { Features = ["api"], Prices = [new(BillingInterval.Month, "usd", 1000), new(BillingInterval.Year, "usd", 10000)] });
            services.AddSingleton(new Plan("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 3000)] });
        });
        _ann = _host.People.Add();
        _visitor = _host.Visitor(_ann.Id);
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
    }

    private async Task<string> SubscribeAsync(string plan, BillingInterval interval = BillingInterval.Month)
    {
        _account = await _host.CustomerAsync();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _ann.Id)));
        var id = _host.Subscribe(_account, (await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().SingleAsync(one => one.PlanKey == plan && one.Interval == interval))).ExternalId);
        await SyncAsync();
        _host.Services.GetRequiredService<Entitlements>().Forget(new AccountOwner("user", _ann.Id));
        return id;
    }

    private Task<SyncOutcome> SyncAsync() => _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));

    private async Task PauseAsync(int months) => (await _visitor.ApiAsync(HttpMethod.Post, "/pause", new { months })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    /// <summary>Days go by, and what happens at Stripe is told.</summary>
    private async Task PassAsync(int days)
    {
        _host.Clock.Advance(TimeSpan.FromDays(days));
        await _host.DeliverAllAsync();
        await SyncAsync();
    }

    private async Task<HttpStatusCode> ChangesAsync() => (await _visitor.SubmitAsync("/test/api")).StatusCode;

    private async Task<List<long>> PaidAsync() => await _host.Services.GetRequiredService<IStripe>().InvoicesAsync(_account.CustomerId!, default).Where(one => one.AmountPaid > 0).Reverse().Select(one => one.AmountPaid).ToListAsync();
}
