using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>What is paid once in the stand-in, and the tax ids that are entered with them.</summary>
internal sealed class FakePurchases(FakeState state, FakeInvoices invoices)
{
    public IEnumerable<FakeRoute> Routes =>
    [
        new("GET", "/v1/customers/{id}/tax_ids", "Stripe.CustomerListTaxIdsParams", "limit starting_after", call =>
            FakeState.Page($"/v1/customers/{call.Id}/tax_ids", state.All("tax_id").Where(one => one.Text("customer") == state.Get("customer", call.Id).Id()), call)),
    ];

    /// <summary>Charges what a session sells once.</summary>
    /// <returns>Whether it was paid.</returns>
    public bool Pay(JsonObject session, JsonObject price, int quantity, long at)
    {
        var (customer, amount) = (session.Text("customer"), session.Long("amount_total"));
        if (amount > 0 && invoices.CardOf(customer) != FakeCard.Pays)
        {
            return false;
        }

        state.Get("customer", customer)["currency"] = price.Text("currency");
        if (amount > 0)
        {
            var charge = invoices.Charges.Make(customer, amount, price.Text("currency"), state.Get("product", price.Text("product")).Text("name"), at);
            session["payment_intent"] = charge.Text("payment_intent");
            state.Emit("charge.succeeded", charge, at);
        }

        if ((bool?)session["invoice_creation"]?["enabled"] == true)
        {
            var invoice = invoices.Once(session, $"{quantity} × {state.Get("product", price.Text("product")).Text("name")}", at);
            session["invoice"] = invoice.Id();
        }

        return true;
    }

    public void AddTaxId(string customer, string value) => state.Add("tax_id", state.NewId("txi"), new JsonObject
    {
        ["customer"] = customer,
        ["type"] = "eu_vat",
        ["value"] = value,
        ["country"] = value.Length > 1 ? value[..2] : null,
        ["created"] = state.RealNow,
        ["owner"] = null,
        ["verification"] = null,
    });
}
