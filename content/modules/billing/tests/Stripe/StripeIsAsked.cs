using System.Net;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What goes over the wire to Stripe, and what its answers mean.</summary>
public class StripeIsAsked
{
    private const string Customer = """{"id":"cus_1","object":"customer","email":null,"livemode":false,"currency":null,"metadata":{}}""";

    [Test]
    public async Task A_write_has_the_pinned_version_the_key_and_an_idempotency_key()
    {
        var bench = new StripeBench().Answers(Customer);

        var customer = await bench.Stripe.CreateCustomerAsync(new CustomerParameters { Email = "ann+1@example.com", Metadata = new Dictionary<string, string> { ["OwnerKind"] = "team" } }, "tenant:1:customer", default);

        customer.Id.ShouldBe("cus_1");
        var request = bench.Requests.ShouldHaveSingleItem();
        (request.Method, request.Path).ShouldBe((HttpMethod.Post, "/v1/customers"));
        request.Body.ShouldBe("email=ann%2B1%40example.com&metadata%5BOwnerKind%5D=team");
        request.Headers["Stripe-Version"].ShouldBe("2026-10-28.endive");
        request.Headers["Authorization"].ShouldBe("Bearer sk_test_123");
        request.Headers["Idempotency-Key"].ShouldBe("tenant:1:customer");
    }

    [Test]
    public async Task A_read_has_no_body_and_no_idempotency_key()
    {
        var bench = new StripeBench().Answers(Customer);

        await bench.Stripe.GetCustomerAsync("cus_1", default);

        bench.Requests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            request => request.Path.ShouldBe("/v1/customers/cus_1"), request => request.Body.ShouldBeEmpty(), request => request.Headers.Keys.ShouldNotContain("Idempotency-Key"));
    }

    [Test]
    public void Nested_parameters_stand_in_brackets_and_nothing_is_sent_for_null()
    {
        var form = StripeForm.Encode(new CheckoutParameters
        {
            Mode = "subscription",
            Customer = "cus_1",
            ClientReferenceId = "a",
            SuccessUrl = "https://example.com/?a=b&c={CHECKOUT_SESSION_ID}",
            CancelUrl = "https://example.com/",
            LineItems = [new CheckoutLine("price_1", 2), new CheckoutLine("price_2", 1)],
            SubscriptionData = new CheckoutSubscription { TrialPeriodDays = 14, TrialSettings = new TrialSettings(new TrialEndBehavior("pause")) },
            AutomaticTax = new Toggle(true),
        });

        WebUtility.UrlDecode(form).ShouldBe(
            "mode=subscription&customer=cus_1&client_reference_id=a&success_url=https://example.com/?a=b&c={CHECKOUT_SESSION_ID}&cancel_url=https://example.com/"
            + "&line_items[0][price]=price_1&line_items[0][quantity]=2&line_items[1][price]=price_2&line_items[1][quantity]=1"
            + "&subscription_data[trial_period_days]=14&subscription_data[trial_settings][end_behavior][missing_payment_method]=pause&automatic_tax[enabled]=true");
        form.ShouldContain("%26c%3D", customMessage: "a value cannot add a parameter");
    }

    [TestCase(409)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(503)]
    public async Task What_passes_is_tried_again_with_the_same_key_and_growing_pauses(int status)
    {
        var bench = new StripeBench().Answers("{}", status).Answers("{}", status).Answers(Customer);

        await bench.Stripe.CreateCustomerAsync(new CustomerParameters(), "key", default);

        bench.Requests.Select(request => request.Headers["Idempotency-Key"]).ShouldBe(["key", "key", "key"]);
        bench.Clock.Waits.Count.ShouldBe(2);
        bench.Clock.Waits[0].ShouldBeInRange(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));
        bench.Clock.Waits[1].ShouldBeInRange(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_broken_connection_is_tried_again_and_then_said_to_be_unreachable()
    {
        var bench = new StripeBench().Breaks().Breaks().Breaks().Breaks();

        var fault = await Should.ThrowAsync<StripeException>(() => bench.Stripe.CreateCustomerAsync(new CustomerParameters(), "key", default));

        (fault.Fault, fault.IsTransient, bench.Requests.Count).ShouldBe((StripeFault.Unreachable, true, 4));
    }

    [Test]
    public async Task Stripes_advice_about_another_try_is_taken()
    {
        var never = new StripeBench().Answers("{}", 500, ("Stripe-Should-Retry", "false"));
        await Should.ThrowAsync<StripeException>(() => never.Stripe.CreateCustomerAsync(new CustomerParameters(), "key", default));
        never.Requests.Count.ShouldBe(1);

        var later = new StripeBench().Answers("{}", 400, ("Stripe-Should-Retry", "true"), ("Retry-After", "3")).Answers(Customer);
        await later.Stripe.CreateCustomerAsync(new CustomerParameters(), "key", default);
        later.Clock.Waits.ShouldBe([TimeSpan.FromSeconds(3)]);
    }

    [TestCase(400, "invalid_request_error", StripeFault.Request)]
    [TestCase(400, "idempotency_error", StripeFault.Idempotency)]
    [TestCase(401, "invalid_request_error", StripeFault.Authentication)]
    [TestCase(402, "card_error", StripeFault.Card)]
    [TestCase(403, "invalid_request_error", StripeFault.Permission)]
    [TestCase(404, "invalid_request_error", StripeFault.NotFound)]
    public async Task A_refusal_has_a_type_and_is_not_tried_again(int status, string type, StripeFault fault)
    {
        var bench = new StripeBench().Answers(
            $$$"""{"error":{"type":"{{{type}}}","code":"resource_missing","param":"customer","message":"No such customer"}}""", status, ("Request-Id", "req_1"));

        var refusal = await Should.ThrowAsync<StripeException>(() => bench.Stripe.GetCustomerAsync("cus_1", default));

        (refusal.Fault, refusal.IsTransient, refusal.Status, refusal.Code, refusal.Parameter, refusal.Message, refusal.RequestId)
            .ShouldBe((fault, false, status, "resource_missing", "customer", "No such customer", "req_1"));
        bench.Requests.Count.ShouldBe(1);
    }

    [Test]
    public async Task An_answer_that_is_no_JSON_is_no_answer()
    {
        var bench = new StripeBench().Answers("<html>", 200).Answers("<html>", 502).Answers("", 200).Answers("[", 200);

        (await Should.ThrowAsync<StripeException>(() => bench.Stripe.GetCustomerAsync("cus_1", default))).Fault.ShouldBe(StripeFault.Unreachable);
    }

    [Test]
    public async Task Lists_are_read_to_their_end()
    {
        var bench = new StripeBench()
            .Answers($$"""{"object":"list","has_more":true,"data":[{{Product("a")}},{{Product("b")}}]}""")
            .Answers($$"""{"object":"list","has_more":false,"data":[{{Product("c")}}]}""");

        var all = await bench.Stripe.ProductsAsync(default).Select(one => one.Id).ToListAsync();

        all.ShouldBe(["a", "b", "c"]);
        bench.Requests.Select(request => request.Path).ShouldBe(["/v1/products?limit=100", "/v1/products?limit=100&starting_after=b"]);
    }

    [TestCase("../accounts")]
    [TestCase("cus_1?expand[]=x")]
    [TestCase("")]
    public async Task What_is_no_id_leads_nowhere(string id)
    {
        var bench = new StripeBench();

        (await Should.ThrowAsync<StripeException>(() => bench.Stripe.GetCustomerAsync(id, default))).Fault.ShouldBe(StripeFault.NotFound);
        (await Should.ThrowAsync<StripeException>(() => bench.Stripe.GetCustomerAsync(new string('a', 256), default))).Fault.ShouldBe(StripeFault.NotFound);
        bench.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task Without_a_key_nothing_is_asked()
    {
        var bench = new StripeBench(key: "");

        (await Should.ThrowAsync<StripeException>(() => bench.Stripe.GetCustomerAsync("cus_1", default))).Message.ShouldContain("STRIPE_SECRET_KEY");
        bench.Requests.ShouldBeEmpty();
    }

    private static string Product(string id) => $$"""{"id":"{{id}}","active":true,"name":"x","description":null,"metadata":{},"livemode":false}""";
}
