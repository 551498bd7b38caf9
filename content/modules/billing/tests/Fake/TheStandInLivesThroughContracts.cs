namespace QuickScale.Modules.Billing.Tests;

/// <summary>The course of subscriptions in the stand-in is that of Stripe's documentation.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TheStandInLivesThroughContracts
{
    private readonly FakeShop _shop = new();

    [Test]
    public async Task A_subscription_is_renewed_with_each_period()
    {
        var id = _shop.Subscribe(await _shop.CustomerAsync(), _shop.Small);

        var first = await _shop.Stripe.GetSubscriptionAsync(id, default);
        _shop.Clock.Advance(TimeSpan.FromDays(32));
        var second = await _shop.Stripe.GetSubscriptionAsync(id, default);

        (first.Status, second.Status).ShouldBe(("active", "active"));
        Date(first.Items.Data[0].CurrentPeriodEnd).ShouldBe("2026-04-01");
        Date(second.Items.Data[0].CurrentPeriodEnd).ShouldBe("2026-05-01");
        (await InvoicesAsync(first.Customer)).ShouldBe([("paid", 1000), ("paid", 1000)]);
    }

    [Test]
    public async Task A_payment_that_fails_is_tried_again_and_the_contract_ends_after_the_last_try()
    {
        var customer = await _shop.CustomerAsync();
        var id = _shop.Subscribe(customer, _shop.Small);
        _shop.Call("POST", $"/v1/customers/{customer}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        _shop.Clock.Advance(TimeSpan.FromDays(32));
        (await StatusAsync(id)).ShouldBe("past_due");
        _shop.Clock.Advance(TimeSpan.FromDays(16));
        (await StatusAsync(id)).ShouldBe("canceled");

        _shop.Events.Count(type => type == "invoice.payment_failed").ShouldBe(4);
        _shop.Events.ShouldContain("customer.subscription.deleted");
    }

    [Test]
    public async Task A_new_card_brings_a_contract_back()
    {
        var customer = await _shop.CustomerAsync();
        var id = _shop.Subscribe(customer, _shop.Small);
        _shop.Call("POST", $"/v1/customers/{customer}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        _shop.Clock.Advance(TimeSpan.FromDays(32));

        _shop.Fake.Act(_ => { _shop.Fake.Checkout.UpdateCard(customer, FakeCard.Pays); return true; });

        (await StatusAsync(id)).ShouldBe("active");
        (await InvoicesAsync(customer)).ShouldBe([("paid", 1000), ("paid", 1000)]);
    }

    [Test]
    public async Task A_first_payment_that_fails_leaves_it_incomplete_for_23_hours()
    {
        var id = _shop.Subscribe(await _shop.CustomerAsync("pm_card_chargeCustomerFail"), _shop.Small);

        (await StatusAsync(id)).ShouldBe("incomplete");
        _shop.Clock.Advance(TimeSpan.FromHours(23));
        (await StatusAsync(id)).ShouldBe("incomplete_expired");
        (await InvoicesAsync((await _shop.Stripe.GetSubscriptionAsync(id, default)).Customer)).ShouldBe([("void", 1000)]);
    }

    [TestCase("pause", "paused", "customer.subscription.paused")]
    [TestCase("cancel", "canceled", "customer.subscription.deleted")]
    [TestCase("create_invoice", "past_due", "invoice.payment_failed")]
    public async Task A_trial_without_a_card_ends_as_was_agreed(string agreed, string status, string type)
    {
        var id = _shop.Subscribe(await _shop.CustomerAsync(card: null), _shop.Small, $"&trial_period_days=14&trial_settings[end_behavior][missing_payment_method]={agreed}");

        (await StatusAsync(id)).ShouldBe("trialing");
        _shop.Clock.Advance(TimeSpan.FromDays(11));
        await StatusAsync(id);
        _shop.Events.ShouldContain("customer.subscription.trial_will_end");
        _shop.Clock.Advance(TimeSpan.FromDays(3));
        (await StatusAsync(id)).ShouldBe(status);
        _shop.Events.ShouldContain(type);
    }

    [Test]
    public async Task A_contract_that_was_cancelled_runs_to_the_end_of_its_period()
    {
        var id = _shop.Subscribe(await _shop.CustomerAsync(), _shop.Small);

        var cancelled = await _shop.Stripe.UpdateSubscriptionAsync(id, new SubscriptionParameters { CancelAtPeriodEnd = true }, "cancel", default);
        (cancelled.Status, cancelled.CancelAtPeriodEnd, Date(cancelled.CancelAt!.Value)).ShouldBe(("active", true, "2026-04-01"));
        var resumed = await _shop.Stripe.UpdateSubscriptionAsync(id, new SubscriptionParameters { CancelAtPeriodEnd = false }, "resume", default);
        (resumed.CancelAtPeriodEnd, resumed.CancelAt).ShouldBe((false, null));
        await _shop.Stripe.UpdateSubscriptionAsync(id, new SubscriptionParameters { CancelAtPeriodEnd = true }, "cancel again", default);

        _shop.Clock.Advance(TimeSpan.FromDays(32));
        (await StatusAsync(id)).ShouldBe("canceled");
    }

    [Test]
    public async Task An_upgrade_costs_what_its_preview_says()
    {
        var customer = await _shop.CustomerAsync();
        var id = _shop.Subscribe(customer, _shop.Small);
        var item = (await _shop.Stripe.GetSubscriptionAsync(id, default)).Items.Data[0].Id;
        _shop.Clock.Advance(TimeSpan.FromDays(15.5));
        var at = _shop.Clock.GetUtcNow().ToUnixTimeSeconds();
        List<SubscriptionLine> lines = [new(item, _shop.Large, 1)];

        var preview = await _shop.Stripe.PreviewInvoiceAsync(new PreviewParameters(customer, id, new PreviewChange(lines, "always_invoice", at)), default);
        _shop.Clock.Advance(TimeSpan.FromMinutes(10));
        await _shop.Stripe.UpdateSubscriptionAsync(
            id, new SubscriptionParameters { Items = lines, ProrationBehavior = "always_invoice", PaymentBehavior = "pending_if_incomplete", ProrationDate = at }, "upgrade", default);

        // Half of the period is left: half of the large plan, less half of the small one.
        preview.AmountDue.ShouldBe(1000);
        preview.Lines.Data.Select(line => line.Amount).ShouldBe([-500, 1500]);
        (await InvoicesAsync(customer)).ShouldBe([("paid", 1000), ("paid", 1000)]);
        (await _shop.Stripe.GetSubscriptionAsync(id, default)).Items.Data[0].Price.Id.ShouldBe(_shop.Large);
    }

    [Test]
    public async Task An_upgrade_that_is_not_paid_changes_nothing()
    {
        var customer = await _shop.CustomerAsync();
        var id = _shop.Subscribe(customer, _shop.Small);
        var item = (await _shop.Stripe.GetSubscriptionAsync(id, default)).Items.Data[0].Id;
        _shop.Call("POST", $"/v1/customers/{customer}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        var changed = await _shop.Stripe.UpdateSubscriptionAsync(
            id, new SubscriptionParameters { Items = [new(item, _shop.Large, 1)], ProrationBehavior = "always_invoice", PaymentBehavior = "pending_if_incomplete" }, "upgrade", default);

        (changed.Status, changed.Items.Data[0].Price.Id).ShouldBe(("active", _shop.Small));
        _shop.Clock.Advance(TimeSpan.FromHours(24));
        (await StatusAsync(id)).ShouldBe("active");
        (await InvoicesAsync(customer)).ShouldBe([("void", 2000), ("paid", 1000)]);
    }

    [Test]
    public async Task What_is_given_back_is_credit_for_the_next_invoice()
    {
        var customer = await _shop.CustomerAsync();
        var id = _shop.Subscribe(customer, _shop.Large);
        var item = (await _shop.Stripe.GetSubscriptionAsync(id, default)).Items.Data[0].Id;

        await _shop.Stripe.UpdateSubscriptionAsync(id, new SubscriptionParameters { Items = [new(item, _shop.Small, 1)], ProrationBehavior = "always_invoice" }, "down", default);
        _shop.Clock.Advance(TimeSpan.FromDays(32));
        await StatusAsync(id);

        var invoices = await _shop.Stripe.InvoicesAsync(customer, default).Select(one => (one.Total, one.AmountPaid)).ToListAsync();
        invoices.ShouldBe([(1000, 0), (-2000, 0), (3000, 3000)]);
    }

    [Test]
    public async Task A_schedule_brings_the_smaller_plan_with_the_next_period()
    {
        var id = _shop.Subscribe(await _shop.CustomerAsync(), _shop.Large);
        var schedule = await _shop.Stripe.CreateScheduleAsync(new ScheduleCreateParameters(id), "schedule", default);
        var now = schedule.Phases[0];

        await _shop.Stripe.UpdateScheduleAsync(schedule.Id, new ScheduleParameters(
        [
            new SchedulePhase([new SchedulePhaseItem(_shop.Large, 1)]) { StartDate = now.StartDate, EndDate = now.EndDate },
            new SchedulePhase([new SchedulePhaseItem(_shop.Small, 1)]) { ProrationBehavior = "none" },
        ]), "phases", default);

        (await _shop.Stripe.GetSubscriptionAsync(id, default)).Schedule.ShouldBe(schedule.Id);
        _shop.Clock.Advance(TimeSpan.FromDays(32));
        var after = await _shop.Stripe.GetSubscriptionAsync(id, default);
        (after.Items.Data[0].Price.Id, after.Schedule).ShouldBe((_shop.Small, schedule.Id), "its last phase has begun, and is not over");
        _shop.Clock.Advance(TimeSpan.FromDays(31));
        var released = await _shop.Stripe.GetSubscriptionAsync(id, default);
        (released.Items.Data[0].Price.Id, released.Schedule).ShouldBe((_shop.Small, null));
    }

    [Test]
    public async Task A_test_clock_moves_its_own_customers_alone()
    {
        var start = _shop.Clock.GetUtcNow().ToUnixTimeSeconds();
        var clock = (string)_shop.Call("POST", "/v1/test_helpers/test_clocks", $"frozen_time={start}")["id"]!;
        var timed = (string)_shop.Call("POST", "/v1/customers", $"test_clock={clock}&payment_method=pm_card_visa")["id"]!;
        var (id, other) = (_shop.Subscribe(timed, _shop.Small), _shop.Subscribe(await _shop.CustomerAsync(), _shop.Small));

        _shop.Call("POST", $"/v1/test_helpers/test_clocks/{clock}/advance", $"frozen_time={start + (70 * 24 * 60 * 60)}");

        (await InvoicesAsync(timed)).Count.ShouldBe(3);
        Date((await _shop.Stripe.GetSubscriptionAsync(id, default)).Items.Data[0].CurrentPeriodEnd).ShouldBe("2026-06-01");
        Date((await _shop.Stripe.GetSubscriptionAsync(other, default)).Items.Data[0].CurrentPeriodEnd).ShouldBe("2026-04-01");
    }

    private static string Date(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> StatusAsync(string id) => (await _shop.Stripe.GetSubscriptionAsync(id, default)).Status;

    /// <summary>The newest first.</summary>
    private async Task<List<(string? Status, long Total)>> InvoicesAsync(string customer) =>
        await _shop.Stripe.InvoicesAsync(customer, default).Select(one => (one.Status, one.Total)).ToListAsync();
}
