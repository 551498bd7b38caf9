using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The worker that nobody calls: it sends what is due, and a fault that lasts neither ends it nor fills the log.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class UsageIsSentByItself(DatabaseKind kind)
{
    private const string Said = "Usage could not be sent; it is tried again every";

    private static readonly PlanMeter Calls = new("calls", "API calls");

    private static readonly Plan Team = new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)], Metered = [new(Calls, [new(BillingInterval.Month, "usd", 2)])] };

    private readonly Interruption _reading = new("SELECT", "FROM billing_usage");
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _reading.Does = null;
        _host = await BillingHost.StartAsync(kind, services: _reading.Register + (Action<IServiceCollection>)(services => services.AddSingleton(Team)));
        await _host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B20_What_is_noted_goes_out_while_the_application_runs()
    {
        using var worker = Worker();
        await worker.StartAsync(default);
        var id = await NoteAsync();

        await Hurry.UntilAsync(() => IsSentAsync(id), "the use is sent");
        var next = await NoteAsync();
        await Hurry.UntilAsync(() => IsSentAsync(next), "so is the next");

        await worker.StopAsync(default);
        worker.ExecuteTask!.IsCompleted.ShouldBeTrue("it ends with the application");
        _host.Logs.ShouldNotContain(line => line.Contains(Said));
    }

    [Test]
    public async Task B20_A_fault_that_lasts_is_said_once_and_ends_nothing()
    {
        var id = await NoteAsync();
        var (isAway, rounds) = (true, 0);
        Task Look()
        {
            _reading.Does = Look;
            if (!Volatile.Read(ref isAway))
            {
                return Task.CompletedTask;
            }

            rounds++;
            throw new InvalidOperationException("The database is away.");
        }

        _reading.Does = Look;
        using var worker = Worker();
        await worker.StartAsync(default);
        await Hurry.UntilAsync(() => Task.FromResult(Volatile.Read(ref rounds) >= 3), "it is tried again and again");
        _host.Logs.Count(line => line.StartsWith($"Error: {Said}", StringComparison.Ordinal)).ShouldBe(1);

        Volatile.Write(ref isAway, false);
        await Hurry.UntilAsync(() => IsSentAsync(id), "the use is sent");

        var before = Volatile.Read(ref rounds);
        Volatile.Write(ref isAway, true);
        await Hurry.UntilAsync(() => Task.FromResult(Volatile.Read(ref rounds) >= before + 2), "it fails anew");
        await worker.StopAsync(default);
        _host.Logs.Count(line => line.StartsWith($"Error: {Said}", StringComparison.Ordinal)).ShouldBe(2, "another fault is said, too");
    }

    private UsageWorker Worker() => new(
        _host.Services.GetRequiredService<IServiceScopeFactory>(), Options.Create(new BillingSettings { PollSeconds = 1 }), new Hurry(), _host.Services.GetRequiredService<ILogger<UsageWorker>>());

    /// <summary>Notes a use of a new customer.</summary>
    private async Task<Guid> NoteAsync()
    {
        var account = await _host.CustomerAsync();
        var one = new UsageEvent { Id = Guid.CreateVersion7(), IdempotencyKey = $"{account.Id}", AccountId = account.Id, Meter = Calls.Key, Quantity = 1, At = _host.Now, NextAttemptAt = _host.Now };
        await _host.AddAsync(one);
        return one.Id;
    }

    private Task<bool> IsSentAsync(Guid id) => _host.InScopeAsync(async services =>
        await services.GetRequiredService<ModuleDb>().Context.Set<UsageEvent>().Where(one => one.Id == id).Select(one => one.SentAt).SingleAsync() is not null);
}
