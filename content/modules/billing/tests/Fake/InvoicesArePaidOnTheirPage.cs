using System.Net;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

public class InvoicesArePaidOnTheirPage
{
    [Test]
    public async Task B13_What_is_open_is_paid_there_with_another_card_and_the_contract_goes_on()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite);
        var account = await host.CustomerAsync();
        var id = host.Subscribe(account, await host.PriceAsync("team", 1900));
        host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        host.Clock.Advance(TimeSpan.FromDays(32));
        var page = new Uri((string)host.Stripe("GET", "/v1/invoices", $"customer={account.CustomerId}&status=open")["data"]![0]!["hosted_invoice_url"]!).PathAndQuery;
        using var visitor = host.Visitor();

        (await visitor.PageAsync(page)).ShouldSatisfyAllConditions(text => text.ShouldContain("19.00 USD: open"), text => text.ShouldContain(">Pay</button>"));
        (await (await visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "fails"))).Content.ReadAsStringAsync()).ShouldContain("open");
        Status().ShouldBe("past_due");
        using var paid = await visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "pays"));

        paid.StatusCode.ShouldBe(HttpStatusCode.OK);
        Status().ShouldBe("active");
        (await visitor.PageAsync(page)).ShouldSatisfyAllConditions(text => text.ShouldContain("19.00 USD: paid"), text => text.ShouldNotContain("Pay</button>"));
        (await visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "fails"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        Status().ShouldBe("active", "it is paid once");

        string Status() => host.Fake.Act(state => state.Get("subscription", id).Text("status"));
    }
}
