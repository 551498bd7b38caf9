using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>The endpoints of the stand-in but for Checkout and the portal.</summary>
internal static class FakeRoutes
{
    private const string Page = "limit starting_after";

    public static IEnumerable<FakeRoute> Customers(FakeState state) =>
    [
        new("POST", "/v1/customers", "Stripe.CustomerCreateParams", "email name metadata[*] test_clock payment_method invoice_settings[default_payment_method]", call =>
        {
            var id = state.NewId("cus");
            var customer = state.Add("customer", id, new JsonObject
            {
                ["email"] = call["email"],
                ["name"] = call["name"],
                ["created"] = state.RealNow,
                ["currency"] = null,
                ["discount"] = null,
                ["shipping"] = null,
                ["balance"] = 0L,
                ["invoice_prefix"] = id[^7..].ToUpperInvariant(),
                ["metadata"] = call.Object("metadata") ?? [],
                ["test_clock"] = call["test_clock"] is { } clock ? state.Get("test_helpers.test_clock", clock).Id() : null,
            });
            SetCard(state, customer, call["invoice_settings[default_payment_method]"] ?? call["payment_method"]);
            state.Emit("customer.created", customer, state.Now(id));
            return customer;
        }),
        new("GET", "/v1/customers/{id}", "", "", call => state.Find("customer", call.Id) is { } customer && !IsDeleted(customer) ? customer : Deleted(state, call.Id)),
        new("POST", "/v1/customers/{id}", "Stripe.CustomerUpdateParams", "email name metadata[*] invoice_settings[default_payment_method]", call =>
        {
            var customer = state.Get("customer", call.Id);
            (customer["email"], customer["name"]) = (call["email"] ?? (string?)customer["email"], call["name"] ?? (string?)customer["name"]);
            foreach (var (name, value) in call.Object("metadata") ?? [])
            {
                customer["metadata"]![name] = value?.DeepClone();
            }

            SetCard(state, customer, call["invoice_settings[default_payment_method]"]);
            state.Emit("customer.updated", customer, state.Now(call.Id));
            return customer;
        }),
        new("GET", "/v1/payment_methods/{id}", "", "", call => state.Get("payment_method", call.Id)),
        new("POST", "/v1/payment_methods/{id}", "Stripe.PaymentMethodUpdateParams", "card[exp_month] card[exp_year]", call =>
        {
            var method = state.Get("payment_method", call.Id);
            (method["card"]!["exp_month"], method["card"]!["exp_year"]) = (call.Number("card[exp_month]") ?? (long)method["card"]!["exp_month"]!, call.Number("card[exp_year]") ?? (long)method["card"]!["exp_year"]!);
            state.Emit("payment_method.updated", method, state.Now((string?)method["customer"]));
            return method;
        }),
        new("DELETE", "/v1/customers/{id}", "", "", call =>
        {
            var customer = state.Get("customer", call.Id);
            customer["deleted"] = true;
            foreach (var subscription in state.Of("subscription", call.Id).Where(one => one.Text("status") is not ("canceled" or "incomplete_expired")))
            {
                (subscription["status"], subscription["ended_at"], subscription["canceled_at"]) = ("canceled", state.Now(call.Id), state.Now(call.Id));
                state.Emit("customer.subscription.deleted", subscription, state.Now(call.Id));
            }

            state.Emit("customer.deleted", customer, state.Now(call.Id));
            return Deleted(state, call.Id);
        }),
    ];

    public static IEnumerable<FakeRoute> Catalogue(FakeState state) =>
    [
        new("GET", "/v1/products", "Stripe.ProductListParams", $"{Page} active", call => FakeState.Page("/v1/products", Active(state.All("product"), call), call)),
        new("POST", "/v1/products", "Stripe.ProductCreateParams", "id name description metadata[*]", call => state.Add("product", call["id"] ?? state.NewId("prod"), new JsonObject
        {
            ["name"] = call.Need("name"),
            ["description"] = call["description"],
            ["metadata"] = call.Object("metadata") ?? [],
            ["created"] = state.RealNow,
            ["updated"] = state.RealNow,
            ["default_price"] = null,
            ["package_dimensions"] = null,
            ["tax_details"] = null,
            ["type"] = "service",
        })),
        new("POST", "/v1/products/{id}", "Stripe.ProductUpdateParams", "name description active", call =>
        {
            var product = state.Get("product", call.Id);
            (product["name"], product["description"], product["active"]) =
                (call["name"] ?? product.Text("name"), call["description"] ?? (string?)product["description"], call.Flag("active") ?? (bool)product["active"]!);
            return product;
        }),
        new("GET", "/v1/prices", "Stripe.PriceListParams", $"{Page} active lookup_keys[#]", call =>
        {
            var keys = call.List("lookup_keys").Select(key => key[""]).ToList();
            return FakeState.Page("/v1/prices", Active(state.All("price"), call).Where(price => keys.Count == 0 || keys.Contains((string?)price["lookup_key"])), call);
        }),
        new("POST", "/v1/prices", "Stripe.PriceCreateParams", "product currency unit_amount recurring[interval] recurring[usage_type] recurring[meter] lookup_key transfer_lookup_key metadata[*]", call =>
        {
            var product = state.Get("product", call.Need("product"));
            if (call["lookup_key"] is { } key && state.All("price").FirstOrDefault(price => (string?)price["lookup_key"] == key) is { } holder)
            {
                holder["lookup_key"] = call.Flag("transfer_lookup_key") == true ? null : throw FakeRefusal.Wrong($"A price already has the lookup key {key}.", "lookup_key");
            }

            var amount = call.Number("unit_amount") is { } given and >= 0 ? given : throw FakeRefusal.Wrong("Missing required param: unit_amount.", "unit_amount", "parameter_missing");
            return state.Add("price", state.NewId("price"), new JsonObject
            {
                ["product"] = product.Id(),
                ["currency"] = call.Need("currency"),
                ["unit_amount"] = amount,
                ["unit_amount_decimal"] = amount.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["lookup_key"] = call["lookup_key"],
                ["metadata"] = call.Object("metadata") ?? [],
                ["created"] = state.RealNow,
                ["custom_unit_amount"] = null,
                ["transform_quantity"] = null,
                ["type"] = call["recurring[interval]"] is null ? "one_time" : "recurring",
                ["recurring"] = call["recurring[interval]"] is { } interval ? Recurring(state, interval, call) : null,
            });
        }),
        new("POST", "/v1/prices/{id}", "Stripe.PriceUpdateParams", "active", call =>
        {
            var price = state.Get("price", call.Id);
            price["active"] = call.Flag("active") ?? (bool)price["active"]!;
            return price;
        }),
    ];

    public static IEnumerable<FakeRoute> Contracts(FakeState state, FakeSubscriptions subscriptions, FakeInvoices invoices, FakeDiscounts discounts) =>
    [
        new("GET", "/v1/subscriptions", "Stripe.SubscriptionListParams", $"{Page} customer status expand[#]", call =>
        {
            var (status, isExpanded) = (call["status"], call.List("expand").Any(path => path[""]!.StartsWith("data.discounts", StringComparison.Ordinal)));
            return FakeState.Page("/v1/subscriptions", state.AllOf("subscription", call["customer"])
                .Where(one => status is "all" || (status is null ? one.Text("status") != "canceled" : one.Text("status") == status))
                .Select(one => isExpanded ? discounts.Expand(one) : one), call);
        }),
        new("POST", "/v1/subscriptions", "Stripe.SubscriptionCreateParams", "customer items[#][price] items[#][quantity] trial_period_days trial_settings[end_behavior][missing_payment_method] metadata[*]", call =>
        {
            var (licensed, metered) = subscriptions.Split(call.List("items"), null, "items");
            var line = licensed is { } only ? (only.Need("price"), (int)(only.Number("quantity") ?? 1)) : throw FakeRefusal.Wrong("The stand-in knows subscriptions of one item.", "items");
            return subscriptions.Start(
                call.Need("customer"), line, (int)(call.Number("trial_period_days") ?? 0), call["trial_settings[end_behavior][missing_payment_method]"] ?? "create_invoice", call.Object("metadata"), mustPay: false,
                [.. metered.Select(one => one.NeedPrice())])!;
        }),
        new("GET", "/v1/subscriptions/{id}", "", "", call => state.Get("subscription", call.Id)),
        new("POST", "/v1/subscriptions/{id}", "Stripe.SubscriptionUpdateParams",
            "items[#][id] items[#][price] items[#][quantity] items[#][deleted] cancel_at_period_end proration_behavior payment_behavior proration_date metadata[*]"
            + " pause_collection pause_collection[behavior] pause_collection[resumes_at] billing_cycle_anchor[type]", call =>
        {
            var subscription = Living(state, call.Id);
            subscriptions.Change(subscription, call);
            return subscription;
        }),
        new("DELETE", "/v1/subscriptions/{id}", "Stripe.SubscriptionCancelParams", "invoice_now prorate", call =>
        {
            var subscription = Living(state, call.Id);
            subscriptions.End(subscription, "canceled", state.Now(subscription.Text("customer")));
            return subscription;
        }),
        new("POST", "/v1/subscriptions/{id}/resume", "Stripe.SubscriptionResumeParams", "payment_behavior", call =>
        {
            var subscription = state.Get("subscription", call.Id);
            subscriptions.Resume(subscription);
            return subscription;
        }),
        new("GET", "/v1/invoices", "Stripe.InvoiceListParams", $"{Page} customer status subscription expand[#]", call => FakeState.Page("/v1/invoices", state.AllOf("invoice", call["customer"]).Where(one =>
            (call["status"] is not { } status || one.Text("status") == status)
            && (call["subscription"] is not { } subscription || FakeInvoices.SubscriptionOf(one) == subscription)), call)),
        new("GET", "/v1/invoices/{id}", "", "", call => state.Get("invoice", call.Id)),
        new("POST", "/v1/invoices/{id}/pay", "Stripe.InvoicePayParams", "", call =>
        {
            var invoice = state.Get("invoice", call.Id);
            if (invoice.Text("status") != "open")
            {
                throw FakeRefusal.Wrong("Only an open invoice can be paid.");
            }

            subscriptions.Pay(invoice, state.Now(invoice.Text("customer")));
            return invoice;
        }),
        new("POST", "/v1/invoices/create_preview", "Stripe.InvoiceCreatePreviewParams",
            "customer subscription subscription_details[items][#][id] subscription_details[items][#][price] subscription_details[items][#][quantity] subscription_details[items][#][deleted] subscription_details[proration_behavior] subscription_details[proration_date]", call =>
        {
            var subscription = Living(state, call.Need("subscription"));
            if (call["customer"] is { } customer && customer != subscription.Text("customer"))
            {
                throw FakeRefusal.Wrong("The subscription belongs to another customer.", "subscription");
            }

            var line = subscriptions.Split(call.List("subscription_details[items]"), subscription, "subscription_details[items]").Licensed ?? throw FakeRefusal.Wrong("The stand-in knows subscriptions of one item.", "subscription_details[items]");
            var at = call.Number("subscription_details[proration_date]") ?? state.Now(subscription.Text("customer"));
            var lines = subscriptions.Prorate(subscription, state.Get("price", line.Need("price")), (int)(line.Number("quantity") ?? 1), at);
            return invoices.Preview(subscription, lines, at);
        }),
        .. Schedules(state, subscriptions),
        new("GET", "/v1/events", "Stripe.EventListParams", $"{Page} created[gte] type", call => FakeState.Page("/v1/events", state.Events.Where(one =>
            one.Long("created") >= (call.Number("created[gte]") ?? 0) && (call["type"] is not { } type || one.Text("type") == type)), call)),
        new("GET", "/v1/events/{id}", "", "", call => state.Events.FirstOrDefault(one => one.Id() == call.Id) ?? throw FakeRefusal.Missing("event", call.Id)),
    ];

    public static IEnumerable<FakeRoute> Times(FakeState state, FakeSubscriptions subscriptions) =>
    [
        new("POST", "/v1/test_helpers/test_clocks", "Stripe.TestHelpers.TestClockCreateParams", "frozen_time name", call => state.Add("test_helpers.test_clock", state.NewId("clock"), new JsonObject
        {
            ["frozen_time"] = call.Number("frozen_time") ?? throw FakeRefusal.Wrong("Missing required param: frozen_time.", "frozen_time", "parameter_missing"),
            ["name"] = call["name"],
            ["created"] = state.RealNow,
            ["deletes_after"] = state.RealNow + (30 * 24 * 60 * 60),
            ["status"] = "ready",
        })),
        new("GET", "/v1/test_helpers/test_clocks/{id}", "", "", call => state.Get("test_helpers.test_clock", call.Id)),
        new("POST", "/v1/test_helpers/test_clocks/{id}/advance", "Stripe.TestHelpers.TestClockAdvanceParams", "frozen_time", call =>
        {
            var (clock, to) = (state.Get("test_helpers.test_clock", call.Id), call.Number("frozen_time") ?? 0);
            if (to <= clock.Long("frozen_time"))
            {
                throw FakeRefusal.Wrong("A test clock only moves forward.", "frozen_time");
            }

            subscriptions.Advance(call.Id, to);
            clock["frozen_time"] = to;
            return clock;
        }),
    ];

    /// <summary>Gives the customer a card: one of Stripe's test payment methods, which are made anew for each customer, or one that is there.</summary>
    internal static void SetCard(FakeState state, JsonObject customer, string? method)
    {
        if (method is null)
        {
            return;
        }

        FakeCard? card = method switch
        {
            "pm_card_visa" => FakeCard.Pays,
            "pm_card_chargeCustomerFail" => FakeCard.FailsLater,
            _ => null,
        };
        var id = card is { } kind ? AddCard(state, customer, kind) : state.Get("payment_method", method).Id();
        customer["invoice_settings"]!["default_payment_method"] = id;
    }

    internal static string AddCard(FakeState state, JsonObject customer, FakeCard card)
    {
        var method = state.Add("payment_method", state.NewId("pm"), new JsonObject { ["customer"] = customer.Id(), ["created"] = state.RealNow, ["metadata"] = new JsonObject() });
        state.Facts(method).Card = card;
        return method.Id();
    }

    private static IEnumerable<FakeRoute> Schedules(FakeState state, FakeSubscriptions subscriptions) =>
    [
        new("POST", "/v1/subscription_schedules", "Stripe.SubscriptionScheduleCreateParams", "from_subscription", call =>
        {
            var subscription = Living(state, call.Need("from_subscription"));
            if (subscription["schedule"] is not null)
            {
                throw FakeRefusal.Wrong("The subscription has a schedule already.", "from_subscription");
            }

            var item = subscription.Item();
            var (start, end) = (item.Long("current_period_start"), item.Long("current_period_end"));
            var schedule = state.Add("subscription_schedule", state.NewId("sub_sched"), new JsonObject
            {
                ["customer"] = subscription.Text("customer"),
                ["subscription"] = subscription.Id(),
                ["status"] = "active",
                ["created"] = state.Now(subscription.Text("customer")),
                ["canceled_at"] = null,
                ["completed_at"] = null,
                ["released_at"] = null,
                ["current_phase"] = new JsonObject { ["start_date"] = start, ["end_date"] = end },
                ["default_settings"] = DefaultSettings(),
                ["pause_schedules"] = new JsonArray(),
                ["phases"] = new JsonArray(Phase(
                    start, end, subscription["items"]!["data"]!.AsArray().Select(line => line!.AsObject()).Select(line => (line["price"]!.AsObject().Id(), (long?)line["quantity"])), subscription["discounts"]!.AsArray().Select(one => (string)one!))),
            });
            subscription["schedule"] = schedule.Id();
            state.Emit("subscription_schedule.created", schedule, state.Now(schedule.Text("customer")));
            return schedule;
        }),
        new("GET", "/v1/subscription_schedules/{id}", "", "", call => state.Get("subscription_schedule", call.Id)),
        new("POST", "/v1/subscription_schedules/{id}", "Stripe.SubscriptionScheduleUpdateParams",
            "end_behavior phases[#][items][#][price] phases[#][items][#][quantity] phases[#][start_date] phases[#][end_date] phases[#][proration_behavior] phases[#][discounts][#][discount]", call =>
        {
            var schedule = state.Get("subscription_schedule", call.Id);
            if (schedule["current_phase"] is JsonObject current && !call.List("phases").Any(phase => phase.Number("start_date") == current.Long("start_date")))
            {
                throw FakeRefusal.Wrong("You must keep the current phase, with the time at which it began.", "phases");
            }

            var phases = new JsonArray();
            var start = schedule["phases"]![0]!.AsObject().Long("start_date");
            foreach (var phase in call.List("phases"))
            {
                var items = phase.List("items");
                var item = subscriptions.Split(items, null, "phases").Licensed ?? throw FakeRefusal.Wrong("The stand-in knows phases of one item.", "phases");
                var price = state.Get("price", item.Need("price"));
                start = phase.Number("start_date") ?? start;
                var end = phase.Number("end_date") ?? FakeSubscriptions.After(start, price);
                phases.Add(Phase(start, end, items.Select(one => (one.Need("price"), subscriptions.IsMetered(one.Need("price")) ? (long?)null : one.Number("quantity") ?? 1)), phase.List("discounts").Select(one => one.Need("discount"))));
                start = end;
            }

            schedule["phases"] = phases;
            state.Emit("subscription_schedule.updated", schedule, state.Now(schedule.Text("customer")));
            return schedule;
        }),
        new("POST", "/v1/subscription_schedules/{id}/release", "Stripe.SubscriptionScheduleReleaseParams", "", call =>
        {
            var schedule = state.Get("subscription_schedule", call.Id);
            if (schedule.Text("status") is not ("active" or "not_started"))
            {
                throw FakeRefusal.Wrong("The schedule has ended.");
            }

            subscriptions.Release(schedule, state.Now(schedule.Text("customer")));
            return schedule;
        }),
    ];

    /// <param name="lines">Each price with its quantity; null for a metered one.</param>
    /// <param name="discounts">The ids of those that count; there are no others in the phase, whatever the subscription has.</param>
    private static JsonObject Phase(long start, long end, IEnumerable<(string Price, long? Quantity)> lines, IEnumerable<string> discounts)
    {
        var phase = (JsonObject)FakeState.Shape("subscription_schedule", [])["phases"]![0]!.DeepClone();
        (phase["start_date"], phase["end_date"], phase["transfer_data"]) = (start, end, null);
        var item = phase["items"]![0]!.AsObject();
        phase["discounts"] = new JsonArray([.. discounts.Select(id => new JsonObject { ["coupon"] = null, ["discount"] = id, ["promotion_code"] = null })]);
        phase["items"] = new JsonArray([.. lines.Select(line =>
        {
            var made = (JsonObject)item.DeepClone();
            (made["price"], made["billing_thresholds"]) = (line.Price, null);
            made.Remove("quantity");
            if (line.Quantity is { } quantity)
            {
                made["quantity"] = quantity;
            }

            return made;
        })]);
        return phase;
    }

    private static JsonObject DefaultSettings()
    {
        var settings = (JsonObject)FakeState.Shape("subscription_schedule", [])["default_settings"]!.DeepClone();
        (settings["transfer_data"], settings["billing_thresholds"]) = (null, null);
        return settings;
    }

    private static JsonObject Recurring(FakeState state, string interval, FakeCall call) => new()
    {
        ["interval"] = interval is "month" or "year" ? interval : throw FakeRefusal.Wrong("The stand-in knows months and years.", "recurring[interval]"),
        ["interval_count"] = 1L,
        ["meter"] = call["recurring[usage_type]"] == "metered" ? state.Get("billing.meter", call.Need("recurring[meter]")).Id() : null,
        ["usage_type"] = call["recurring[usage_type]"] ?? "licensed",
        ["trial_period_days"] = null,
    };

    private static IEnumerable<JsonObject> Active(IEnumerable<JsonObject> all, FakeCall call) => all.Where(one => call.Flag("active") is not { } active || (bool)one["active"]! == active);

    private static JsonObject Living(FakeState state, string id) => state.Get("subscription", id) is var found && found.Text("status") is not ("canceled" or "incomplete_expired")
        ? found
        : throw FakeRefusal.Missing("subscription", id);

    private static bool IsDeleted(JsonObject customer) => (bool?)customer["deleted"] == true;

    private static JsonObject Deleted(FakeState state, string id) => FakeState.Shape("deleted_customer", new JsonObject { ["id"] = state.Get("customer", id).Id() });
}
