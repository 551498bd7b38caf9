using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Events that arrive while others are written share one commit, and nothing else: each has its own answer.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class EventsAreStoredTogether(DatabaseKind kind)
{
    private readonly Saves _saves = new();
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await BillingHost.StartAsync(kind, services: services => services.ConfigureDbContext<BillingContext>(options => options.AddInterceptors(_saves)));
        _saves.Counts.Clear();
        _saves.Meanwhile = null;
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B2_Those_that_wait_are_written_at_once()
    {
        var answers = await DeliverAtOnceAsync([.. Enumerable.Range(0, 12).Select(number => Event($"evt_{number}"))]);

        answers.ShouldAllBe(status => status == HttpStatusCode.NoContent);
        (await _host.EventsAsync()).Count.ShouldBe(12);
        _saves.Counts.ShouldBe([12]);
    }

    [Test]
    public async Task B2_Of_two_bodies_with_one_id_the_first_is_kept_and_the_others_are_stored()
    {
        var answers = await DeliverAtOnceAsync([Event("evt_1"), Event("evt_2"), Event("evt_1", "invoice.voided")]);

        answers.ShouldAllBe(status => status == HttpStatusCode.NoContent);
        (await _host.EventsAsync()).Select(one => one.EventId).ShouldBe(["evt_1", "evt_2"]);
        _host.Logs.Count(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("evt_1", StringComparison.Ordinal) && line.Contains("another body", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Test]
    public async Task B2_One_that_cannot_be_written_fails_alone()
    {
        await _host.InDatabaseAsync(async context => await context.Database.ExecuteSqlRawAsync("create unique index only_one on billing_events (\"Type\")"));

        var answers = await DeliverAtOnceAsync([Event("evt_1", "a"), Event("evt_2", "b"), Event("evt_3", "b"), Event("evt_4", "c")], mayFail: true);

        answers.Count(status => status == HttpStatusCode.NoContent).ShouldBe(3);
        answers.Count(status => status == HttpStatusCode.InternalServerError).ShouldBe(1);
        (await _host.EventsAsync()).Select(one => one.Type).Order().ShouldBe(["a", "b", "c"]);
    }

    [Test]
    public async Task B2_One_whose_sender_has_gone_takes_nobody_with_it()
    {
        using var gone = new CancellationTokenSource();
        Task<bool> leaving;
        Task<bool> staying;
        using (await _host.Services.GetRequiredService<EventQueue>().TurnAsync(default))
        {
            leaving = StoreAsync("evt_1", gone.Token);
            staying = StoreAsync("evt_2", default);
            await gone.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        }

        (await staying.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        (await _host.EventsAsync()).Select(one => one.EventId).ShouldBe(["evt_2"]);
    }

    [Test]
    public async Task B2_One_whose_sender_goes_while_it_writes_for_all_writes_to_the_end()
    {
        using var gone = new CancellationTokenSource();
        Task<bool> leaving;
        Task<bool> staying;
        using (await _host.Services.GetRequiredService<EventQueue>().TurnAsync(default))
        {
            leaving = StoreAsync("evt_1", gone.Token);
            staying = StoreAsync("evt_2", default);
            _saves.Meanwhile = gone.Cancel;
        }

        (await leaving.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        (await staying.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        (await _host.EventsAsync()).Select(one => one.EventId).ShouldBe(["evt_1", "evt_2"]);
        gone.IsCancellationRequested.ShouldBeTrue();
    }

    private Task<bool> StoreAsync(string id, CancellationToken cancellationToken) => _host.InScopeAsync(
        services => services.GetRequiredService<EventIntake>().StoreAsync("stripe", EventReading.Read(Event(id)).ShouldNotBeNull(), Event(id), cancellationToken));

    /// <summary>All of them wait before the first is written, in the order given.</summary>
    private async Task<List<HttpStatusCode>> DeliverAtOnceAsync(IReadOnlyList<byte[]> bodies, bool mayFail = false)
    {
        var queue = _host.Services.GetRequiredService<EventQueue>();
        var deliveries = new List<Task<HttpStatusCode>>();
        using (await queue.TurnAsync(default))
        {
            foreach (var body in bodies)
            {
                deliveries.Add(Task.Run(async () => await StatusAsync(body)));
                for (var end = DateTime.UtcNow.AddSeconds(30); queue.Count < deliveries.Count; await Task.Delay(1))
                {
                    DateTime.UtcNow.ShouldBeLessThan(end);
                }
            }
        }

        return [.. await Task.WhenAll(deliveries).WaitAsync(TimeSpan.FromSeconds(60))];

        async Task<HttpStatusCode> StatusAsync(byte[] body)
        {
            try
            {
                using var answer = await _host.DeliverAsync(body);
                return answer.StatusCode;
            }
            catch (DbUpdateException) when (mayFail)
            {
                // The test's server throws what a real one answers with 500.
                return HttpStatusCode.InternalServerError;
            }
        }
    }

    private static byte[] Event(string id, string type = "invoice.paid") => Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","type":"{{type}}","data":{"object":{"customer":"cus_1"} } }""");

    /// <summary>How many events each write had.</summary>
    private sealed class Saves : SaveChangesInterceptor
    {
        public List<int> Counts { get; } = [];

        /// <summary>What happens just before a write.</summary>
        public Action? Meanwhile { get; set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            var events = eventData.Context!.ChangeTracker.Entries<ProviderEvent>().Count();
            if (events > 0)
            {
                Counts.Add(events);
                Meanwhile?.Invoke();
            }

            return ValueTask.FromResult(result);
        }
    }
}
