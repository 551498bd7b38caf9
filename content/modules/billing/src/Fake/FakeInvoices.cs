using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>A line of an invoice to be.</summary>
/// <param name="Amount">In the currency's minor unit; below zero for what is given back.</param>
internal sealed record FakeLine(string Description, long Amount, string Subscription, string Item, long Start, long End, bool IsProration = false);

/// <summary>Invoices of the stand-in: they are made, charged to the card that is there, and paid or open.</summary>
internal sealed class FakeInvoices(FakeState state, FakeDiscounts discounts)
{
    public FakeCharges Charges { get; } = new(state);

    /// <summary>Makes an invoice that is due at once, as Stripe does for whatever it collects by itself.</summary>
    public JsonObject Open(JsonObject subscription, string reason, IReadOnlyList<FakeLine> lines, long at)
    {
        var customer = state.Get("customer", subscription.Text("customer"));
        var id = state.NewId("in");
        var invoice = state.Add("invoice", id, Fields(id, subscription, customer, reason, lines, at));
        invoice["number"] = Number(customer);
        invoice["status"] = "open";
        invoice["hosted_invoice_url"] = $"{FakeStripe.PagesPlaceholder}/invoices/{id}";
        invoice["invoice_pdf"] = $"{FakeStripe.PagesPlaceholder}/invoices/{id}/pdf";
        invoice["status_transitions"]!["finalized_at"] = at;
        customer["balance"] = invoice.Long("ending_balance");
        discounts.Use(subscription, at);
        subscription["latest_invoice"] = id;
        state.Emit("invoice.created", invoice, at);
        state.Emit("invoice.finalized", invoice, at);
        return invoice;
    }

    /// <summary>An invoice of something that was bought once and is paid.</summary>
    public JsonObject Once(JsonObject session, string description, long at)
    {
        var customer = state.Get("customer", session.Text("customer"));
        var id = state.NewId("in");
        var buyer = new JsonObject { ["id"] = id, ["customer"] = customer.Id(), ["currency"] = session.Text("currency"), ["metadata"] = new JsonObject(), ["discounts"] = new JsonArray(), ["automatic_tax"] = null };
        // What is paid once does not use the customer's balance.
        var (total, tax, balance) = (session.Long("amount_total"), Tax(session, session.Long("amount_total")), customer.Long("balance"));
        customer["balance"] = 0L;
        var invoice = state.Add("invoice", id, Fields(id, buyer, customer, "manual", [new FakeLine(description, total - tax, "", "", at, at)], at));
        customer["balance"] = balance;
        invoice["number"] = Number(customer);
        (invoice["total"], invoice["amount_due"], invoice["amount_remaining"], invoice["amount_paid"], invoice["status"], invoice["attempted"], invoice["parent"]) = (total, total, 0L, total, "paid", true, null);
        (invoice["hosted_invoice_url"], invoice["invoice_pdf"]) = ($"{FakeStripe.PagesPlaceholder}/invoices/{id}", $"{FakeStripe.PagesPlaceholder}/invoices/{id}/pdf");
        invoice["status_transitions"] = new JsonObject { ["finalized_at"] = at, ["marked_uncollectible_at"] = null, ["paid_at"] = at, ["voided_at"] = null };
        invoice["total_taxes"] = Taxes(tax, total - tax);
        foreach (var line in invoice["lines"]!["data"]!.AsArray())
        {
            line!["parent"] = null;
        }

        if ((string?)session["payment_intent"] is { } intent)
        {
            Charges.Name(invoice, intent, total, at);
        }

        state.Emit("invoice.paid", invoice, at);
        return invoice;
    }

    /// <summary>What an invoice would say; nothing is kept.</summary>
    public JsonObject Preview(JsonObject subscription, IReadOnlyList<FakeLine> lines, long at)
    {
        var id = state.NewId("upcoming_in");
        var invoice = FakeState.Shape("invoice", Fields(id, subscription, state.Get("customer", subscription.Text("customer")), "subscription_update", lines, at));
        invoice["id"] = id;
        return invoice;
    }

    /// <summary>Charges the card of the customer.</summary>
    /// <returns>Whether the invoice is paid now.</returns>
    public bool Attempt(JsonObject invoice, long at)
    {
        var amount = invoice.Long("amount_remaining");
        var isPaid = amount == 0 || CardOf(invoice.Text("customer")) == FakeCard.Pays;
        invoice["attempted"] = true;
        invoice["attempt_count"] = invoice.Long("attempt_count") + (amount == 0 ? 0 : 1);
        if (!isPaid)
        {
            state.Emit("invoice.payment_failed", invoice, at);
            return false;
        }

        (invoice["status"], invoice["amount_paid"], invoice["amount_remaining"], invoice["next_payment_attempt"]) = ("paid", amount, 0L, null);
        invoice["status_transitions"]!["paid_at"] = at;
        if (amount > 0)
        {
            Charges.Take(invoice, amount, at);
        }

        state.Emit("invoice.paid", invoice, at);
        return true;
    }

    public void Void(JsonObject invoice, long at)
    {
        (invoice["status"], invoice["next_payment_attempt"]) = ("void", null);
        invoice["status_transitions"]!["voided_at"] = at;
        state.Emit("invoice.voided", invoice, at);
    }

    /// <summary>Those of a subscription that are still to be paid, the oldest first.</summary>
    public IEnumerable<JsonObject> OpenOf(string subscription) => state.Of("invoice", state.Get("subscription", subscription).Text("customer")).Where(one => one.Text("status") == "open" && SubscriptionOf(one) == subscription);

    public static string? SubscriptionOf(JsonObject invoice) => (string?)invoice["parent"]?["subscription_details"]?["subscription"];

    /// <summary>The card that is charged; null when the customer has none.</summary>
    public FakeCard? CardOf(string customerId) =>
        (string?)state.Get("customer", customerId)["invoice_settings"]!["default_payment_method"] is { } method ? state.Facts(state.Get("payment_method", method)).Card : null;

    private JsonObject Fields(string id, JsonObject subscription, JsonObject customer, string reason, IReadOnlyList<FakeLine> lines, long at)
    {
        var (subtotal, balance) = (lines.Sum(line => line.Amount), customer.Long("balance"));
        var net = subtotal - discounts.Off(subscription, subtotal, at);
        var tax = (bool?)subscription["automatic_tax"]?["enabled"] == true ? TaxOn(net) : 0;
        var total = net + tax;
        // What is given back becomes a balance, and is used for the next invoice; it is never paid out by itself.
        var due = Math.Max(0, total + balance);
        return new JsonObject
        {
            ["customer"] = customer.Id(),
            ["customer_email"] = customer["email"]?.DeepClone(),
            ["created"] = at,
            ["effective_at"] = at,
            ["currency"] = subscription.Text("currency"),
            ["billing_reason"] = reason,
            ["status"] = "draft",
            ["number"] = null,
            ["subtotal"] = subtotal,
            ["subtotal_excluding_tax"] = subtotal,
            ["total"] = total,
            ["total_excluding_tax"] = net,
            ["total_taxes"] = Taxes(tax, net),
            ["amount_due"] = due,
            ["amount_paid"] = 0L,
            ["amount_remaining"] = due,
            ["amount_overpaid"] = 0L,
            ["starting_balance"] = balance,
            ["ending_balance"] = total + balance - due,
            ["attempted"] = false,
            ["attempt_count"] = 0L,
            ["auto_advance"] = true,
            ["due_date"] = null,
            ["next_payment_attempt"] = null,
            ["webhooks_delivered_at"] = null,
            ["from_invoice"] = null,
            ["last_finalization_error"] = null,
            ["shipping_cost"] = null,
            ["shipping_details"] = null,
            ["customer_shipping"] = null,
            ["period_start"] = lines[0].Start,
            ["period_end"] = lines[0].End,
            ["status_transitions"] = new JsonObject { ["finalized_at"] = null, ["marked_uncollectible_at"] = null, ["paid_at"] = null, ["voided_at"] = null },
            ["parent"] = new JsonObject
            {
                ["type"] = "subscription_details",
                ["quote_details"] = null,
                ["subscription_details"] = new JsonObject { ["metadata"] = subscription["metadata"]!.DeepClone(), ["subscription"] = subscription.Id() },
            },
            ["lines"] = FakeState.List($"/v1/invoices/{id}/lines", lines.Select(line => Line(id, line, subscription))),
        };
    }

    /// <summary>The tax in the stand-in's one country, on top of the price.</summary>
    public static long TaxOn(long net) => (long)Math.Round(net * 0.2m, MidpointRounding.AwayFromZero);

    private static long Tax(JsonObject session, long total) => (bool?)session["automatic_tax"]?["enabled"] == true ? total - (long)Math.Round(total / 1.2m, MidpointRounding.AwayFromZero) : 0;

    private static JsonArray Taxes(long tax, long net) => tax == 0 ? [] :
    [
        new JsonObject { ["amount"] = tax, ["tax_behavior"] = "exclusive", ["tax_rate_details"] = null, ["taxability_reason"] = "standard_rated", ["taxable_amount"] = net, ["type"] = "tax_rate_details" },
    ];

    private string Number(JsonObject customer) =>
        string.Create(CultureInfo.InvariantCulture, $"{customer.Text("invoice_prefix")}-{state.Of("invoice", customer.Id()).Count():D4}");

    private JsonObject Line(string invoice, FakeLine line, JsonObject subscription) => FakeState.Shape("line_item", new JsonObject
    {
        ["id"] = state.NewId("il"),
        ["invoice"] = invoice,
        ["amount"] = line.Amount,
        ["subtotal"] = line.Amount,
        ["currency"] = subscription.Text("currency"),
        ["description"] = line.Description,
        ["period"] = new JsonObject { ["start"] = line.Start, ["end"] = line.End },
        ["parent"] = new JsonObject
        {
            ["type"] = "subscription_item_details",
            ["invoice_item_details"] = null,
            ["subscription_item_details"] = new JsonObject
            {
                ["invoice_item"] = null,
                ["proration"] = line.IsProration,
                ["proration_details"] = new JsonObject { ["credited_items"] = null },
                ["subscription"] = line.Subscription,
                ["subscription_item"] = line.Item,
            },
        },
    });
}
