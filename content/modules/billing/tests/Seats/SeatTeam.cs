using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A team with a contract, whose members join as those of the module teams do: the limit is asked in a transaction in which a row of the team is locked.</summary>
internal sealed class SeatTeam
{
    private readonly BillingHost _host;
    private readonly Guid _id = Guid.CreateVersion7();

    private SeatTeam(BillingHost host, BillingAccount account) => (_host, Account) = (host, account);

    public BillingAccount Account { get; private set; }

    public AccountOwner Owner => new("team", _id);

    public Guid Manager { get; private set; }

    public int Members => _host.People.Teams.Count(one => one.Value == _id);

    public static async Task<SeatTeam> MakeAsync(BillingHost host, int members)
    {
        await host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
        var team = new SeatTeam(host, await host.CustomerAsync());
        await host.InDatabaseAsync(context => context.Set<BillingAccount>().Where(one => one.Id == team.Account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerKind, "team").SetProperty(one => one.OwnerId, team._id)));
        team.Account = await host.AccountAsync(team.Account.Id);
        for (var count = 0; count < members; count++)
        {
            host.People.Teams[team.Manager = host.People.Add().Id] = team._id;
        }

        return team;
    }

    /// <summary>For so many seats as there are members.</summary>
    public async Task<string> SubscribeAsync(string plan, string more = "")
    {
        var price = await _host.InDatabaseAsync(context => context.Set<ProviderPrice>().FirstAsync(one => one.PlanKey == plan));
        var id = _host.Subscribe(Account, price.ExternalId, $"&items[0][quantity]={Members}{more}");
        await SyncAsync();
        return id;
    }

    public Task<SyncOutcome> SyncAsync() => _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(Account.Id, default));

    /// <returns>Whether there was a seat.</returns>
    public Task<bool> JoinAsync() => JoinAsync(_host);

    /// <param name="host">The instance that lets the member in.</param>
    public Task<bool> JoinAsync(BillingHost host) => host.InScopeAsync(async services =>
    {
        var context = services.GetRequiredService<ModuleDb>().Context;
        await using var transaction = await context.Database.BeginTransactionAsync();
        // Teams locks its own row; here there is none.
        await context.Set<ProviderPrice>().ExecuteUpdateAsync(set => set.SetProperty(one => one.LiveMode, one => one.LiveMode));
        if (await services.GetRequiredService<ISeatLimit>().LimitAsync(Owner, default) is { } most && Members >= most)
        {
            return false;
        }

        host.People.Teams[host.People.Add().Id] = _id;
        await transaction.CommitAsync();
        return true;
    });

    public void Leave() => _host.People.Teams.TryRemove(_host.People.Teams.First(one => one.Value == _id && one.Key != Manager));

    /// <summary>What Stripe has.</summary>
    public async Task<int?> QuantityAsync(string subscription) => (await _host.Services.GetRequiredService<IStripe>().GetSubscriptionAsync(subscription, default)).Items.Data[0].Quantity;

    /// <summary>What was paid, the oldest first.</summary>
    public async Task<List<long>> PaidAsync() =>
        await _host.Services.GetRequiredService<IStripe>().InvoicesAsync(Account.CustomerId!, default).Where(one => one.AmountPaid > 0).Reverse().Select(one => one.AmountPaid).ToListAsync();
}
