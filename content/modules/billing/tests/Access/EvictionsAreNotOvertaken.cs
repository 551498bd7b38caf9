using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class EvictionsAreNotOvertaken(DatabaseKind kind)
{
    [Test]
    public async Task B19_What_was_read_just_before_a_change_is_not_kept_after_it()
    {
        var reading = new Interruption("SELECT", "FROM billing_overrides");
        await using var host = await BillingHost.StartAsync(kind, services: services =>
        {
            reading.Register(services);
            services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)], Features = ["api"] });
        });
        var (price, account) = (await host.PriceAsync("team", 1900), await host.CustomerAsync());
        var owner = new AccountOwner(account.OwnerKind, account.OwnerId);
        // The contracts are read, and while the rest is, one is made, written, and all is told to forget.
        reading.Does = async () =>
        {
            host.Subscribe(account, price);
            (await host.InScopeAsync(services => services.GetRequiredService<AccountSync>().TryAsync(account.Id, default))).ShouldBe(SyncOutcome.Written);
        };

        (await HasAsync()).ShouldBeFalse("it was read before");
        (await HasAsync()).ShouldBeTrue();

        Task<bool> HasAsync() => host.InScopeAsync(services => services.GetRequiredService<Features>().HasAsync(owner, "api", default));
    }
}
