using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Upgrades that are paid before they count, and downgrades that wait for the end of the period.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PlansAreChanged(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("small", "Small") { Prices = [new(BillingInterval.Month, "usd", 1000), new(BillingInterval.Year, "usd", 10000)], Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 3) } },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 3000), new(BillingInterval.Year, "usd", 30000)] },
    ];

    private readonly Projects _projects = new();
    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private BillingAccount _account = null!;
    private Visitor _visitor = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services =>
        {
            Array.ForEach(Plans, plan => services.AddSingleton(plan));
            services.AddSingleton<ILimitCount>(_projects);
        });
        _projects.Count = 0;
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
    public async Task B10_An_upgrade_is_shown_with_its_price_paid_and_done_at_once()
    {
        var id = await SubscribeAsync("small");
        _host.Clock.Advance(TimeSpan.FromDays(15.5));
        (await _visitor.PageAsync("/pricing")).ShouldContain("/billing/change?plan=large&interval=month");

        var preview = await _visitor.PageAsync("/billing/change?plan=large&interval=month");
        preview.ShouldSatisfyAllConditions(page => page.ShouldContain("-5.00 USD"), page => page.ShouldContain("15.00 USD"), page => page.ShouldContain("<strong>10.00 USD</strong>"));
        var at = _host.Clock.GetUtcNow().ToUnixTimeSeconds();
        _host.Clock.Advance(TimeSpan.FromMinutes(20));
        using var done = await ConfirmAsync("large", at);

        done.Headers.Location!.OriginalString.ShouldBe("/billing?done=changed");
        (await _host.SubscriptionAsync(id))!.PlanKey.ShouldBe("large");
        (await PaidAsync()).ShouldBe([1000, 1000], "what was shown is what was paid");
    }

    [Test]
    public async Task B10_Sent_twice_it_is_one_change()
    {
        await SubscribeAsync("small");
        var at = _host.Clock.GetUtcNow().ToUnixTimeSeconds();

        await ConfirmAsync("large", at);
        using var again = await ConfirmAsync("large", at);

        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PaidAsync()).ShouldBe([1000, 2000]);
    }

    [Test]
    public async Task B10_An_upgrade_that_is_not_paid_changes_nothing()
    {
        var id = await SubscribeAsync("small");
        _host.Stripe("POST", $"/v1/customers/{_account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        using var answer = await ConfirmAsync("large", _host.Clock.GetUtcNow().ToUnixTimeSeconds());

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("the plan stays as it is");
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("small"), one => one.Status.ShouldBe(SubscriptionStatus.Active));
    }

    [Test]
    public async Task B10_A_downgrade_waits_for_the_end_of_the_period_and_can_be_taken_back()
    {
        var id = await SubscribeAsync("large");
        (await _visitor.PageAsync("/billing/change?plan=small&interval=month")).ShouldContain("The plan changes on 2026-04-01, with the next period.");
        await ConfirmAsync("small", _host.Clock.GetUtcNow().ToUnixTimeSeconds());
        (await _visitor.PageAsync("/billing")).ShouldSatisfyAllConditions(page => page.ShouldContain("Your plan changes to Small on 2026-04-01."), page => page.ShouldContain("Your plan is Large."));
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("large"), one => one.ScheduledPlanKey.ShouldBe("small"));

        using var kept = await _visitor.PostAsync("/billing", [], "Keep");
        kept.Headers.Location!.OriginalString.ShouldBe("/billing?done=kept");
        (await _host.SubscriptionAsync(id))!.ScheduledPlanKey.ShouldBeNull();

        await ConfirmAsync("small", _host.Clock.GetUtcNow().ToUnixTimeSeconds());
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("small"), one => one.ScheduledPlanKey.ShouldBeNull());
        (await PaidAsync()).ShouldBe([3000, 1000]);
    }

    [Test]
    public async Task B10_A_downgrade_below_what_is_in_use_is_refused_with_what_is_too_much()
    {
        var id = await SubscribeAsync("large");
        _projects.Count = 5;

        using var answer = await ConfirmAsync("small", _host.Clock.GetUtcNow().ToUnixTimeSeconds());

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("You use more than this plan allows: projects (5 of 3).");
        (await _host.SubscriptionAsync(id))!.ScheduleId.ShouldBeNull();
    }

    [TestCase("small", BillingInterval.Month, "small", BillingInterval.Year, true)]
    [TestCase("small", BillingInterval.Year, "small", BillingInterval.Month, false)]
    [TestCase("small", BillingInterval.Year, "large", BillingInterval.Month, false)]
    [TestCase("large", BillingInterval.Month, "small", BillingInterval.Year, false)]
    public async Task B10_Months_become_years_at_once_and_years_months_at_their_end(string from, BillingInterval every, string to, BillingInterval next, bool isNow)
    {
        await SubscribeAsync(from, every);

        var preview = await _host.InScopeAsync(services => services.GetRequiredService<PlanChange>().PreviewAsync(new AccountOwner("user", _ann.Id), _ann.Id, to, next, default));

        preview.Value!.IsNow.ShouldBe(isNow);
    }

    [TestCase(-31 * 60)]
    [TestCase(60)]
    public async Task B10_A_preview_of_another_time_is_refused(int seconds)
    {
        await SubscribeAsync("small");

        using var answer = await ConfirmAsync("large", _host.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds);

        (await answer.Content.ReadAsStringAsync()).ShouldContain("worked out too long ago");
        (await PaidAsync()).ShouldBe([1000]);
    }

    [Test]
    public async Task B10_In_a_trial_the_plan_changes_at_once_and_costs_nothing()
    {
        var id = await SubscribeAsync("large", more: "&trial_period_days=14");

        await ConfirmAsync("small", _host.Clock.GetUtcNow().ToUnixTimeSeconds());

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("small"), one => one.Status.ShouldBe(SubscriptionStatus.Trialing));
        (await PaidAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task B10_Who_has_no_contract_or_has_cancelled_it_is_told_what_to_do()
    {
        (await (await _visitor.GetAsync("/billing/change?plan=large")).Content.ReadAsStringAsync()).ShouldContain("choose a plan anew");
        var id = await SubscribeAsync("small");
        _host.Stripe("POST", $"/v1/subscriptions/{id}", "cancel_at_period_end=true");
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));

        (await (await _visitor.GetAsync("/billing/change?plan=large")).Content.ReadAsStringAsync()).ShouldContain("Go on with it on the billing page first");
    }

    private async Task<string> SubscribeAsync(string plan, BillingInterval interval = BillingInterval.Month, string more = "")
    {
        _account = await _host.CustomerAsync();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _ann.Id)));
        var price = await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().SingleAsync(one => one.PlanKey == plan && one.Interval == interval));
        var id = _host.Subscribe(_account, price.ExternalId, more);
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));
        _host.Services.GetRequiredService<Entitlements>().Forget(new AccountOwner("user", _ann.Id));
        return id;
    }

    private Task<HttpResponseMessage> ConfirmAsync(string plan, long at) =>
        _visitor.PostAsync("/billing/change", [new("plan", plan), new("interval", "month"), new("at", $"{at}")], tokenFrom: "/billing");

    /// <summary>What was paid, the oldest first.</summary>
    private async Task<List<long>> PaidAsync() => await _host.Services.GetRequiredService<IStripe>().InvoicesAsync(_account.CustomerId!, default).Where(one => one.AmountPaid > 0).Reverse().Select(one => one.AmountPaid).ToListAsync();

    private sealed class Projects : ILimitCount
    {
        public long Count { get; set; }

        public string Limit => "projects";

        public Task<long> CountAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(Count);
    }
}
