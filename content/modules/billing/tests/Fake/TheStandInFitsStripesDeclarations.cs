using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The stand-in is compared with what Stripe publishes, as the client is, and never with the client.</summary>
public partial class TheStandInFitsStripesDeclarations
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["customer"] = "Stripe.Customer",
        ["product"] = "Stripe.Product",
        ["price"] = "Stripe.Price",
        ["subscription"] = "Stripe.Subscription",
        ["invoice"] = "Stripe.Invoice",
        ["checkout.session"] = "Stripe.Checkout.Session",
        ["billing_portal.session"] = "Stripe.BillingPortal.Session",
        ["subscription_schedule"] = "Stripe.SubscriptionSchedule",
        ["payment_method"] = "Stripe.PaymentMethod",
        ["coupon"] = "Stripe.Coupon",
        ["promotion_code"] = "Stripe.PromotionCode",
        ["discount"] = "Stripe.Discount",
        ["charge"] = "Stripe.Charge",
        ["refund"] = "Stripe.Refund",
        ["dispute"] = "Stripe.Dispute",
        ["tax_id"] = "Stripe.TaxId",
        ["billing.meter"] = "Stripe.Billing.Meter",
        ["test_helpers.test_clock"] = "Stripe.TestHelpers.TestClock",
    };

    [Test]
    public async Task Every_parameter_that_it_takes_is_declared() => (await TypeScript.ComplaintsAsync("parameters")).ShouldBeEmpty();

    internal static TypeChecks Parameters()
    {
        var checks = new TypeChecks();
        var routes = new FakeStripe(TimeProvider.System).Routes.Where(route => route.Declared.Length > 0).ToList();
        foreach (var (route, path) in routes.SelectMany(route => route.Known.Select(path => (route, path))))
        {
            var names = path.Replace("]", "", StringComparison.Ordinal).Split('[').ToList();
            var type = names.Aggregate(route.Declared, (within, name) => name switch
            {
                "#" => $"Obj<{within}>[number]",
                "*" => $"Obj<{within}>[string]",
                _ => $"Obj<{within}>[\"{name}\"]",
            });
            checks.Line($"const known{Ordinal(path)}: Includes<{type}, string | number | boolean> = true; // {route.Method} {route.Path}: {path}");
        }

        routes.Count.ShouldBeGreaterThan(20);
        return checks;
    }

    [Test]
    public async Task Every_object_that_it_makes_is_of_the_declared_type() => (await TypeScript.ComplaintsAsync("objects")).ShouldBeEmpty();

    internal static async Task<TypeChecks> ObjectsAsync()
    {
        var checks = new TypeChecks();
        var objects = await LiveAsync();
        objects.Select(one => (string)one["object"]!).Distinct().ShouldBe(Types.Keys, ignoreOrder: true);
        foreach (var one in objects)
        {
            // What Stripe sends as a text, its client makes a number of its own of.
            checks.Value(Types[(string)one["object"]!], Decimals().Replace(one.ToJsonString(), "\"$1\":undefined as never"));
        }

        return checks;
    }

    [Test]
    public async Task What_has_no_id_or_is_not_kept_is_of_the_declared_type_too() => (await TypeScript.ComplaintsAsync("kept")).ShouldBeEmpty();

    internal static async Task<TypeChecks> KeptAsync()
    {
        var shop = new FakeShop();
        shop.SellByUse("calls", "Calls", 2);
        var customer = await shop.CustomerAsync();
        var told = shop.Call("POST", "/v1/billing/meter_events", $"event_name=calls&payload[stripe_customer_id]={customer}&payload[value]=3&identifier=a");
        var meter = shop.Fake.Act(state => state.All("billing.meter").Single().Id());
        var summary = shop.Call("GET", $"/v1/billing/meters/{meter}/event_summaries", $"customer={customer}&start_time=0&end_time=9999999999")["data"]![0]!;

        ((long)summary["aggregated_value"]!).ShouldBe(3);
        return new TypeChecks().Value("Stripe.Billing.MeterEvent", told.ToJsonString()).Value("Stripe.Billing.MeterEventSummary", summary.ToJsonString());
    }

    [Test]
    public async Task Every_event_that_it_makes_is_declared() => (await TypeScript.ComplaintsAsync("events")).ShouldBeEmpty();

    internal static async Task<TypeChecks> EventsAsync() => new TypeChecks().These("Stripe.Event[\"type\"]", (await LivedInAsync()).Events.Distinct());

    private static async Task<FakeShop> LivedInAsync()
    {
        var shop = new FakeShop();
        var paying = await shop.CustomerAsync();
        var id = shop.Subscribe(paying, shop.Large);
        var item = (await shop.Stripe.GetSubscriptionAsync(id, default)).Items.Data[0].Id;
        await shop.Stripe.UpdateSubscriptionAsync(id, new SubscriptionParameters { Items = [new(item, shop.LargeYearly, 2)], ProrationBehavior = "always_invoice" }, "a", default);
        await shop.Stripe.CreateScheduleAsync(new ScheduleCreateParameters(id), "b", default);
        shop.Call("POST", $"/v1/customers/{paying}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        await shop.Stripe.UpdateSubscriptionAsync(
            id, new SubscriptionParameters { Items = [new(item, shop.LargeYearly, 3)], ProrationBehavior = "always_invoice", PaymentBehavior = "pending_if_incomplete" }, "c", default);
        shop.Subscribe(await shop.CustomerAsync("pm_card_chargeCustomerFail"), shop.Small);
        var trying = await shop.CustomerAsync(card: null);
        shop.Subscribe(trying, shop.Small, "&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=pause");
        await shop.Stripe.CreatePortalAsync(new PortalParameters(paying, "https://example.com/"), "d", default);
        await shop.Stripe.CreatePortalAsync(new PortalParameters(paying, "https://example.com/") { FlowData = new PortalFlow("payment_method_update") }, "e", default);
        foreach (var card in new FakeCard?[] { FakeCard.Pays, null })
        {
            var session = await shop.Stripe.CreateCheckoutAsync(
                new CheckoutParameters
                {
                    Mode = "subscription",
                    Customer = await shop.CustomerAsync(card: null),
                    ClientReferenceId = "a",
                    SuccessUrl = "https://example.com/",
                    CancelUrl = "https://example.com/",
                    LineItems = [new CheckoutLine(shop.Small, 1)],
                }, $"f{card}", default);
            shop.Fake.Act(_ => card is null ? null : shop.Fake.Checkout.Complete(session.Id, card));
        }

        var charges = shop.Fake.Act(state => state.All("charge").Select(one => one.Id()).ToList());
        shop.Call("POST", "/v1/refunds", $"charge={charges[0]}&amount=100");
        var failing = (string)shop.Call("POST", "/v1/refunds", $"charge={charges[0]}&amount=100")["id"]!;
        shop.Fake.Act(_ => { shop.Fake.Charges.FailRefund(failing); return shop.Fake.Charges.Decide(shop.Fake.Charges.Dispute(charges[1]).Id(), "won"); });
        var calls = shop.SellByUse("calls", "Calls", 2);
        var metered = shop.Subscribe(await shop.CustomerAsync(), shop.Small, $"&items[1][price]={calls}");
        await shop.Stripe.CreateScheduleAsync(new ScheduleCreateParameters(metered), "g", default);
        await BuyOnceAsync(shop);
        shop.Call("POST", "/v1/test_helpers/test_clocks", "frozen_time=1772366400");
        shop.Clock.Advance(TimeSpan.FromDays(60));
        shop.Call("GET", "/v1/products");
        shop.Fake.Act(_ => { shop.Fake.Checkout.UpdateCard(trying, FakeCard.Pays); return true; });
        return shop;
    }

    /// <summary>With a discount, taxes and a tax id; a contract that is paused, and something that is bought once and paid back.</summary>
    private static async Task BuyOnceAsync(FakeShop shop)
    {
        var coupon = shop.Call("POST", "/v1/coupons", "percent_off=20&duration=repeating&duration_in_months=2&name=Fall")["id"];
        var code = (string)shop.Call("POST", "/v1/promotion_codes", $"promotion[type]=coupon&promotion[coupon]={coupon}&code=FALL")["id"]!;
        var once = (string)shop.Call("POST", "/v1/prices", $"product={shop.Call("POST", "/v1/products", "name=Pack")["id"]}&currency=usd&unit_amount=4900")["id"]!;
        foreach (var (mode, price) in new[] { ("payment", once), ("subscription", shop.Small) })
        {
            var session = await shop.Stripe.CreateCheckoutAsync(
                new CheckoutParameters
                {
                    Mode = mode,
                    Customer = await shop.CustomerAsync(card: null),
                    ClientReferenceId = "a",
                    SuccessUrl = "https://example.com/",
                    CancelUrl = "https://example.com/",
                    LineItems = [new CheckoutLine(price, 1)],
                    Discounts = [new CheckoutDiscount(code)],
                    InvoiceCreation = mode == "payment" ? new Toggle(true) : null,
                    AutomaticTax = new Toggle(true),
                    TaxIdCollection = new Toggle(true),
                    CustomerUpdate = new CheckoutCustomerUpdate("auto", "auto"),
                }, $"once {mode}", default);
            shop.Fake.Act(_ => shop.Fake.Checkout.Complete(session.Id, FakeCard.Pays, taxId: "DE123456789")).ShouldBeNull();
            var paid = await shop.Stripe.GetCheckoutAsync(session.Id, default);
            if (paid.Subscription is { } id)
            {
                await shop.Stripe.PauseSubscriptionAsync(id, new PauseParameters(new SubscriptionPause("void", shop.Clock.GetUtcNow().AddDays(40).ToUnixTimeSeconds())), "pause", default);
            }
            else
            {
                shop.Call("POST", "/v1/refunds", $"payment_intent={paid.PaymentIntent}");
            }
        }
    }

    /// <summary>Each object as it is, and as it was at each event.</summary>
    private static async Task<List<JsonObject>> LiveAsync()
    {
        var shop = await LivedInAsync();
        return shop.Fake.Act(state => Types.Keys.SelectMany(state.All)
            .Concat(state.Events.Select(one => one["data"]!["object"]!.AsObject()))
            .Where(one => one["deleted"] is null)
            .Select(one => (JsonObject)one.DeepClone()).ToList());
    }

    private static string Ordinal(string path) => $"{Guid.CreateVersion7():N}{path.Length}";

    [GeneratedRegex("\"([a-z_]+_decimal)\":\"[0-9]+\"")]
    private static partial Regex Decimals();
}
