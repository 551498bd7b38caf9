using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Two tabs, one of which is slow: there is one customer and one page on which is paid.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class CheckoutsAreNotOvertaken(DatabaseKind kind)
{
    private readonly BeforeStripe _stripe = new();
    private BillingHost _host = null!;
    private UserContact _ann = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _stripe.Answers = null;
        _host = await BillingHost.StartAsync(kind, services: services =>
        {
            _stripe.Register(services);
            services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)] });
        });
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
        _ann = _host.People.Add();
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B8_A_checkout_that_Stripe_holds_up_is_not_begun_a_second_time_meanwhile()
    {
        Result<CheckoutStart>? second = null;
        _stripe.Answers = async request =>
        {
            switch (request.Method.Method, request.RequestUri!.AbsolutePath)
            {
                case ("GET", "/v1/checkout/sessions"):
                    // A second less than the lease lasts.
                    _host.Clock.Advance(TimeSpan.FromSeconds(119));
                    break;
                case ("POST", "/v1/checkout/sessions"):
                    _stripe.Answers = null;
                    _host.Clock.Advance(TimeSpan.FromSeconds(2));
                    second = await StartAsync("team");
                    break;
            }

            return null;
        };

        (await StartAsync("team")).Value.ShouldNotBeNull();

        second.ShouldNotBeNull().Refusal!.Code.ShouldBe("busy");
        _host.Fake.Log.Count(line => line == "POST /v1/checkout/sessions").ShouldBe(1);
    }

    [Test]
    public async Task B8_An_account_that_has_got_a_customer_meanwhile_pays_as_that_one()
    {
        var account = await _host.InScopeAsync(services => services.GetRequiredService<BillingAccounts>().EnsureAsync(new AccountOwner("user", _ann.Id), default));
        var tied = (string)_host.Stripe("POST", "/v1/customers", "email=ann@example.com")["id"]!;
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CustomerId, tied)));

        // It was read before.
        (await _host.InScopeAsync(services => services.GetRequiredService<BillingAccounts>().EnsureCustomerAsync(account, _ann, default))).ShouldBe(tied);
    }

    private Task<Result<CheckoutStart>> StartAsync(string plan) => _host.InScopeAsync(services =>
        services.GetRequiredService<Checkout>().StartAsync(new AccountOwner("user", _ann.Id), _ann.Id, plan, BillingInterval.Month, null, default));
}
