namespace QuickScale.Modules.Billing.Tests;

/// <summary>The stand-in refuses what Stripe refuses: what it let pass would fail only with real money.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TheStandInIsStrict
{
    private readonly FakeShop _shop = new();

    [TestCase("/v1/customers", "emial=ann@example.com", "emial")]
    [TestCase("/v1/customers", "invoice_settings[nothing]=1", "invoice_settings[nothing]")]
    [TestCase("/v1/products", "name=a&metadata[a][b]=1", "metadata[a][b]")]
    public void A_parameter_that_it_does_not_know(string path, string form, string parameter)
    {
        var error = _shop.Refused("POST", path, form, 400);

        ((string?)error["type"], (string?)error["code"], (string?)error["param"]).ShouldBe(("invalid_request_error", "parameter_unknown", parameter));
    }

    [Test]
    public async Task An_idempotency_key_does_a_write_once()
    {
        var one = await _shop.Stripe.CreateCustomerAsync(new CustomerParameters { Email = "ann@example.com" }, "key", default);
        var same = await _shop.Stripe.CreateCustomerAsync(new CustomerParameters { Email = "ann@example.com" }, "key", default);
        var fault = await Should.ThrowAsync<StripeException>(() => _shop.Stripe.CreateCustomerAsync(new CustomerParameters { Email = "ben@example.com" }, "key", default));

        same.Id.ShouldBe(one.Id);
        fault.Fault.ShouldBe(StripeFault.Idempotency);
        _shop.Events.Count(type => type == "customer.created").ShouldBe(1);
    }

    [Test]
    public async Task A_meter_takes_each_identifier_once_and_no_usage_that_is_too_old()
    {
        var price = _shop.SellByUse("calls", "Calls", 2);
        var told = $"event_name=calls&payload[stripe_customer_id]={await _shop.CustomerAsync()}&payload[value]=3&identifier=";
        _shop.Call("POST", "/v1/billing/meter_events", $"{told}a");

        ((string?)_shop.Refused("POST", "/v1/billing/meter_events", $"{told}a", 400)["message"]).ShouldBe("An event already exists with identifier a.");
        _shop.Refused("POST", "/v1/billing/meter_events", $"{told}b&timestamp={_shop.Clock.GetUtcNow().AddDays(-36).ToUnixTimeSeconds()}", 400);
        _shop.Refused("POST", "/v1/billing/meter_events", "event_name=none&payload[stripe_customer_id]=a&payload[value]=3", 400);
        _shop.Refused("POST", "/v1/billing/meters", "display_name=a&event_name=calls&default_aggregation[formula]=sum", 400);
        _shop.Refused("POST", $"/v1/billing/meters/{_shop.Fake.Act(state => state.All("billing.meter").Single().Id())}", "event_name=other", 400);
        _shop.Refused("POST", "/v1/subscriptions", $"customer={await _shop.CustomerAsync()}&items[0][price]={_shop.Small}&items[1][price]={price}&items[1][quantity]=2", 400);
    }

    [Test]
    public async Task What_is_not_there()
    {
        (await Should.ThrowAsync<StripeException>(() => _shop.Stripe.GetCustomerAsync("cus_none", default))).ShouldSatisfyAllConditions(
            fault => fault.Fault.ShouldBe(StripeFault.NotFound), fault => fault.Code.ShouldBe("resource_missing"));
        _shop.Refused("GET", "/v1/payouts", "", 404);
    }

    [Test]
    public void A_request_without_a_key_or_with_one_for_real_money()
    {
        _shop.Fake.Handle(new FakeRequest("GET", "/v1/products", "", null)).Status.ShouldBe(401);
        _shop.Fake.Handle(new FakeRequest("GET", "/v1/products", "", "sk_live_1")).Status.ShouldBe(401);
        _shop.Fake.Handle(new FakeRequest("GET", "/v1/products", "", "sk_test_1", Version: "2020-08-27")).Status.ShouldBe(400);
    }

    [Test]
    public async Task A_customer_that_was_deleted_is_said_to_be_and_its_contracts_end()
    {
        var customer = await _shop.CustomerAsync();
        var id = _shop.Subscribe(customer, _shop.Small);

        _shop.Call("DELETE", $"/v1/customers/{customer}");

        (await _shop.Stripe.GetCustomerAsync(customer, default)).Deleted.ShouldBeTrue();
        (await _shop.Stripe.GetSubscriptionAsync(id, default)).Status.ShouldBe("canceled");
    }

    [Test]
    public async Task Lists_come_in_pages()
    {
        for (var count = 0; count < 120; count++)
        {
            _shop.Call("POST", "/v1/products", $"name={count}");
        }

        (await _shop.Stripe.ProductsAsync(default).Select(one => one.Name).ToListAsync()).Take(120).ShouldBe(Enumerable.Range(0, 120).Reverse().Select(number => $"{number}"));
    }

    [TestCase(FakeCard.Declined)]
    [TestCase(FakeCard.FailsLater)]
    public async Task A_checkout_whose_card_is_declined_stays_open(FakeCard card)
    {
        var session = await CheckoutAsync(await _shop.CustomerAsync(card: null));

        Complete(session, card).ShouldNotBeNull();
        Complete(session, FakeCard.Pays).ShouldBeNull();
        Complete(session, FakeCard.Pays).ShouldNotBeNull("it is paid once");

        var paid = await _shop.Stripe.GetCheckoutAsync(session, default);
        (paid.Status, paid.PaymentStatus, paid.Subscription).ShouldSatisfyAllConditions(
            one => one.Status.ShouldBe("complete"), one => one.PaymentStatus.ShouldBe("paid"), one => one.Subscription.ShouldNotBeNull());
        (await _shop.Stripe.GetSubscriptionAsync(paid.Subscription!, default)).Metadata["account"].ShouldBe("a");
    }

    [Test]
    public async Task A_checkout_ends_by_itself_or_when_it_is_told_to()
    {
        var customer = await _shop.CustomerAsync(card: null);
        var (told, forgotten) = (await CheckoutAsync(customer), await CheckoutAsync(customer));

        (await _shop.Stripe.ExpireCheckoutAsync(told, "expire", default)).Status.ShouldBe("expired");
        (await _shop.Stripe.OpenCheckoutsAsync(customer, default).Select(one => one.Id).ToListAsync()).ShouldBe([forgotten]);
        _shop.Clock.Advance(TimeSpan.FromDays(1));
        (await _shop.Stripe.GetCheckoutAsync(forgotten, default)).Status.ShouldBe("expired");
        _shop.Events.Count(type => type == "checkout.session.expired").ShouldBe(2);
    }

    [Test]
    public async Task Events_are_signed_and_come_late_twice_forged_and_in_any_order()
    {
        await _shop.CustomerAsync();
        for (var count = 0; count < 40; count++)
        {
            await _shop.CustomerAsync(card: null);
        }

        using var deliveries = new FakeDeliveries(_shop.Fake, _shop.Clock, new FakeDeliveryRules { LongestDelay = TimeSpan.FromMinutes(10), Duplicates = 0.3, Losses = 0.1, Forgeries = 0.2 });
        List<FakeDelivery> got = [];
        await deliveries.DeliverDueAsync(Take);
        _shop.Clock.Advance(TimeSpan.FromMinutes(10));
        await deliveries.DeliverDueAsync(Take);

        var good = got.Where(one => !one.IsForged).ToList();
        good.ShouldAllBe(one => StripeSignature.IsValid(one.Body, one.Signature, new[] { FakeStripe.WebhookSecret }, _shop.Clock.GetUtcNow(), TimeSpan.FromMinutes(5)));
        got.Where(one => one.IsForged).ShouldNotBeEmpty();
        good.Select(one => one.EventId).Distinct().Count().ShouldBeInRange(30, 41);
        good.Count.ShouldBeGreaterThan(good.Select(one => one.EventId).Distinct().Count());
        good.Select(one => one.EventId).ShouldNotBe(good.Select(one => one.EventId).Order());

        Task<int> Take(FakeDelivery one)
        {
            got.Add(one);
            return Task.FromResult(200);
        }
    }

    [Test]
    public async Task An_event_that_is_not_accepted_comes_again()
    {
        await _shop.CustomerAsync(card: null);
        using var deliveries = new FakeDeliveries(_shop.Fake, _shop.Clock);

        (await deliveries.DeliverDueAsync(_ => Task.FromResult(500))).ShouldBe(1);
        (await deliveries.DeliverDueAsync(_ => Task.FromResult(200))).ShouldBe(0, "there is a pause");
        _shop.Clock.Advance(TimeSpan.FromSeconds(10));
        (await deliveries.DeliverDueAsync(_ => Task.FromResult(200))).ShouldBe(1);
        _shop.Clock.Advance(TimeSpan.FromSeconds(10));
        (await deliveries.DeliverDueAsync(_ => Task.FromResult(200))).ShouldBe(0);
    }

    private string? Complete(string session, FakeCard card) => _shop.Fake.Act(_ => _shop.Fake.Checkout.Complete(session, card));

    private async Task<string> CheckoutAsync(string customer) => (await _shop.Stripe.CreateCheckoutAsync(
        new CheckoutParameters
        {
            Mode = "subscription",
            Customer = customer,
            ClientReferenceId = "a",
            SuccessUrl = "https://example.com/done",
            CancelUrl = "https://example.com/",
            LineItems = [new CheckoutLine(_shop.Small, 1)],
            SubscriptionData = new CheckoutSubscription { Metadata = new Dictionary<string, string> { ["account"] = "a" } },
        }, $"{Guid.CreateVersion7()}", default)).Id;
}
