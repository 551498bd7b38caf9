using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Billing;

/// <summary>The hosted pages of the stand-in: checkout, portal and invoice. Plain forms, so that a person, a browser's test and a request can use them alike.</summary>
internal static class FakePages
{
    private static readonly (string Value, string Label, FakeCard? Card)[] Cards =
    [
        ("pays", "4242 4242 4242 4242, which pays", FakeCard.Pays),
        ("fails", "4000 0000 0000 0341, which fails when it is charged", FakeCard.FailsLater),
        ("declined", "4000 0000 0000 0002, which is declined", FakeCard.Declined),
        ("none", "No card", null),
    ];

    /// <param name="path">Under which the pages lie; empty for the root.</param>
    public static void MapFakePages(this IEndpointRouteBuilder endpoints, FakeStripe stripe, string path)
    {
        // They stand for pages of another site: no cookie of the application counts there, and no token of its forms.
        var pages = endpoints.MapGroup(path).ExcludeFromDescription().AllowAnonymous().DisableAntiforgery();
        pages.MapGet("/checkout/{id}", (string id) => Shown(() => CheckoutPage(stripe, id, null)));
        pages.MapPost("/checkout/{id}", async (string id, HttpRequest request) =>
        {
            var card = await CardAsync(request);
            var form = request.HasFormContentType ? await request.ReadFormAsync() : null;
            return Shown(() => stripe.Act(_ => stripe.Checkout.Complete(id, card, form?["code"], form?["tax_id"])) is { } refusal ? CheckoutPage(stripe, id, refusal) : Results.Redirect(SuccessUrl(stripe, id)));
        });
        pages.MapGet("/portal/{id}", (string id) => Shown(() => PortalPage(stripe, id)));
        pages.MapPost("/portal/{id}", async (string id, HttpRequest request) =>
        {
            var card = await CardAsync(request) ?? FakeCard.Pays;
            var isOver = request.HasFormContentType && (await request.ReadFormAsync()).ContainsKey(EndField);
            return Shown(() => Results.Redirect(stripe.Act(state =>
            {
                var session = state.Get("billing_portal.session", id);
                if (isOver)
                {
                    stripe.Subscriptions.EndPeriods(session.Text("customer"));
                }
                else
                {
                    stripe.Checkout.UpdateCard(session.Text("customer"), card);
                }

                return (string?)session["return_url"] ?? "/";
            })));
        });
        pages.MapGet("/invoices/{id}", (string id) => Shown(() => InvoicePage(stripe, id)));
        pages.MapPost("/invoices/{id}", async (string id, HttpRequest request) =>
        {
            var card = await CardAsync(request) ?? FakeCard.Pays;
            return Shown(() =>
            {
                stripe.Act(state => stripe.Checkout.PayInvoice(state.Get("invoice", id), card));
                return InvoicePage(stripe, id);
            });
        });
        pages.MapGet("/invoices/{id}/pdf", (string id) => Shown(() => Results.Text(stripe.Act(state => $"Invoice {state.Get("invoice", id).Text("number")} of the stand-in"))));
    }

    private static IResult Shown(Func<IResult> page)
    {
        try
        {
            return page();
        }
        catch (FakeRefusal refusal)
        {
            return Results.Problem(refusal.Message, statusCode: refusal.Status);
        }
    }

    private static IResult CheckoutPage(FakeStripe stripe, string id, string? refusal) => stripe.Act(state =>
    {
        var session = state.Get("checkout.session", id);
        var amount = Money.Format(session.Long("amount_total"), session.Text("currency"), CultureInfo.InvariantCulture);
        var back = (string?)session["cancel_url"];
        return Page("Checkout", $"""
            <p>{(refusal is null ? $"To pay: {amount}" : Encode(refusal))}</p>
            {CardForm("Pay", (bool?)session["allow_promotion_codes"] == true ? "<p><label>Promotion code <input name=\"code\"></label></p>" : "",
                (bool?)session["tax_id_collection"]?["enabled"] == true ? "<p><label>Tax id of a business <input name=\"tax_id\"></label></p>" : "")}
            {(back is null ? "" : $"<p><a href=\"{Encode(back)}\">Back</a></p>")}
            """, refusal is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    });

    private static IResult PortalPage(FakeStripe stripe, string id) => stripe.Act(state =>
    {
        var session = state.Get("billing_portal.session", id);
        var all = state.All("subscription").Where(one => one.Text("customer") == session.Text("customer")).Select(one => $"<li>{Encode(one.Id())}: {Encode(one.Text("status"))}</li>");
        return Page("Customer portal", $"<ul>{string.Concat(all)}</ul>{CardForm("Save card")}{EndForm}<p><a href=\"{Encode((string?)session["return_url"] ?? "/")}\">Back</a></p>", StatusCodes.Status200OK);
    });

    private static IResult InvoicePage(FakeStripe stripe, string id) => stripe.Act(state =>
    {
        var invoice = state.Get("invoice", id);
        return Page($"Invoice {invoice.Text("number")}", $"<p>{Encode(Money.Format(invoice.Long("total"), invoice.Text("currency"), CultureInfo.InvariantCulture))}: {Encode(invoice.Text("status"))}</p>{(invoice.Text("status") == "open" ? CardForm("Pay") : "")}", StatusCodes.Status200OK);
    });

    private static string SuccessUrl(FakeStripe stripe, string id) => stripe.Act(state => state.Get("checkout.session", id).Text("success_url").Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal));

    private static async Task<FakeCard?> CardAsync(HttpRequest request)
    {
        var value = request.HasFormContentType ? (string?)(await request.ReadFormAsync())["card"] : null;
        return Cards.FirstOrDefault(card => card.Value == value).Card;
    }

    private const string EndField = "end";

    private const string EndForm = $"<form method=\"post\"><p>A payment falls due with the end of a period.</p><button type=\"submit\" name=\"{EndField}\" value=\"now\">End the period now</button></form>";

    private static string CardForm(string button, params IEnumerable<string> more) => $"""
        <form method="post">
          {string.Concat(more)}
          <fieldset><legend>Card</legend>
            {string.Concat(Cards.Select((card, index) => $"<p><label><input type=\"radio\" name=\"card\" value=\"{card.Value}\"{(index == 0 ? " checked" : "")}> {card.Label}</label></p>"))}
          </fieldset>
          <button type="submit">{button}</button>
        </form>
        """;

    private static IResult Page(string title, string body, int status) => Results.Content(
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Encode(title)}</title></head>"
        + $"<body><main><h1>{Encode(title)}</h1><p>This is a stand-in for Stripe. No money moves here.</p>{body}</main></body></html>", "text/html; charset=utf-8", statusCode: status);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
