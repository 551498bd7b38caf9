using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A module for teams comes after the contracts: they go over to whoever takes the place of their owner, and to nobody else.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OwnersAreReplaced(DatabaseKind kind)
{
    private BillingHost _host = null!;
    private UserContact _ann = null!;
    private Visitor _visitor = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind);
        _ann = _host.People.Add();
        _visitor = _host.Visitor(_ann.Id);
        await _host.AddAsync(new BillingAccount { OwnerKind = "user", OwnerId = _ann.Id, Provider = StripeProvider.Id, CustomerId = "cus_1", CreatedAt = _host.Now });
        ((bool)(await _visitor.JsonAsync("/contract"))["hasCustomer"]!).ShouldBeTrue();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _visitor.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task A_contract_goes_over_to_the_team_that_takes_the_place_of_its_owner()
    {
        var team = _host.People.Teams[_ann.Id] = Guid.CreateVersion7();
        _host.People.Personal[team] = _ann.Id;

        ((bool)(await _visitor.JsonAsync("/contract"))["hasCustomer"]!).ShouldBeTrue();

        (await OwnersAsync()).ShouldBe([("team", team)]);
    }

    [Test]
    public async Task Another_team_of_the_same_person_gets_nothing_of_it()
    {
        _host.People.Teams[_ann.Id] = Guid.CreateVersion7();

        ((bool)(await _visitor.JsonAsync("/contract"))["hasCustomer"]!).ShouldBeFalse();

        (await OwnersAsync()).ShouldBe([("user", _ann.Id)]);
    }

    [Test]
    public async Task A_team_that_has_a_contract_keeps_its_own()
    {
        var team = _host.People.Teams[_ann.Id] = Guid.CreateVersion7();
        _host.People.Personal[team] = _ann.Id;
        await _host.AddAsync(new BillingAccount { OwnerKind = "team", OwnerId = team, Provider = StripeProvider.Id, CreatedAt = _host.Now });

        ((bool)(await _visitor.JsonAsync("/contract"))["hasCustomer"]!).ShouldBeFalse();

        (await OwnersAsync()).ShouldBe([("user", _ann.Id), ("team", team)], ignoreOrder: true);
    }

    [Test]
    public async Task B11_The_first_member_can_join_before_anybody_has_looked_at_the_contract()
    {
        var team = _host.People.Teams[_ann.Id] = Guid.CreateVersion7();
        _host.People.Personal[team] = _ann.Id;

        await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            // As the module teams asks: with a row locked, which on SQLite is the whole database.
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.Set<BillingAccount>().Where(one => one.CustomerId == "none").ExecuteDeleteAsync();
            (await services.GetRequiredService<ISeatLimit>().LimitAsync(new AccountOwner("team", team), default).WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeNull();
            return true;
        });
    }

    [Test]
    public async Task B19_What_still_stands_with_the_predecessor_counts_and_is_taken_away_at_once()
    {
        var team = _host.People.Teams[_ann.Id] = Guid.CreateVersion7();
        _host.People.Personal[team] = _ann.Id;
        var account = await _host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync());
        await _host.AddAsync(new EntitlementOverride { AccountId = account.Id, Key = "api", Value = 1, CreatedAt = _host.Now });
        (await HasAsync(team)).ShouldBeTrue();

        await _host.InDatabaseAsync(context => context.Set<EntitlementOverride>().ExecuteDeleteAsync());
        _host.Services.GetRequiredService<Entitlements>().Forget(new AccountOwner("user", _ann.Id));

        (await HasAsync(team)).ShouldBeFalse();
    }

    [Test]
    public async Task B11_B16_The_contract_is_found_wherever_the_team_is_asked_about()
    {
        var team = _host.People.Teams[_ann.Id] = Guid.CreateVersion7();
        _host.People.Personal[team] = _ann.Id;
        var account = await _host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync());
        await _host.AddAsync(new Subscription { AccountId = account.Id, Provider = StripeProvider.Id, ExternalId = "sub_1", Status = SubscriptionStatus.Active, CreatedAt = _host.Now });

        (await _host.InScopeAsync(services => services.GetRequiredService<IOwnerChanges>().ObstaclesToDeletionAsync(new AccountOwner("team", team), default))).ShouldHaveSingleItem();
        (await _host.InScopeAsync(async services => await services.GetRequiredService<Limits>().UseAsync(new AccountOwner("team", team), "exports", 1, "export-1", default))).ShouldBeTrue();
    }

    private Task<bool> HasAsync(Guid team) => _host.InScopeAsync(services => services.GetRequiredService<Features>().HasAsync(new AccountOwner("team", team), "api", default));

    private async Task<List<(string, Guid)>> OwnersAsync() =>
        (await _host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().ToListAsync())).ConvertAll(one => (one.OwnerKind, one.OwnerId));
}
