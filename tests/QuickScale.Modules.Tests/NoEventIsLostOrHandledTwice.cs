using System.Diagnostics;
using System.Net.Http.Json;
using QuickScale.Billing.Host;

namespace QuickScale.Modules.Tests;

/// <summary>
/// Customers live through contracts while their events come late, twice, forged and in any order, Stripe is away a tenth of the time, and of two processes that
/// take and handle events one is killed (SIGKILL) three times. In the end all is as Stripe has it.
/// </summary>
[Category("Slow")]
public class NoEventIsLostOrHandledTwice
{
    private const int EventsOfACustomer = 50;
    private const int Kills = 3;

    /// <summary>A twentieth in an ordinary run.</summary>
    private static readonly int Customers = Rounds.IsFull ? 200 : 10;

    /// <summary>For what a busy machine may take its time with.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [TestCaseSource(typeof(Databases), nameof(Databases.All))]
    public async Task B3_B4_B5_After_the_storm_all_is_as_Stripe_has_it(string database)
    {
        for (var round = 0; round < Rounds.Of(1); round++)
        {
            var seed = Rounds.Seed + round;
            TestContext.Out.WriteLine($"seed {seed}");
            await using var storm = await Storm.BeginAsync(database, seed);
            await storm.RageAsync();
            await storm.CalmAsync();
            await storm.CompareAsync();
        }
    }

    private sealed class Storm(StormyStripe stripe, string database, HostProcess[] processes, string[] arguments, Random chance) : IAsyncDisposable
    {
        private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(40) };
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Dictionary<int, int> _answers = [];
        private bool _isOver;
        private int _killed;
        private int _handled;

        public static async Task<Storm> BeginAsync(string kind, int seed)
        {
            var stripe = await StormyStripe.StartAsync(new StormRules(seed, TimeSpan.FromSeconds(5), Duplicates: 0.3, Forgeries: 0.05), Customers);
            var database = kind == "postgres" ? (await PostgresServer.StartedAsync()).UrlOf($"storm_{Guid.CreateVersion7():N}") : Path.Combine(TemporaryFolder.ForTheRun(), "storm.db");
            await BillingApplication.PrepareAsync(database, stripe);
            string[] arguments = [$"--Database={database}", $"--Stripe={stripe.Address.GetLeftPart(UriPartial.Authority)}", "--Modules:billing:lease_seconds=30", "--Modules:billing:poll_seconds=1", "--Modules:billing:max_attempts=100"];
            HostProcess[] processes = [await StartAsync(arguments), await StartAsync(arguments)];
            return new Storm(stripe, database, processes, arguments, new Random(seed));
        }

        /// <summary>Until each customer has had so many events, and at least one outage was met: a few customers' events are handled with a few requests.</summary>
        public async Task RageAsync()
        {
            stripe.Outages = Outages.Some;
            var delivering = DeliverAsync();
            var waiting = stripe.Customers.ToList();
            var all = waiting.Count * EventsOfACustomer;
            var kills = Enumerable.Range(1, Kills).Select(kill => (all * kill / (Kills + 1)) + chance.Next(all / 10)).ToList();
            var limit = Stopwatch.StartNew();
            while (waiting.Count > 0 || stripe.Unanswered == 0)
            {
                limit.Elapsed.ShouldBeLessThan(Patience + TimeSpan.FromSeconds(all / 10), "an outage is met");
                var customer = waiting.Count > 0 ? waiting[chance.Next(waiting.Count)] : stripe.Customers[chance.Next(stripe.Customers.Count)];
                stripe.Live(customer, chance);
                if (stripe.EventsOf(customer) >= EventsOfACustomer)
                {
                    waiting.Remove(customer);
                }

                if (_killed < Kills && (stripe.Count >= kills[_killed] || waiting.Count == 0))
                {
                    await KillAsync();
                }

                // So that handling runs beside living, and kills meet both.
                await Task.Delay(chance.Next(20));
            }

            while (_killed < Kills)
            {
                await KillAsync();
            }

            TestContext.Out.WriteLine($"{stripe.Unanswered} of {stripe.Requests} requests to Stripe were not answered");

            // The last outage is longer than the client's patience, which is four tries.
            var before = stripe.Unanswered;
            stripe.Outages = Outages.All;
            foreach (var customer in stripe.Customers)
            {
                stripe.Live(customer, chance);
            }

            await UntilAsync(() => Task.FromResult(stripe.Unanswered >= before + 16), "an outage is met");
            stripe.Outages = Outages.None;
            _isOver = true;
            await delivering;
        }

        /// <summary>All that is on its way arrives, and all that waits is handled: leases of the dead end, and so do pauses.</summary>
        public async Task CalmAsync()
        {
            var limit = Stopwatch.StartNew();
            while (await UnhandledAsync() is { Count: > 0 } unhandled)
            {
                limit.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(20), string.Join(", ", unhandled.Take(10)));
                await stripe.DeliverDueAsync(one => DeliverAsync(one, to: chance.Next(processes.Length)));
                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }
        }

        public async Task CompareAsync()
        {
            var log = await StormLog.ReadAsync(database);
            TestContext.Out.WriteLine($"{stripe.Told.Count} events of {stripe.Customers.Count} customers; answers {string.Join(", ", _answers.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}"))}; "
                + $"{stripe.Unanswered} requests to Stripe unanswered; {_killed} kills; {log.Statuses.Count} statuses, {log.Mails.Count} mails; {_clock.Elapsed.TotalSeconds:0} s");

            // It was a storm.
            _killed.ShouldBe(Kills);
            _answers.ShouldSatisfyAllConditions(one => one.ShouldContainKey(204), one => one.ShouldContainKey(400));
            _answers.Keys.ShouldBeSubsetOf([0, 204, 400], "no other answer, and no 500 above all");
            stripe.Customers.ShouldAllBe(customer => stripe.EventsOf(customer) >= EventsOfACustomer);

            // Nothing was lost, and nothing was handled twice.
            log.Events.Keys.Order().ShouldBe(stripe.Told.Order());
            log.Events.Values.ShouldAllBe(state => state == "Processed");
            log.Handled.Order().ShouldBe(stripe.Told.Order());
            log.Mails.ShouldBeUnique();

            // What is here is what is there.
            log.Contracts.Select(one => $"{one.Key} {one.Value}").Order().ShouldBe(stripe.Contracts().Select(one => $"{one.Key} {one.Value}").Order());
            log.Invoices.Select(one => $"{one.Key} {one.Value}").Order().ShouldBe(stripe.Invoices().Select(one => $"{one.Key} {one.Value}").Order());

            // No contract ever went back: what was written one after another happened one after another.
            var histories = stripe.Histories();
            foreach (var contract in log.Statuses.GroupBy(one => one.Subscription))
            {
                IsWithin(contract.Select(one => one.Status), histories[contract.Key]).ShouldBeTrue($"{contract.Key}: {string.Join(", ", contract.Select(one => one.Status))} of {string.Join(", ", histories[contract.Key])}");
            }

            // Every grant and every revocation, as an application is told them by either process.
            foreach (var process in processes)
            {
                var access = await _client.GetFromJsonAsync<Dictionary<string, CustomerAccess>>(new Uri($"{process.Address}/access"));
                access!.Select(one => $"{one.Key} {one.Value}").Order().ShouldBe(stripe.Access().Select(one => $"{one.Key} {one.Value}").Order());
            }
        }

        public async ValueTask DisposeAsync()
        {
            _isOver = true;
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }

            await stripe.DisposeAsync();
            _client.Dispose();
        }

        private static Task<HostProcess> StartAsync(string[] arguments) => HostProcess.StartAsync("QuickScale.Billing.Host", arguments);

        private async Task KillAsync()
        {
            // Not before something was handled since the last one: a process that is still starting is in the middle of nothing.
            await UntilAsync(async () => await StormLog.CountHandledAsync(database) > _handled, "events are handled");
            _handled = await StormLog.CountHandledAsync(database);
            var index = _killed++ % processes.Length;
            await Task.Delay(chance.Next(300));
            processes[index].Kill();
            await processes[index].DisposeAsync();
            processes[index] = await StartAsync(arguments);
        }

        private static async Task UntilAsync(Func<Task<bool>> isTrue, string what)
        {
            for (var limit = Stopwatch.StartNew(); !await isTrue();)
            {
                limit.Elapsed.ShouldBeLessThan(Patience, what);
                await Task.Delay(50);
            }
        }

        private async Task DeliverAsync()
        {
            // Chance of its own: the other one is used at the same time.
            var where = new Random(chance.Next());
            while (!_isOver)
            {
                await stripe.DeliverDueAsync(async one =>
                {
                    var first = where.Next(processes.Length);
                    // Now and then both processes get it at the same moment.
                    var both = where.Next(10) == 0 ? DeliverAsync(one, 1 - first) : Task.FromResult(0);
                    var status = await DeliverAsync(one, first);
                    await both;
                    return status;
                });
                await Task.Delay(20);
            }
        }

        private async Task<int> DeliverAsync(StormDelivery one, int to)
        {
            var status = 0;
            try
            {
                using var content = new ByteArrayContent(one.Body);
                content.Headers.ContentType = new("application/json");
                content.Headers.TryAddWithoutValidation("Stripe-Signature", one.Signature);
                using var answer = await _client.PostAsync(new Uri($"{processes[to].Address}/api/billing/webhooks/stripe"), content);
                status = (int)answer.StatusCode;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // It was killed, or is not there yet.
            }

            lock (_answers)
            {
                _answers[status] = _answers.GetValueOrDefault(status) + 1;
            }

            if (status != 0)
            {
                (status == 400).ShouldBe(one.IsForged);
            }

            return status;
        }

        private async Task<IReadOnlyList<string>> UnhandledAsync()
        {
            var events = (await StormLog.ReadAsync(database)).Events;
            return [.. stripe.Told.Where(id => events.GetValueOrDefault(id) is null or "Pending")];
        }

        private static bool IsWithin(IEnumerable<string> written, IReadOnlyList<string> happened)
        {
            var next = 0;
            foreach (var status in written)
            {
                while (next < happened.Count && happened[next] != status)
                {
                    next++;
                }

                if (next++ >= happened.Count)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
