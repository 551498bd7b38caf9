using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What was bought yesterday is there after a restart, as at Stripe.</summary>
public class TheStandInRemembers
{
    private string _file = "";

    [SetUp]
    public void Begin() => _file = Path.Combine(Directory.CreateTempSubdirectory("billing-test-").FullName, "fake", "stripe.json");

    [TearDown]
    public void End() => Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(_file)!)!, recursive: true);

    [Test]
    public void B18_Contracts_clocks_events_and_idempotency_keys_outlive_the_process()
    {
        var clock = new Clock();
        var first = new FakeStripe(clock, new FakeMemory(_file));
        var price = Sell(first);
        var customer = Id(first, "POST", "/v1/customers", "payment_method=pm_card_visa", "once");
        var id = Id(first, "POST", "/v1/subscriptions", $"customer={customer}&items[0][price]={price}&trial_period_days=14");
        first.Act(_ =>
        {
            first.Checkout.UpdateCard(customer, FakeCard.FailsLater);
            return true;
        });

        var second = new FakeStripe(clock, new FakeMemory(_file));

        Id(second, "POST", "/v1/customers", "payment_method=pm_card_visa", "once").ShouldBe(customer);
        second.Act(state => state.Events.ConvertAll(one => second.Show(one))).ShouldBe(first.Act(state => state.Events.ConvertAll(one => first.Show(one))), "told again, they are the same");
        clock.Advance(TimeSpan.FromDays(20));
        second.Act(state => state.Get("subscription", id).Text("status")).ShouldBe("past_due", "the card is the one that fails");
        Id(second, "POST", "/v1/customers", "").ShouldNotBe(customer);
    }

    [Test]
    public void B18_What_another_program_has_made_is_seen_at_once()
    {
        var (one, two) = (new FakeStripe(TimeProvider.System, new FakeMemory(_file)), new FakeStripe(TimeProvider.System, new FakeMemory(_file)));
        var customer = Id(one, "POST", "/v1/customers", "");

        var price = Sell(two);

        Id(one, "POST", "/v1/subscriptions", $"customer={customer}&items[0][price]={price}").ShouldStartWith("sub_");
        Id(two, "GET", $"/v1/customers/{customer}", "").ShouldBe(customer);
    }

    [Test]
    public async Task B18_A_developers_application_finds_its_contracts_again()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "App_Data", "fake-stripe.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        try
        {
            string customer;
            await using (var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, environment: "Development"))
            {
                customer = (await host.CustomerAsync()).CustomerId!;
            }

            await using var later = await BillingHost.StartAsync(DatabaseKind.Sqlite, environment: "Development");
            (await later.Services.GetRequiredService<IStripe>().GetCustomerAsync(customer, default)).Deleted.ShouldBeFalse();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Sell(FakeStripe stripe) =>
        Id(stripe, "POST", "/v1/prices", $"product={Id(stripe, "POST", "/v1/products", "name=Team")}&currency=usd&unit_amount=1900&recurring[interval]=month");

    private static string Id(FakeStripe stripe, string method, string path, string form, string? key = null)
    {
        var answer = stripe.Handle(new FakeRequest(method, path, form, FakeStripe.Key, key));
        answer.Status.ShouldBe(200, answer.Body);
        return System.Text.Json.Nodes.JsonNode.Parse(answer.Body)!.AsObject().Id();
    }
}
