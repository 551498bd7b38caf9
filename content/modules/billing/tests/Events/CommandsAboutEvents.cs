using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What somebody does at a terminal: handle events once more, and compare all customers with Stripe.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class CommandsAboutEvents(DatabaseKind kind)
{
    private readonly FaultyProvider _provider = new();
    private BillingHost _host = null!;
    private BillingAccount _account = null!;
    private string _id = "";

    [SetUp]
    public async Task StartAsync()
    {
        _provider.Before = null;
        _host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:max_attempts"] = "1" }, _provider.Register);
        _account = await _host.CustomerAsync();
        _id = _host.Subscribe(_account, await _host.PriceAsync("team", 1900));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B4_Dead_letters_are_handled_once_more_all_together()
    {
        await GiveUpAsync();

        var (exitCode, output, error) = await RunAsync("replay", "failed");

        (exitCode, error).ShouldBe((0, ""));
        output.ShouldBe([$"Handled once more: {(await _host.EventsAsync()).Count(one => one.CustomerId == _account.CustomerId)}"]);
        (await _host.SubscriptionAsync(_id)).ShouldNotBeNull().Status.ShouldBe(SubscriptionStatus.Active);
        (await _host.EventsAsync()).ShouldAllBe(one => one.State != ProviderEventState.Failed && one.State != ProviderEventState.Pending);
        (await RunAsync("replay", "failed")).Output.ShouldBe(["Handled once more: 0"]);
    }

    [Test]
    public async Task B4_One_event_is_handled_once_more_by_its_name()
    {
        await GiveUpAsync();
        var one = (await _host.EventsAsync()).First(row => row.State == ProviderEventState.Failed);

        (await RunAsync("replay", one.EventId)).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(0), run => run.Output.ShouldBe(["Handled once more: 1"]));

        (await _host.EventsAsync()).Single(row => row.EventId == one.EventId).State.ShouldBe(ProviderEventState.Processed);
        (await _host.SubscriptionAsync(_id)).ShouldNotBeNull("what there is was fetched");
    }

    [TestCase("evt_unknown")]
    [TestCase("'; DROP TABLE billing_events; --")]
    public async Task B4_An_event_that_is_not_here_is_said(string name)
    {
        var (exitCode, output, error) = await RunAsync("replay", name);

        (exitCode, output.Length).ShouldBe((1, 0));
        error.ShouldStartWith($"There is no event {name} here. Send it again from Stripe's dashboard");
    }

    [Test]
    public async Task B5_What_was_never_told_is_found_and_taken_over()
    {
        var (exitCode, output, _) = await RunAsync("reconcile", "--detect");
        exitCode.ShouldBe(1);
        output.ShouldBe([$"{_account.Id}: {_id}: here missing, there active", "Differences: 1. Run billing reconcile to take over what the provider has."]);
        (await _host.SubscriptionAsync(_id)).ShouldBeNull("it only looks");

        (await RunAsync("reconcile")).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(0), run => run.Output.ShouldBe(["Customers: 1"]));

        (await _host.SubscriptionAsync(_id)).ShouldNotBeNull().Status.ShouldBe(SubscriptionStatus.Active);
        (await RunAsync("reconcile", "--detect")).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(0), run => run.Output.ShouldBe(["Nothing differs."]));
    }

    [Test]
    public async Task B5_Stripe_away_is_said_by_both_ways_to_compare()
    {
        _provider.Before = _ => throw new BillingProviderException("Stripe does not answer.", isTransient: true);

        (await RunAsync("reconcile", "--detect")).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(1), run => run.Error.ShouldBe("Stripe does not answer. Try again later."));
        (await RunAsync("reconcile")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(1), run => run.Output.ShouldBe(["Customers: 0"]), run => run.Error.ShouldBe("1 could not be compared: Stripe does not answer. Try again later."));
    }

    [TestCase("replay", "failed for all dead letters")]
    [TestCase("replay", "failed for all dead letters", "evt_1", "evt_2")]
    [TestCase("reconcile", "billing reconcile --detect", "--all")]
    [TestCase("reconcile", "billing reconcile --detect", "--detect", "--detect")]
    public async Task Wrong_arguments_are_said(string command, string sentence, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(command, arguments);

        (exitCode, output.Length).ShouldBe((2, 0));
        error.ShouldContain(sentence);
    }

    [Test]
    public async Task B18_Without_a_key_there_is_nothing_to_compare_with()
    {
        await using var bare = await BillingHost.StartAsync(kind, new() { ["Modules:billing:provider"] = "stripe" });

        (await RunAsync(bare, "reconcile")).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(4), run => run.Error.ShouldBe("Stripe is not configured. Set STRIPE_SECRET_KEY first."));
    }

    /// <summary>All that was told so far becomes a dead letter.</summary>
    private async Task GiveUpAsync()
    {
        _provider.Before = _ => throw new BillingProviderException("Stripe does not answer.", isTransient: true);
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
        (await _host.EventsAsync()).Where(one => one.CustomerId == _account.CustomerId).ShouldAllBe(one => one.State == ProviderEventState.Failed);
        _provider.Before = null;
    }

    private Task<(int ExitCode, string[] Output, string Error)> RunAsync(string command, params string[] arguments) => RunAsync(_host, command, arguments);

    private static Task<(int ExitCode, string[] Output, string Error)> RunAsync(BillingHost host, string command, params string[] arguments) => host.InScopeAsync(async services =>
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new BillingModule().Commands.Single(one => one.Name == command).RunAsync(new ModuleCommandContext(services, arguments, output, error, default));
        return (exitCode, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), error.ToString().TrimEnd());
    });
}
