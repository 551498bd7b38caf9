using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>What the stand-in takes from cards, and what goes back: refunds, those that fail afterwards, and disputes (documentation, "Refund and cancel payments" and "Disputes").</summary>
internal sealed class FakeCharges(FakeState state)
{
    private const long Day = 24 * 60 * 60;

    public IEnumerable<FakeRoute> Routes =>
    [
        new("GET", "/v1/charges", "Stripe.ChargeListParams", "limit starting_after customer payment_intent expand[#]", call => FakeState.Page("/v1/charges", state.AllOf("charge", call["customer"]).Where(one =>
            call["payment_intent"] is not { } intent || (string?)one["payment_intent"] == intent), call)),
        new("GET", "/v1/charges/{id}", "", "", call => state.Get("charge", call.Id)),
        new("GET", "/v1/refunds", "Stripe.RefundListParams", "limit starting_after charge", call =>
            FakeState.Page("/v1/refunds", state.All("refund").Where(one => call["charge"] is not { } charge || (string?)one["charge"] == charge), call)),
        new("POST", "/v1/refunds", "Stripe.RefundCreateParams", "charge payment_intent amount reason", call => Refund(
            call["payment_intent"] is { } intent ? OfPayment(intent) : state.Get("charge", call.Need("charge")), call.Number("amount"), call["reason"])),
        new("GET", "/v1/disputes", "Stripe.DisputeListParams", "limit starting_after charge", call =>
            FakeState.Page("/v1/disputes", state.All("dispute").Where(one => call["charge"] is not { } charge || one.Text("charge") == charge), call)),
        new("POST", "/v1/disputes/{id}/close", "Stripe.DisputeCloseParams", "", call => Decide(call.Id, "lost")),
    ];

    /// <summary>Takes what an invoice costs.</summary>
    public void Take(JsonObject invoice, long amount, long at)
    {
        var charge = Make(invoice.Text("customer"), amount, invoice.Text("currency"), null, at);
        Name(invoice, charge.Text("payment_intent"), amount, at);
    }

    /// <param name="amount">In the currency's minor unit.</param>
    public JsonObject Make(string customer, long amount, string currency, string? description, long at)
    {
        var (intent, id) = (state.NewId("pi"), state.NewId("ch"));
        var charge = state.Add("charge", id, new JsonObject
        {
            ["customer"] = customer,
            ["payment_intent"] = intent,
            ["amount"] = amount,
            ["amount_captured"] = amount,
            ["captured"] = true,
            ["currency"] = currency,
            ["created"] = at,
            ["description"] = description,
            ["outcome"] = null,
            ["payment_method"] = state.Get("customer", customer)["invoice_settings"]!["default_payment_method"]?.DeepClone(),
            ["receipt_url"] = null,
            ["shipping"] = null,
            ["source"] = null,
            ["transfer_data"] = null,
            ["refunds"] = FakeState.List($"/v1/charges/{id}/refunds", []),
        });
        // The sample is older than this field.
        charge["payment_method_details"]!["card"]!["electronic_commerce_indicator"] = null;
        return charge;
    }

    /// <summary>Says on an invoice what it was paid with.</summary>
    public void Name(JsonObject invoice, string intent, long amount, long at) =>
        invoice["payments"] = FakeState.List($"/v1/invoices/{invoice.Id()}/payments", [FakeState.Shape("invoice_payment", new JsonObject
        {
            ["id"] = state.NewId("inpay"),
            ["invoice"] = invoice.Id(),
            ["amount_paid"] = amount,
            ["amount_requested"] = amount,
            ["currency"] = invoice.Text("currency"),
            ["created"] = at,
            ["livemode"] = false,
            ["status"] = "paid",
            ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = intent },
            ["status_transitions"] = new JsonObject { ["canceled_at"] = null, ["paid_at"] = at },
        })]);

    /// <summary>The bank turns a refund down, days after it was made.</summary>
    public void FailRefund(string id)
    {
        var refund = state.Get("refund", id);
        var charge = state.Get("charge", refund.Text("charge"));
        var now = state.Now(charge.Text("customer"));
        (refund["status"], refund["failure_reason"]) = ("failed", "lost_or_stolen_card");
        (charge["amount_refunded"], charge["refunded"]) = (charge.Long("amount_refunded") - refund.Long("amount"), false);
        Copy(charge);
        state.Emit("refund.failed", refund, now);
        state.Emit("charge.refund.updated", refund, now);
    }

    /// <summary>The customer's bank claims a payment back.</summary>
    public JsonObject Dispute(string chargeId, string status = "needs_response")
    {
        var charge = state.Get("charge", chargeId);
        var now = state.Now(charge.Text("customer"));
        charge["disputed"] = true;
        var dispute = state.Add("dispute", state.NewId("dp"), new JsonObject
        {
            ["charge"] = chargeId,
            ["payment_intent"] = charge.Text("payment_intent"),
            ["amount"] = charge.Long("amount"),
            ["currency"] = charge.Text("currency"),
            ["created"] = now,
            ["reason"] = "fraudulent",
            ["status"] = status,
            ["intended_submission_method"] = null,
            ["evidence_details"] = new JsonObject
            {
                ["due_by"] = now + (14 * Day),
                ["enhanced_eligibility"] = new JsonObject(),
                ["has_evidence"] = false,
                ["past_due"] = false,
                ["submission_count"] = 0L,
                ["submission_method"] = "not_submitted",
            },
        });
        state.Emit("charge.dispute.created", dispute, now);
        return dispute;
    }

    /// <param name="status">"won" or "lost".</param>
    public JsonObject Decide(string id, string status)
    {
        var dispute = state.Get("dispute", id);
        dispute["status"] = status;
        state.Emit("charge.dispute.closed", dispute, state.Now(state.Get("charge", dispute.Text("charge")).Text("customer")));
        return dispute;
    }

    private JsonObject OfPayment(string intent) => state.All("charge").FirstOrDefault(one => (string?)one["payment_intent"] == intent) ?? throw FakeRefusal.Missing("payment_intent", intent);

    private JsonObject Refund(JsonObject charge, long? wanted, string? reason)
    {
        var left = charge.Long("amount") - charge.Long("amount_refunded");
        var amount = wanted ?? left;
        if (amount <= 0 || amount > left)
        {
            throw FakeRefusal.Wrong(left == 0 ? $"Charge {charge.Id()} has already been refunded." : "Refund amount is greater than unrefunded amount on charge.", "amount", left == 0 ? "charge_already_refunded" : null);
        }

        var now = state.Now(charge.Text("customer"));
        var refund = state.Add("refund", state.NewId("re"), new JsonObject
        {
            ["charge"] = charge.Id(),
            ["payment_intent"] = charge.Text("payment_intent"),
            ["customer"] = charge.Text("customer"),
            ["amount"] = amount,
            ["currency"] = charge.Text("currency"),
            ["created"] = now,
            ["reason"] = reason,
        });
        charge["amount_refunded"] = charge.Long("amount_refunded") + amount;
        charge["refunded"] = charge.Long("amount_refunded") == charge.Long("amount");
        Copy(charge);
        state.Emit("refund.created", refund, now);
        state.Emit("charge.refunded", charge, now);
        return refund;
    }

    /// <summary>A charge holds its refunds, where they are asked for.</summary>
    private void Copy(JsonObject charge) =>
        charge["refunds"] = FakeState.List($"/v1/charges/{charge.Id()}/refunds", state.All("refund").Where(one => (string?)one["charge"] == charge.Id()).Reverse());
}
