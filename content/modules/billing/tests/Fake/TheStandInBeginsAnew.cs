using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Inside a developer's application: what it sells from the start, what becomes of customers of an earlier run, and periods that need not be waited for.</summary>
public class TheStandInBeginsAnew
{
    private static readonly Plan[] Plans = [new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)] }, new("big", "Big") { Prices = [new(BillingInterval.Month, "usd", 4900)] }];

    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private Visitor _visitor = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(DatabaseKind.Sqlite, services: services => Array.ForEach(Plans, plan => services.AddSingleton(plan)));
        _ann = _host.People.Add();
        _visitor = _host.Visitor(_ann.Id);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task B18_It_sells_the_catalogue_without_a_command_and_forgets_an_earlier_run()
    {
        var old = await _host.PriceAsync("team", 1900);
        await _host.AddAsync(new ProviderPrice { Provider = StripeProvider.Id, ExternalId = "price_of_earlier_run", PlanKey = "team", Currency = "usd", UnitAmount = 1900, IsCurrent = true });
        await _host.AddAsync(new BillingAccount { OwnerKind = "user", OwnerId = _ann.Id, Provider = StripeProvider.Id, CustomerId = "cus_of_earlier_run", CreatedAt = _host.Now });

        (await _host.Services.GetRequiredService<FakePump>().BeginAsync(default)).ShouldBeTrue();

        var sold = await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().AsNoTracking().Where(one => one.IsCurrent).ToListAsync());
        sold.Select(one => (one.PlanKey, one.UnitAmount)).ShouldBe([("team", 1900), ("big", 4900)], ignoreOrder: true);
        sold.ShouldNotContain(one => one.ExternalId == old || one.ExternalId == "price_of_earlier_run");
        await SubscribeAsync();
        ((string?)(await _visitor.JsonAsync("/contract"))["plan"]).ShouldBe("team");
    }

    [Test]
    public async Task B12_B13_A_period_is_ended_in_the_portal_and_its_payment_fails_and_is_recovered()
    {
        await _host.Services.GetRequiredService<FakePump>().BeginAsync(default);
        await SubscribeAsync();
        var began = _host.Now;
        await PortalAsync(new KeyValuePair<string, string>("card", "fails"));
        await PortalAsync(new KeyValuePair<string, string>("end", "now"));

        var contract = await HandledAsync();
        ((string?)contract["subscription"]!["status"], (string?)contract["notice"], (string?)contract["access"]).ShouldBe(("past_due", "payment_failed", "full"));
        ((DateTime)contract["accessUntil"]!).ShouldBe(began.AddDays(7), TimeSpan.FromSeconds(5));
        ((DateTime)contract["subscription"]!["currentPeriodEnd"]!).ShouldBe(began.AddMonths(1), TimeSpan.FromSeconds(5));
        contract["invoices"]!.AsArray().Select(invoice => (string?)invoice!["status"]).ShouldBe(["open", "paid"]);

        await PortalAsync(new KeyValuePair<string, string>("card", "pays"));
        contract = await HandledAsync();
        ((string?)contract["subscription"]!["status"], (string?)contract["notice"]).ShouldBe(("active", "none"));
    }

    [Test]
    public async Task B7_B10_What_waits_for_the_end_of_a_period_happens_when_it_is_ended()
    {
        await _host.Services.GetRequiredService<FakePump>().BeginAsync(default);
        await SubscribeAsync("big");
        var preview = await _visitor.JsonAsync("/change?plan=team&interval=month");
        ((bool)preview["isNow"]!).ShouldBeFalse();
        (await _visitor.ApiAsync(HttpMethod.Post, "/change", new { plan = "team", interval = "month", token = (long)preview["token"]! })).EnsureSuccessStatusCode();
        await PortalAsync(new KeyValuePair<string, string>("end", "now"));
        ((string?)(await HandledAsync())["plan"]).ShouldBe("team");

        (await _visitor.ApiAsync(HttpMethod.Post, "/cancel")).EnsureSuccessStatusCode();
        await PortalAsync(new KeyValuePair<string, string>("end", "now"));
        var contract = await HandledAsync();
        ((string?)contract["access"], contract["subscription"]).ShouldBe(("free", null));
    }

    [Test]
    public void B18_Its_pages_take_forms_where_an_application_asks_every_form_for_a_token()
    {
        var forms = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/fake-stripe/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST")).ToList();

        forms.Count.ShouldBe(3);
        forms.ShouldAllBe(endpoint => endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation == false);
    }

    private async Task SubscribeAsync(string plan = "team")
    {
        using var started = await _visitor.ApiAsync(HttpMethod.Post, "/checkout", new { plan, interval = "month" });
        using var paid = await _visitor.SubmitAsync(await NextAsync(started), new KeyValuePair<string, string>("card", "pays"));
        (await _visitor.GetAsync(paid.Headers.Location!.PathAndQuery)).EnsureSuccessStatusCode();
    }

    private async Task PortalAsync(KeyValuePair<string, string> field)
    {
        using var opened = await _visitor.ApiAsync(HttpMethod.Post, "/portal", new { card = false });
        using var back = await _visitor.SubmitAsync(await NextAsync(opened), field);
        back.Headers.Location!.AbsolutePath.ShouldBe("/billing");
    }

    private static async Task<string> NextAsync(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return new Uri((string)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["url"]!).PathAndQuery;
    }

    private async Task<System.Text.Json.Nodes.JsonObject> HandledAsync()
    {
        await _host.Services.GetRequiredService<FakePump>().OnceAsync(default);
        await _host.HandleAsync();
        return await _visitor.JsonAsync("/contract");
    }
}
