using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Changes of a contract that meet others: of another tab, of the dashboard, and those that are planned already.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ChangesMeetOtherChanges(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("small", "Small") { Prices = [new(BillingInterval.Month, "usd", 1000)] },
        new("middle", "Middle") { Prices = [new(BillingInterval.Month, "usd", 2000)] },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 3000), new(BillingInterval.Year, "usd", 30000)] },
    ];

    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private AccountOwner _owner;
    private BillingAccount _account = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        _ann = _host.People.Add();
        _owner = new AccountOwner("user", _ann.Id);
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
        _account = await _host.CustomerAsync();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _ann.Id)));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B10_From_years_to_months_of_one_plan_is_shown_and_can_be_taken_back()
    {
        var id = await SubscribeAsync("large", BillingInterval.Year);
        using var ann = _host.Visitor(_ann.Id);

        (await ConfirmAsync("large")).ShouldBeNull();
        (await ann.PageAsync("/billing")).ShouldContain("Your plan changes to Large, paid monthly, on 2027-03-01.");
        await ann.PostAsync("/billing", [], "Keep");

        (await _host.SubscriptionAsync(id))!.ScheduleId.ShouldBeNull();
        (await ann.PageAsync("/billing")).ShouldNotContain("Your plan changes");
    }

    [Test]
    public async Task B8_B10_A_discount_for_good_outlives_a_planned_change()
    {
        var coupon = (string)_host.Stripe("POST", "/v1/coupons", "percent_off=20&duration=forever")["id"]!;
        var id = await SubscribeAsync("large");
        _host.Fake.Act(state =>
        {
            _host.Fake.Discounts.Redeem(state.Get("subscription", id), coupon, null, _host.Clock.GetUtcNow().ToUnixTimeSeconds());
            return true;
        });

        (await ConfirmAsync("small")).ShouldBeNull();
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("small"), one => one.Discount.ShouldBe("20% off"));
        (await _host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().OrderBy(one => one.CreatedAt).ToListAsync()))[^1].Total.ShouldBe(800);
    }

    [Test]
    public async Task B7_A_contract_with_a_planned_change_can_be_cancelled()
    {
        var id = await SubscribeAsync("large");
        (await ConfirmAsync("small")).ShouldBeNull();

        (await _host.InScopeAsync(services => services.GetRequiredService<Contract>().CancelAsync(_owner, _ann.Id, default))).ShouldBeNull();

        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.CancelAtPeriodEnd.ShouldBeTrue(), one => one.ScheduleId.ShouldBeNull(), one => one.ScheduledPlanKey.ShouldBeNull());
    }

    [Test]
    public async Task B10_After_a_planned_change_another_can_be_planned_in_the_very_next_period()
    {
        var id = await SubscribeAsync("large");
        (await ConfirmAsync("middle")).ShouldBeNull();
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await SyncAsync();
        (await _host.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("middle"), one => one.ScheduleId.ShouldNotBeNull("it stays until its last phase is over"), one => one.ScheduledPlanKey.ShouldBeNull());

        (await ConfirmAsync("small")).ShouldBeNull();

        (await _host.SubscriptionAsync(id))!.ScheduledPlanKey.ShouldBe("small");
        _host.Clock.Advance(TimeSpan.FromDays(30));
        await SyncAsync();
        (await _host.SubscriptionAsync(id))!.PlanKey.ShouldBe("small");
    }

    [Test]
    public async Task B10_What_was_shown_for_another_plan_than_there_is_now_is_not_done()
    {
        var id = await SubscribeAsync("small");
        var at = Seconds;
        // Another tab, or somebody in the dashboard, and no event yet.
        var large = (await PriceAsync("large", BillingInterval.Month)).ExternalId;
        _host.Stripe("POST", $"/v1/subscriptions/{id}", $"items[0][id]={(await _host.SubscriptionAsync(id))!.ItemId}&items[0][price]={large}&proration_behavior=always_invoice");

        (await ConfirmAsync("middle", at))!.Code.ShouldBe("preview_too_old");

        (await _host.SubscriptionAsync(id))!.PlanKey.ShouldBe("large", "what there is was fetched");
        (await PaidAsync()).ShouldBe([1000, 2000]);
    }

    [Test]
    public async Task B10_A_preview_of_the_period_before_is_too_old_and_no_fault_of_the_provider()
    {
        await SubscribeAsync("small");
        _host.Clock.Advance(_host.Now.AddMonths(1).AddMinutes(-10) - _host.Now);
        var at = Seconds;
        _host.Clock.Advance(TimeSpan.FromMinutes(20));
        await SyncAsync();

        (await ConfirmAsync("large", at))!.Code.ShouldBe("preview_too_old");

        (await PaidAsync()).ShouldBe([1000, 1000]);
    }

    [Test]
    public async Task B4_B10_A_change_waits_while_an_event_of_what_was_done_before_is_fetched()
    {
        var id = await SubscribeAsync("small");
        await HoldAsync(TimeSpan.FromSeconds(2));

        (await ConfirmAsync("large")).ShouldBeNull();

        (await _host.SubscriptionAsync(id))!.PlanKey.ShouldBe("large");
        (await PaidAsync()).ShouldBe([1000, 2000]);
        (await _host.AccountAsync(_account.Id)).LeasedBy.ShouldBeNull("the next one need not wait");
    }

    [Test]
    public async Task B4_B10_A_change_that_would_wait_for_long_is_refused_and_nothing_is_paid()
    {
        var id = await SubscribeAsync("small");
        await HoldAsync(TimeSpan.FromMinutes(1));

        (await ConfirmAsync("large"))!.Code.ShouldBe("busy");

        (await _host.SubscriptionAsync(id))!.PlanKey.ShouldBe("small");
        (await PaidAsync()).ShouldBe([1000]);
    }

    [Test]
    public async Task B4_B8_A_purchase_waits_as_a_change_does()
    {
        await HoldAsync(TimeSpan.FromSeconds(2));
        (await CheckoutAsync()).Value.ShouldNotBeNull();

        await HoldAsync(TimeSpan.FromMinutes(1));
        (await CheckoutAsync()).Refusal!.Code.ShouldBe("busy");
    }

    [Test]
    public async Task B15_To_a_customer_who_was_deleted_is_sold_as_to_a_new_one()
    {
        await SubscribeAsync("small");
        _host.Stripe("DELETE", $"/v1/customers/{_account.CustomerId}");

        var begun = await CheckoutAsync();

        begun.Refusal.ShouldBeNull();
        var account = await _host.AccountAsync(_account.Id);
        account.CustomerId.ShouldNotBe(_account.CustomerId);
        (await _host.Services.GetRequiredService<IStripe>().OpenCheckoutsAsync(account.CustomerId.ShouldNotBeNull(), default).CountAsync()).ShouldBe(1);
    }

    [Test]
    public async Task B8_A_first_try_whose_answer_was_lost_does_not_lock_out_another_owner()
    {
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CustomerId, (string?)null)));
        await _host.InScopeAsync(async services =>
        {
            var account = await services.GetRequiredService<ModuleDb>().Context.Set<BillingAccount>().AsNoTracking().SingleAsync();
            await services.GetRequiredService<BillingAccounts>().EnsureCustomerAsync(account, new UserContact(Guid.CreateVersion7(), "Ben", "ben@example.com"), default);
            return true;
        });
        // Made at Stripe, and the process died before it was written down.
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CustomerId, (string?)null).SetProperty(one => one.Email, "")));

        (await CheckoutAsync()).Refusal.ShouldBeNull();

        (await _host.AccountAsync(_account.Id)).Email.ShouldBe(_ann.Email);
    }

    /// <summary>A worker of another instance is at the account, for so long.</summary>
    private Task<int> HoldAsync(TimeSpan time)
    {
        var until = _host.Now + time;
        return _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedBy, Guid.CreateVersion7()).SetProperty(one => one.LeasedUntil, until)));
    }

    private long Seconds => _host.Clock.GetUtcNow().ToUnixTimeSeconds();

    private Task<Refusal?> ConfirmAsync(string plan, long? at = null) =>
        _host.InScopeAsync(services => services.GetRequiredService<PlanChange>().ConfirmAsync(_owner, _ann.Id, plan, BillingInterval.Month, at ?? Seconds, default));

    private Task<Result<CheckoutStart>> CheckoutAsync() =>
        _host.InScopeAsync(services => services.GetRequiredService<Checkout>().StartAsync(_owner, _ann.Id, "small", BillingInterval.Month, null, default));

    private Task<ProviderPrice> PriceAsync(string plan, BillingInterval interval) => _host.InDatabaseAsync(context => context.Set<ProviderPrice>().AsNoTracking().SingleAsync(one => one.PlanKey == plan && one.Interval == interval));

    private async Task<string> SubscribeAsync(string plan, BillingInterval interval = BillingInterval.Month)
    {
        var id = _host.Subscribe(_account, (await PriceAsync(plan, interval)).ExternalId);
        await SyncAsync();
        return id;
    }

    private Task<SyncOutcome> SyncAsync() => _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));

    /// <summary>The oldest first.</summary>
    private async Task<List<long>> PaidAsync() =>
        await _host.Services.GetRequiredService<IStripe>().InvoicesAsync(_account.CustomerId!, default).Where(one => one.AmountPaid > 0).Reverse().Select(one => one.AmountPaid).ToListAsync();
}
