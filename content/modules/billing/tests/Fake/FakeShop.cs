using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A stand-in with two plans to sell, asked by the client as Stripe is.</summary>
internal sealed class FakeShop : IHttpClientFactory
{
    public FakeShop()
    {
        Fake = new FakeStripe(Clock);
        var keys = new StripeKeys(new ConfigurationBuilder().Build(), Options.Create(new BillingSettings { Provider = BillingProviderKind.Fake }));
        Stripe = new HttpStripe(new StripeSender(this, keys, Clock));
        Small = Sell("Small", 1000, "month");
        Large = Sell("Large", 3000, "month");
        LargeYearly = Sell("Large", 30000, "year");
    }

    public Clock Clock { get; } = new();

    public FakeStripe Fake { get; }

    public IStripe Stripe { get; }

    public string Small { get; }

    public string Large { get; }

    public string LargeYearly { get; }

    /// <summary>The types of all events so far.</summary>
    public IReadOnlyList<string> Events => Fake.Act(state => state.Events.ConvertAll(one => one.Text("type")));

    HttpClient IHttpClientFactory.CreateClient(string name) => new(new FakeStripeHandler(Fake)) { BaseAddress = new Uri("https://api.stripe.com") };

    public async Task<string> CustomerAsync(string? card = "pm_card_visa")
    {
        var customer = await Stripe.CreateCustomerAsync(new CustomerParameters { Email = "ann@example.com" }, $"customer:{Guid.CreateVersion7()}", default);
        if (card is not null)
        {
            Call("POST", $"/v1/customers/{customer.Id}", $"invoice_settings[default_payment_method]={card}");
        }

        return customer.Id;
    }

    public string Subscribe(string customer, string price, string more = "", int quantity = 1) =>
        (string)Call("POST", "/v1/subscriptions", $"customer={customer}&items[0][price]={price}&items[0][quantity]={quantity}&metadata[account]=a{more}")["id"]!;

    /// <summary>A request past the client, for what the module itself never asks.</summary>
    public JsonObject Call(string method, string path, string form = "")
    {
        var answer = Fake.Handle(new FakeRequest(method, path, form, FakeStripe.Key));
        answer.Status.ShouldBe(200, answer.Body);
        return JsonNode.Parse(answer.Body)!.AsObject();
    }

    public JsonObject Refused(string method, string path, string form, int status)
    {
        var answer = Fake.Handle(new FakeRequest(method, path, form, FakeStripe.Key));
        answer.Status.ShouldBe(status, answer.Body);
        return JsonNode.Parse(answer.Body)!["error"]!.AsObject();
    }

    /// <summary>A price for each unit that a new meter counts.</summary>
    public string SellByUse(string meter, string name, long amount)
    {
        var id = Call("POST", "/v1/billing/meters", $"display_name={name}&event_name={meter}&default_aggregation[formula]=sum")["id"];
        var product = Call("POST", "/v1/products", $"name={name}");
        return (string)Call("POST", "/v1/prices", $"product={product["id"]}&currency=usd&unit_amount={amount}&recurring[interval]=month&recurring[usage_type]=metered&recurring[meter]={id}")["id"]!;
    }

    private string Sell(string name, long amount, string interval)
    {
        var product = Call("POST", "/v1/products", $"name={name}");
        return (string)Call("POST", "/v1/prices", $"product={product["id"]}&currency=usd&unit_amount={amount}&recurring[interval]={interval}")["id"]!;
    }
}
