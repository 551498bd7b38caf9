using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>Checkout and the portal of the stand-in: the sessions that are made, and what customers do in them.</summary>
internal sealed class FakeCheckout(FakeState state, FakeSubscriptions subscriptions, FakeDiscounts discounts, FakePurchases purchases)
{
    private const int Day = 24 * 60 * 60;

    public IEnumerable<FakeRoute> Routes =>
    [
        new("GET", "/v1/checkout/sessions", "Stripe.Checkout.SessionListParams", "limit starting_after customer status", call => FakeState.Page("/v1/checkout/sessions", state.AllOf("checkout.session", call["customer"]).Where(one =>
            call["status"] is not { } status || one.Text("status") == status), call)),
        new("POST", "/v1/checkout/sessions", "Stripe.Checkout.SessionCreateParams",
            "mode customer client_reference_id success_url cancel_url line_items[#][price] line_items[#][quantity] metadata[*] subscription_data[metadata][*] subscription_data[trial_period_days]"
            + " subscription_data[trial_settings][end_behavior][missing_payment_method] allow_promotion_codes payment_method_collection automatic_tax[enabled] tax_id_collection[enabled] expires_at"
            + " discounts[#][promotion_code] discounts[#][coupon] invoice_creation[enabled] customer_update[address] customer_update[name]", Create),
        new("GET", "/v1/checkout/sessions/{id}", "", "", call => state.Get("checkout.session", call.Id)),
        new("POST", "/v1/checkout/sessions/{id}/expire", "Stripe.Checkout.SessionExpireParams", "", call =>
        {
            var session = state.Get("checkout.session", call.Id);
            Expire(session.Text("status") == "open" ? session : throw FakeRefusal.Wrong("Only an open session can be expired."));
            return session;
        }),
        new("POST", "/v1/billing_portal/sessions", "Stripe.BillingPortal.SessionCreateParams", "customer return_url flow_data[type]", call =>
        {
            var id = state.NewId("bps");
            var flow = call["flow_data[type]"] switch
            {
                null => null,
                "payment_method_update" => "payment_method_update",
                var other => throw FakeRefusal.Wrong($"The stand-in does not know the flow {other}.", "flow_data[type]"),
            };
            return state.Add("billing_portal.session", id, new JsonObject
            {
                ["customer"] = state.Get("customer", call.Need("customer")).Id(),
                ["created"] = state.RealNow,
                ["livemode"] = false,
                ["return_url"] = call["return_url"],
                ["url"] = $"{FakeStripe.PagesPlaceholder}/portal/{id}",
                ["flow"] = flow is null ? null : new JsonObject
                {
                    ["type"] = flow,
                    ["after_completion"] = new JsonObject { ["type"] = "portal_homepage", ["hosted_confirmation"] = null, ["redirect"] = null },
                    ["customer_update"] = null,
                    ["subscription_cancel"] = null,
                    ["subscription_pause"] = null,
                    ["subscription_update"] = null,
                    ["subscription_update_confirm"] = null,
                },
            });
        }),
    ];

    /// <summary>The customer enters a card and pays.</summary>
    /// <param name="card">Null when a trial begins without one.</param>
    /// <param name="taxId">That of a business, where the page asks for one.</param>
    /// <param name="code">A promotion code that is typed, where the page asks for one.</param>
    /// <returns>Why it did not work, for the page; null when it did.</returns>
    public string? Complete(string id, FakeCard? card, string? code = null, string? taxId = null)
    {
        var session = state.Get("checkout.session", id);
        if (session.Text("status") != "open")
        {
            return "This page is no longer good. Go back to the shop and begin again.";
        }

        var (facts, customer) = (state.Facts(session), state.Get("customer", session.Text("customer")));
        if (card is null && (facts.TrialDays == 0 || (string?)session["payment_method_collection"] != "if_required"))
        {
            return "Enter a card.";
        }

        if (card is FakeCard.Declined || (card is FakeCard.FailsLater && facts.TrialDays == 0))
        {
            return "Your card was declined. Try another one.";
        }

        if (code is { Length: > 0 })
        {
            if ((bool?)session["allow_promotion_codes"] != true || discounts.Find(code) is not { } promotion)
            {
                return "This code is invalid.";
            }

            Discount(session, null, promotion.Id());
        }

        if (card is { } kind)
        {
            customer["invoice_settings"]!["default_payment_method"] = FakeRoutes.AddCard(state, customer, kind);
        }

        if (taxId is { Length: > 0 } && (bool?)session["tax_id_collection"]?["enabled"] == true)
        {
            purchases.AddTaxId(customer.Id(), taxId);
        }

        var now = state.Now(customer.Id());
        if (session.Text("mode") == "payment")
        {
            var (price, quantity) = (state.Get("price", facts.Lines[0].Price), facts.Lines[0].Quantity);
            if (!purchases.Pay(session, price, quantity, now))
            {
                return "Your card was declined. Try another one.";
            }

            (session["status"], session["payment_status"], session["url"]) = ("complete", session.Long("amount_total") == 0 ? "no_payment_required" : "paid", null);
            state.Emit("checkout.session.completed", session, now);
            return null;
        }

        // The subscription's events come before that of the session, as Stripe sends them more often than not.
        var subscription = subscriptions.Start(customer.Id(), facts.Lines[0], facts.TrialDays, facts.MissingPaymentMethod, facts.Metadata, mustPay: true, facts.Metered,
            (made, at) => Start(session, made, at));
        if (subscription is null)
        {
            return "Your card was declined. Try another one.";
        }

        (session["status"], session["payment_status"], session["url"], session["subscription"], session["invoice"]) =
            ("complete", facts.TrialDays > 0 ? "no_payment_required" : "paid", null, subscription.Id(), subscription["latest_invoice"]?.DeepClone());
        state.Emit("checkout.session.completed", session, now);
        return null;
    }

    /// <summary>The customer pays one invoice on its page, with a card that is charged from then on.</summary>
    /// <returns>Whether it is paid now.</returns>
    public bool PayInvoice(JsonObject invoice, FakeCard card)
    {
        if (invoice.Text("status") != "open")
        {
            return false;
        }

        SetCard(invoice.Text("customer"), card);
        return TryPay(invoice);
    }

    /// <summary>The customer enters another card in the portal; what is open is tried with it at once, and what is paused stays so until somebody resumes it.</summary>
    public void UpdateCard(string customerId, FakeCard card)
    {
        SetCard(customerId, card);
        foreach (var invoice in state.Of("invoice", customerId).Where(one => one.Text("status") == "open").ToList())
        {
            TryPay(invoice);
        }
    }

    private void SetCard(string customerId, FakeCard card)
    {
        var customer = state.Get("customer", customerId);
        customer["invoice_settings"]!["default_payment_method"] = FakeRoutes.AddCard(state, customer, card);
        state.Emit("customer.updated", customer, state.Now(customerId));
    }

    private bool TryPay(JsonObject invoice)
    {
        try
        {
            subscriptions.Pay(invoice, state.Now(invoice.Text("customer")));
            return true;
        }
        catch (FakeRefusal)
        {
            // The invoice says so.
            return false;
        }
    }

    public void ExpireDue()
    {
        foreach (var session in state.All("checkout.session").Where(one => one.Text("status") == "open" && one.Long("expires_at") <= state.Now((string?)one["customer"])).ToList())
        {
            Expire(session);
        }
    }

    private void Expire(JsonObject session)
    {
        (session["status"], session["url"]) = ("expired", null);
        state.Emit("checkout.session.expired", session, state.Now((string?)session["customer"]));
    }

    /// <summary>What the session has agreed upon, before the subscription's first invoice.</summary>
    private void Start(JsonObject session, JsonObject subscription, long at)
    {
        if (state.Facts(session).Discount is { } taken)
        {
            discounts.Redeem(subscription, taken.Coupon, taken.PromotionCode, at);
        }

        if ((bool?)session["automatic_tax"]?["enabled"] == true)
        {
            subscription["automatic_tax"]!["enabled"] = true;
        }
    }

    private void Discount(JsonObject session, string? coupon, string? promotion)
    {
        state.Facts(session).Discount = (coupon, promotion);
        var off = discounts.Off(coupon ?? (string)state.Get("promotion_code", promotion!)["promotion"]!["coupon"]!, session.Long("amount_subtotal"));
        (session["amount_total"], session["discounts"]) = (WithTax(session, session.Long("amount_subtotal") - off), new JsonArray(new JsonObject { ["coupon"] = coupon, ["promotion_code"] = promotion }));
    }

    private static long WithTax(JsonObject session, long net) => (bool?)session["automatic_tax"]?["enabled"] == true ? net + FakeInvoices.TaxOn(net) : net;

    private JsonObject Create(FakeCall call)
    {
        var customer = state.Get("customer", call.Need("customer"));
        var now = state.Now(customer.Id());
        var (line, metered) = subscriptions.Split(call.List("line_items"), null, "line_items");
        var mode = call.Need("mode");
        if (mode is not ("subscription" or "payment") || line is null)
        {
            throw FakeRefusal.Wrong("The stand-in knows subscriptions and payments of one item.", "mode");
        }

        var (price, quantity) = (state.Get("price", line.Need("price")), (int)(line.Number("quantity") ?? 1));
        if (price["recurring"] is null != (mode == "payment") || (mode == "payment" && (call.Node("subscription_data") is not null || metered.Count > 0)) || (mode == "subscription" && call.Node("invoice_creation") is not null))
        {
            throw FakeRefusal.Wrong("A price that recurs needs the mode subscription, another one the mode payment.", "line_items");
        }

        if ((call.Flag("automatic_tax[enabled]") == true && call["customer_update[address]"] != "auto") || (call.Flag("tax_id_collection[enabled]") == true && call["customer_update[name]"] != "auto"))
        {
            throw FakeRefusal.Wrong("Set customer_update[address] and customer_update[name] to auto, so that what is entered for taxes is kept.", "customer_update");
        }

        if ((string?)customer["currency"] is { } currency && currency != price.Text("currency"))
        {
            throw FakeRefusal.Wrong($"You cannot combine currencies on a single customer: it has {currency}.", "line_items");
        }

        var (expires, days) = (call.Number("expires_at") ?? now + Day, (int)(call.Number("subscription_data[trial_period_days]") ?? 0));
        if (expires < now + (30 * 60) || expires > now + Day)
        {
            throw FakeRefusal.Wrong("The `expires_at` timestamp must be from 30 minutes to 24 hours ahead.", "expires_at");
        }

        var id = state.NewId("cs_test");
        var session = state.Add("checkout.session", id, Fields(id, call, customer, price, quantity, now, expires));
        session["amount_total"] = WithTax(session, session.Long("amount_subtotal"));
        var facts = state.Facts(session);
        (facts.Lines, facts.TrialDays, facts.Metadata) = ([(price.Id(), quantity)], days, call.Object("subscription_data[metadata]"));
        facts.Metered = [.. metered.Select(one => one.NeedPrice())];
        if (call.List("discounts") is [var given])
        {
            if (call["allow_promotion_codes"] is not null)
            {
                throw FakeRefusal.Wrong("You may only specify one of these parameters: allow_promotion_codes, discounts.", "discounts");
            }

            Discount(session, given["coupon"] is { } coupon ? state.Get("coupon", coupon).Id() : null, given["promotion_code"] is { } promotion ? state.Get("promotion_code", promotion).Id() : null);
        }

        facts.MissingPaymentMethod = call["subscription_data[trial_settings][end_behavior][missing_payment_method]"] ?? "create_invoice";
        return session;
    }

    private static JsonObject Fields(string id, FakeCall call, JsonObject customer, JsonObject price, int quantity, long now, long expires)
    {
        var amount = price.Long("unit_amount") * quantity;
        var fields = new JsonObject
        {
            ["url"] = $"{FakeStripe.PagesPlaceholder}/checkout/{id}",
            ["mode"] = call.Need("mode"),
            ["status"] = "open",
            ["payment_status"] = "unpaid",
            ["customer"] = customer.Id(),
            ["client_reference_id"] = call["client_reference_id"],
            ["success_url"] = call.Need("success_url"),
            ["cancel_url"] = call["cancel_url"],
            ["created"] = now,
            ["expires_at"] = expires,
            ["currency"] = price.Text("currency"),
            ["amount_subtotal"] = amount,
            ["amount_total"] = amount,
            ["metadata"] = call.Object("metadata") ?? [],
            ["payment_method_collection"] = call["payment_method_collection"] ?? "always",
            ["allow_promotion_codes"] = call.Flag("allow_promotion_codes"),
            ["ui_mode"] = "hosted_page",
            ["tax_id_collection"] = new JsonObject { ["enabled"] = call.Flag("tax_id_collection[enabled]") ?? false, ["required"] = "never" },
        };
        foreach (var absent in new[]
        {
            "payment_intent", "subscription", "invoice", "after_expiration", "consent", "consent_collection", "customer_details", "payment_method_configuration_details",
            "payment_method_options", "shipping_address_collection", "shipping_cost", "total_details", "collected_information", "permissions", "wallet_options",
            "currency_conversion", "allowed_payment_method_types", "managed_payments", "adaptive_pricing", "saved_payment_method_options",
        })
        {
            fields[absent] = null;
        }

        fields["invoice_creation"] = call.Flag("invoice_creation[enabled]") is { } makes ? new JsonObject { ["enabled"] = makes, ["invoice_data"] = InvoiceData() } : null;
        fields["automatic_tax"] = new JsonObject { ["enabled"] = call.Flag("automatic_tax[enabled]") ?? false, ["liability"] = null, ["status"] = null, ["provider"] = null };
        fields["custom_text"] = new JsonObject { ["after_submit"] = null, ["shipping_address"] = null, ["submit"] = null, ["terms_of_service_acceptance"] = null };
        return fields;
    }

    private static JsonObject InvoiceData() => new()
    {
        ["account_tax_ids"] = null,
        ["custom_fields"] = null,
        ["description"] = null,
        ["footer"] = null,
        ["issuer"] = null,
        ["metadata"] = null,
        ["rendering_options"] = null,
    };

    /// <summary>An amount for people; the currency's places are those of <see cref="Money"/>.</summary>
    public static string Price(JsonObject of) => Money.Format(of.Long("unit_amount"), of.Text("currency"), CultureInfo.InvariantCulture);
}
