using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What this module knows about a person, for a copy and for erasure.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PersonalDataIsCopiedAndErased(DatabaseKind kind)
{
    private BillingHost _host = null!;
    private string _price = "";

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind);
        _price = await _host.PriceAsync("team", 1900);
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task The_copy_holds_contracts_invoices_and_usage_of_this_user_alone()
    {
        var (ann, ben) = (await WithAllAsync("user"), await WithAllAsync("user"));

        var copy = await ExportAsync(ann.OwnerId);

        copy.ShouldSatisfyAllConditions(
            () => copy.ShouldContain(ann.Email), () => copy.ShouldContain(ann.CustomerId!), () => copy.ShouldContain("\"PlanKey\":\"team\""), () => copy.ShouldContain("\"Total\":1900"), () => copy.ShouldContain("\"Meter\":\"calls\""));
        copy.ShouldNotContain(ben.CustomerId!);
        (await ExportAsync(Guid.CreateVersion7())).ShouldBe("null");
    }

    [Test]
    public async Task Erasing_leaves_amounts_that_name_nobody_and_all_of_the_others_and_deletes_the_customer_at_Stripe()
    {
        var (ann, ben, team) = (await WithAllAsync("user"), await WithAllAsync("user"), await WithAllAsync("team"));

        await EraseAsync(ann.OwnerId);

        (await ExportAsync(ann.OwnerId)).ShouldBe("null");
        (await ExportAsync(ben.OwnerId)).ShouldContain(ben.CustomerId!);
        var left = await _host.AccountAsync(ann.Id);
        (left.OwnerKind, left.OwnerId == ann.OwnerId, left.Email).ShouldBe(("erased", false, ""));
        (await InvoicesAsync(ann)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Total.ShouldBe(1900), one => one.HostedUrl.ShouldBeNull(), one => one.PdfUrl.ShouldBeNull());
        (await InvoicesAsync(ben)).ShouldHaveSingleItem().PdfUrl.ShouldNotBeNull();
        (await _host.EventsAsync()).ShouldNotContain(one => one.CustomerId == ann.CustomerId || one.Payload.Contains(ann.Email));
        (await _host.EventsAsync()).ShouldContain(one => one.CustomerId == ben.CustomerId);
        (await _host.InDatabaseAsync(context => context.Set<UsageEvent>().Select(one => one.AccountId).ToListAsync())).ShouldBe([ben.Id, team.Id], ignoreOrder: true);

        _host.Fake.IsUnreachable = true;
        await DailyAsync();
        _host.Fake.IsUnreachable = false;
        Deleted(ann).ShouldBeFalse("it is tried again");
        await DailyAsync();
        (Deleted(ann), Deleted(ben), Deleted(team)).ShouldBe((true, false, false));

        // What Stripe tells of the deletion names the customer once more.
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        await DailyAsync();
        (await _host.EventsAsync()).ShouldNotContain(one => one.CustomerId == ann.CustomerId);
        (await _host.InDatabaseAsync(context => context.Set<Subscription>().SingleAsync(one => one.AccountId == ann.Id))).Status.ShouldBe(SubscriptionStatus.Canceled);
    }

    [Test]
    public async Task What_a_team_pays_is_not_that_of_a_member_and_an_administrators_name_goes_from_what_they_granted()
    {
        var (team, root) = (await WithAllAsync("team"), Guid.CreateVersion7());
        await _host.AddAsync(new EntitlementOverride { AccountId = team.Id, Key = "api", Value = 1, By = root, CreatedAt = _host.Now });

        (await ExportAsync(team.OwnerId)).ShouldBe("null");
        await EraseAsync(team.OwnerId);
        await EraseAsync(root);

        (await _host.AccountAsync(team.Id)).OwnerId.ShouldBe(team.OwnerId);
        (await _host.InDatabaseAsync(context => context.Set<EntitlementOverride>().SingleAsync())).By.ShouldBe(Guid.Empty);
    }

    [Test]
    public async Task What_was_read_before_the_erasing_is_not_written_after_it()
    {
        var interruption = new Interruption(Interruption.Begin);
        await using var host = await BillingHost.StartAsync(kind, services: interruption.Register);
        var account = await host.CustomerAsync();
        host.Subscribe(account, await host.PriceAsync("team", 1900));
        // All is read and fetched, and the transaction about to begin.
        interruption.Does = () => host.InScopeAsync(async services =>
        {
            await Source(services).EraseAsync(account.OwnerId, default);
            return true;
        });

        (await SyncAsync()).ShouldBe(SyncOutcome.Busy);

        interruption.Does.ShouldBeNull();
        (await host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().ToListAsync())).ShouldBeEmpty();
        (await SyncAsync()).ShouldBe(SyncOutcome.Written);
        (await host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().ToListAsync())).ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.HostedUrl.ShouldBeNull(), one => one.PdfUrl.ShouldBeNull());

        Task<SyncOutcome> SyncAsync() => host.InScopeAsync(services => services.GetRequiredService<AccountSync>().TryAsync(account.Id, default));
    }

    private static BillingData Source(IServiceProvider services) => services.GetServices<IPersonalDataSource>().OfType<BillingData>().Single();

    private Task<string> ExportAsync(Guid user) => _host.InScopeAsync(async services => JsonSerializer.Serialize(await Source(services).ExportAsync(user, default)));

    private Task<bool> EraseAsync(Guid user) => _host.InScopeAsync(async services =>
    {
        await Source(services).EraseAsync(user, default);
        return true;
    });

    private Task DailyAsync() => _host.Services.GetRequiredService<DailyReconciliation>().OnceAsync(default);

    private Task<List<Invoice>> InvoicesAsync(BillingAccount account) => _host.InDatabaseAsync(context => context.Set<Invoice>().Where(one => one.AccountId == account.Id).AsNoTracking().ToListAsync());

    private bool Deleted(BillingAccount account) => _host.Fake.Act(state => (bool?)state.Get("customer", account.CustomerId!)["deleted"] == true);

    private async Task<BillingAccount> WithAllAsync(string owner)
    {
        var account = await _host.CustomerAsync();
        var email = $"{account.Id:N}@example.com";
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", $"email={email}");
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().Where(one => one.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerKind, owner).SetProperty(one => one.Email, email)));
        _host.Subscribe(account, _price);
        await _host.AddAsync(new UsageEvent { AccountId = account.Id, Meter = "calls", Quantity = 3, IdempotencyKey = $"{account.Id}", At = _host.Now, NextAttemptAt = _host.Now });
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        return await _host.AccountAsync(account.Id);
    }
}
