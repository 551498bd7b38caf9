using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A team with a running contract is not deleted, and its mail goes to whoever owns it.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OwnersChange(DatabaseKind kind)
{
    private BillingHost _host = null!;
    private SeatTeam _team = null!;
    private UserContact _ann = null!;
    private UserContact _ben = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)] }));
        _team = await SeatTeam.MakeAsync(_host, members: 1);
        (_ann, _ben) = (_host.People.Add(), _host.People.Add("Ben"));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B16_A_team_is_deleted_only_when_its_contract_ends()
    {
        (await ObstaclesAsync(_team.Owner)).ShouldBeEmpty();
        var id = await _team.SubscribeAsync("team");
        (await ObstaclesAsync(_team.Owner)).ShouldBe(["This team has a running contract. Cancel it on the billing page first."]);
        (await ObstaclesAsync(new AccountOwner("team", Guid.CreateVersion7()))).ShouldBeEmpty("it is another team's");

        _host.Stripe("POST", $"/v1/subscriptions/{id}", "cancel_at_period_end=true");
        await _team.SyncAsync();
        (await ObstaclesAsync(_team.Owner)).ShouldBeEmpty();
    }

    [Test]
    public async Task B16_The_mail_moves_with_the_team_and_Stripe_hears_of_it_when_it_is_there()
    {
        await MailAsync(_ann.Email);
        _host.Fake.IsUnreachable = true;
        await HandOverAsync();
        (await MailAsync()).ShouldBe(_ben.Email, "nobody waits for Stripe");
        await WorkAsync();
        _host.Fake.IsUnreachable = false;
        await WorkAsync();
        (await EmailAtStripeAsync()).ShouldBe("ann@example.com", "there is a pause");

        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await WorkAsync();

        (await EmailAtStripeAsync()).ShouldBe(_ben.Email);
        (await _host.AccountAsync(_team.Account.Id)).EmailDueAt.ShouldBeNull();
    }

    [Test]
    public async Task B16_An_address_that_was_chosen_for_receipts_stays()
    {
        await MailAsync("money@example.com");

        await HandOverAsync();

        (await MailAsync()).ShouldBe("money@example.com");
        (await _host.AccountAsync(_team.Account.Id)).EmailDueAt.ShouldBeNull();
    }

    [Test]
    public async Task B16_A_transfer_that_is_rolled_back_moves_nothing()
    {
        await MailAsync(_ann.Email);

        await _host.InScopeAsync(async services =>
        {
            await using var transaction = await services.GetRequiredService<ModuleDb>().Context.Database.BeginTransactionAsync();
            await services.GetRequiredService<IOwnerChanges>().HandedOverAsync(_team.Owner, _ann.Id, _ben.Id, default);
            await transaction.RollbackAsync();
            return true;
        });

        (await MailAsync()).ShouldBe(_ann.Email);
    }

    private Task<IReadOnlyList<string>> ObstaclesAsync(AccountOwner owner) => _host.InScopeAsync(services => services.GetRequiredService<IOwnerChanges>().ObstaclesToDeletionAsync(owner, default));

    private Task<bool> HandOverAsync() => _host.InScopeAsync(async services =>
    {
        await services.GetRequiredService<IOwnerChanges>().HandedOverAsync(_team.Owner, _ann.Id, _ben.Id, default);
        return true;
    });

    private async Task WorkAsync()
    {
        foreach (var chore in _host.Services.GetServices<IChore>())
        {
            await chore.OnceAsync(default);
        }
    }

    private Task<int> MailAsync(string email) => _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.Email, email)));

    private async Task<string> MailAsync() => (await _host.AccountAsync(_team.Account.Id)).Email;

    private async Task<string?> EmailAtStripeAsync() => (await _host.Services.GetRequiredService<IStripe>().GetCustomerAsync(_team.Account.CustomerId!, default)).Email;
}
