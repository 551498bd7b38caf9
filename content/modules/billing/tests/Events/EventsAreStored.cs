using System.Net;
using System.Text;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The first phase: who is asked to store what, and what is refused.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class EventsAreStored(DatabaseKind kind)
{
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await BillingHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B2_An_event_is_stored_whole_and_nothing_else_is_done()
    {
        await _host.CustomerAsync();
        var asked = _host.Fake.Log.Count;
        var (_, body) = _host.Told().Single();

        using var answer = await _host.DeliverAsync(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var stored = (await _host.EventsAsync()).ShouldHaveSingleItem();
        (stored.Type, stored.State, stored.Attempts, stored.ApiVersion, stored.LiveMode).ShouldBe(("customer.created", ProviderEventState.Pending, 0, StripeSender.ApiVersion, false));
        (stored.Payload, stored.CreatedAt, stored.ReceivedAt).ShouldBe((Encoding.UTF8.GetString(body), _host.Now, _host.Now));
        stored.CustomerId.ShouldStartWith("cus_");
        _host.Fake.Log.Count.ShouldBe(asked, "nobody waits for Stripe");
    }

    [Test]
    public async Task B2_The_same_event_twice_is_one()
    {
        var body = Event("evt_1", "invoice.paid", "cus_1");

        (await _host.DeliverAsync(body)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _host.DeliverAsync(body)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.EventsAsync()).Count.ShouldBe(1);
        _host.Logs.ShouldNotContain(line => line.StartsWith("Error"));
    }

    [Test]
    public async Task B2_The_same_id_with_another_body_keeps_the_first_and_is_logged()
    {
        await _host.DeliverAsync(Event("evt_1", "invoice.paid", "cus_1"));

        (await _host.DeliverAsync(Event("evt_1", "invoice.voided", "cus_1"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.EventsAsync()).ShouldHaveSingleItem().Type.ShouldBe("invoice.paid");
        _host.Logs.ShouldContain(line => line.StartsWith("Error") && line.Contains("evt_1") && line.Contains("another body"));
    }

    [Test]
    public async Task B2_Deliveries_at_the_same_moment_are_one_and_none_fails()
    {
        var body = Event("evt_1", "invoice.paid", "cus_1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => _host.DeliverAsync(body))));

        answers.Select(answer => answer.StatusCode).ShouldAllBe(status => status == HttpStatusCode.NoContent);
        (await _host.EventsAsync()).Count.ShouldBe(1);
    }

    [Test]
    public async Task B1_A_signature_of_a_stranger_an_old_one_and_none_are_refused()
    {
        var body = Event("evt_1", "invoice.paid", "cus_1");
        string[] headers = [StripeSignature.Sign(body, "whsec_other", _host.Clock.GetUtcNow()), StripeSignature.Sign(body, FakeStripe.WebhookSecret, _host.Clock.GetUtcNow().AddSeconds(-301)), "", "nonsense"];
        foreach (var header in headers)
        {
            (await _host.DeliverAsync(body, header)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, header);
        }

        (await _host.EventsAsync()).ShouldBeEmpty();
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"id\":")]
    [TestCase("{\"id\":1,\"type\":\"x\"}")]
    [TestCase("{\"id\":\"evt_1\"}")]
    [TestCase("{\"id\":\"evt_\\ud800\",\"type\":\"x\"}")]
    public async Task B1_A_signed_body_that_is_no_event_is_refused_with_a_reason(string body)
    {
        using var answer = await _host.DeliverAsync(Encoding.UTF8.GetBytes(body));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The body is no event");
    }

    [TestCase("""{"id":"evt_1","type":"a.type.of.tomorrow","data":{"object":{"customer":{"id":"cus_1"}}}}""", "cus_1")]
    [TestCase("""{"id":"evt_1","type":"x","created":"yesterday","livemode":"no","api_version":7,"data":[]}""", null)]
    [TestCase("""{"id":"evt_1","type":"x","created":-5,"data":{"object":{"object":"customer","id":"cus_2","customer":"cus_3"}}}""", "cus_2")]
    [TestCase("""{"id":"evt_1","type":"x","created":99999999999999,"data":{"object":{"customer":null}}}""", null)]
    public async Task B2_Whatever_type_or_shape_an_event_has_it_is_stored(string body, string? customer)
    {
        (await _host.DeliverAsync(Encoding.UTF8.GetBytes(body))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.EventsAsync()).ShouldHaveSingleItem().CustomerId.ShouldBe(customer);
    }

    [Test]
    public async Task B1_A_body_that_is_too_long_is_refused()
    {
        using var answer = await _host.DeliverAsync(new byte[StripeWebhook.LongestBody + 1]);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _host.DeliverAsync(Encoding.UTF8.GetBytes($$"""{"id":"evt_1","type":"x","note":"{{new string('a', StripeWebhook.LongestBody - 100)}}"}"""))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Test]
    public async Task B17_An_event_of_the_other_mode_is_kept_and_changes_nothing()
    {
        await _host.DeliverAsync(Encoding.UTF8.GetBytes("""{"id":"evt_1","type":"invoice.paid","livemode":true,"data":{"object":{"customer":"cus_1"}}}"""));

        (await _host.EventsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.State.ShouldBe(ProviderEventState.Ignored), one => one.LiveMode.ShouldBeTrue(), one => one.Reason.ShouldBe("It is of live mode, and the key in use is not."));
    }

    [Test]
    public async Task B18_Without_a_secret_nothing_is_taken_and_the_application_says_what_to_set()
    {
        await using var host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:provider"] = "stripe" });
        var body = Event("evt_1", "invoice.paid", "cus_1");

        using var answer = await host.DeliverAsync(body, StripeSignature.Sign(body, "", host.Clock.GetUtcNow()));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("STRIPE_WEBHOOK_SECRET");
    }

    internal static byte[] Event(string id, string type, string customer) =>
        Encoding.UTF8.GetBytes($$$$"""{"id":"{{{{id}}}}","object":"event","type":"{{{{type}}}}","created":1772366400,"livemode":false,"api_version":"2026-10-28.endive","data":{"object":{"object":"invoice","customer":"{{{{customer}}}}"}}}""");
}
