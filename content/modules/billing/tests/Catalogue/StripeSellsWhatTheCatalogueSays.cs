using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class StripeSellsWhatTheCatalogueSays(DatabaseKind kind)
{
    private static readonly Plan Free = new("free", "Free");
    private static readonly Plan Team = new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900), new(BillingInterval.Year, "usd", 19000)] };

    [Test]
    public async Task B9_What_is_new_is_made_and_the_second_time_there_is_nothing_to_do()
    {
        await using var host = await StartAsync(Free, Team);

        var (exitCode, output, _) = await SyncAsync(host);

        exitCode.ShouldBe(0);
        output.ShouldBe(["+ product plan_team (Team)", "+ price team_month_usd (19.00 USD)", "+ price team_year_usd (190.00 USD)", "Done in test mode."]);
        var rows = await PricesAsync(host);
        rows.Select(row => (row.PlanKey, row.Interval, row.UnitAmount, row.IsCurrent)).ShouldBe([("team", BillingInterval.Month, 1900, true), ("team", BillingInterval.Year, 19000, true)], ignoreOrder: true);
        (await SyncAsync(host)).Output.ShouldBe(["Stripe sells what the catalogue says."]);
        host.Stripe("GET", "/v1/prices")["data"]!.AsArray().Count.ShouldBe(2);
    }

    [Test]
    public async Task Another_amount_is_another_price_and_who_has_the_old_one_keeps_it()
    {
        await using var host = await StartAsync(Team);
        await SyncAsync(host);
        var account = await host.CustomerAsync();
        var id = host.Subscribe(account, (await PricesAsync(host)).Single(row => row.Interval == BillingInterval.Month).ExternalId);
        await using var later = await StartAsync(host, Team with { Name = "Teams", Prices = [new(BillingInterval.Month, "usd", 2500)] });

        (await SyncAsync(later)).Output.Take(3).ShouldContain("~ price team_month_usd (25.00 USD, for new customers)");

        (await PricesAsync(later)).Where(row => row.Interval == BillingInterval.Month).Select(row => (row.UnitAmount, row.IsCurrent)).ShouldBe([(1900, false), (2500, true)], ignoreOrder: true);
        (await PricesAsync(later)).Single(row => row.Interval == BillingInterval.Year).IsCurrent.ShouldBeFalse("it is not sold any more");
        await later.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
        (await later.SubscriptionAsync(id))!.ShouldSatisfyAllConditions(one => one.PlanKey.ShouldBe("team"), one => one.UnitAmount.ShouldBe(1900));
        (await SyncAsync(later)).Output.ShouldBe(["Stripe sells what the catalogue says."]);
    }

    [Test]
    public async Task A_description_that_is_taken_away_goes_there_too()
    {
        await using var host = await StartAsync(Team with { Description = "For teams" });
        await SyncAsync(host);
        await using var later = await StartAsync(host, Team);

        (await SyncAsync(later)).Output.ShouldBe(["~ product plan_team (Team)", "Done in test mode."]);
        (await SyncAsync(later)).Output.ShouldBe(["Stripe sells what the catalogue says."]);
    }

    [Test]
    public async Task An_amount_that_comes_back_is_sold_again()
    {
        await using var host = await StartAsync(Team);
        await SyncAsync(host);
        await using (var dear = await StartAsync(host, Team with { Prices = [new(BillingInterval.Month, "usd", 2500)] }))
        {
            await SyncAsync(dear);
        }

        (await SyncAsync(host)).ExitCode.ShouldBe(0);

        (await PricesAsync(host)).Where(row => row.IsCurrent).Select(row => row.UnitAmount).ShouldBe([1900, 19000], ignoreOrder: true);
    }

    [Test]
    public async Task A_dry_run_changes_nothing_and_a_plan_that_is_archived_is_sold_no_more()
    {
        await using var host = await StartAsync(Team);
        (await SyncAsync(host, "--dry-run")).Output[^1].ShouldBe("Nothing was changed. Run billing sync to do it.");
        host.Stripe("GET", "/v1/products")["data"]!.AsArray().ShouldBeEmpty();
        await SyncAsync(host);

        await using var later = await StartAsync(host, Team with { IsArchived = true });
        (await SyncAsync(later)).Output.ShouldContain("~ product plan_team (Team, archived)");

        (await PricesAsync(later)).ShouldAllBe(row => !row.IsCurrent);
    }

    [Test]
    public async Task Wrong_arguments_a_missing_key_and_Stripe_away_are_said()
    {
        await using var host = await StartAsync(Team);
        (await SyncAsync(host, "--force")).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(2), one => one.Error.ShouldContain("--dry-run"));
        host.Fake.IsUnreachable = true;
        (await SyncAsync(host)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(1), one => one.Error.ShouldContain("run billing sync again"));

        await using var bare = await BillingHost.StartAsync(kind, new() { ["Modules:billing:provider"] = "stripe" });
        (await SyncAsync(bare)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(4), one => one.Error.ShouldContain("STRIPE_SECRET_KEY"));
    }

    private Task<BillingHost> StartAsync(params Plan[] plans) => BillingHost.StartAsync(kind, services: services => Array.ForEach(plans, plan => services.AddSingleton(plan)));

    private Task<BillingHost> StartAsync(BillingHost first, Plan plan) => BillingHost.StartAsync(kind, services: services => services.AddSingleton(plan), first: first);

    private static Task<List<ProviderPrice>> PricesAsync(BillingHost host) => host.InDatabaseAsync(context => context.Set<ProviderPrice>().AsNoTracking().ToListAsync());

    private static Task<(int ExitCode, string[] Output, string Error)> SyncAsync(BillingHost host, params string[] arguments) => host.InScopeAsync(async services =>
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new BillingModule().Commands.Single(command => command.Name == "sync").RunAsync(new ModuleCommandContext(services, arguments, output, error, default));
        return (exitCode, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), error.ToString());
    });
}
