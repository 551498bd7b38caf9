using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using QuickScale.Billing.Host;

namespace QuickScale.Benchmarks;

/// <summary>
/// Events of Stripe's: how long a delivery waits for its answer while a worker in the same process works the backlog off, against the same application without
/// a worker, once at a steady rate and once as fast as answers come; and how many events a second two processes work off, against one. The stand-in is a server in the measuring process.
/// </summary>
internal static class BillingBenchmarks
{
    private const int Customers = 200;
    private const int Events = 2000;

    /// <summary>So many are delivered, and worked off, before the measuring begins.</summary>
    private const int WarmUp = 200;

    /// <summary>Deliveries at once.</summary>
    private const int Senders = 4;

    /// <summary>Of the events so many come at full speed, to warm up and as a backlog, before the others come at a steady rate.</summary>
    private const int Backlog = 1000;

    /// <summary>Deliveries a second, where they come at a steady rate: 360,000 an hour.</summary>
    private const int Rate = 100;

    /// <summary>Milliseconds: the goal of the 99th percentile while the backlog drains.</summary>
    private const double LongestAccept = 50;

    private static readonly HttpClient Client = new();

    public static async Task<IReadOnlyList<string>> RunAsync(int pairs)
    {
        var (count, rows) = (Math.Min(pairs, 5), new List<string>());
        foreach (var database in new[] { "sqlite", "postgres" })
        {
            await AcceptAsync(database, withWorker: true);
            await AddAsync($"{Rate} events a second", withWorker => SteadyAsync(database, withWorker));
            await AddAsync($"{Senders} senders at full speed", withWorker => AcceptAsync(database, withWorker));
            rows.Add((await Comparison.TakeAsync(
                $"billing, {database}: {Events} events of {Customers} customers worked off by two processes / by one", "events/s", count,
                () => DrainAsync(database, processes: 2), () => DrainAsync(database, processes: 1))).ToMarkdownRow());

            async Task AddAsync(string how, Func<bool, Task<IReadOnlyList<double>>> measure)
            {
                var (ours, theirs) = (new List<double>(), new List<double>());
                var tail = await Comparison.TakeAsync(
                    $"billing, {database}, {how}: 99th percentile of the webhook's answer, backlog draining / without a worker", "ms", count, () => TakeAsync(withWorker: true, ours), () => TakeAsync(withWorker: false, theirs));
                rows.Add((tail with { Name = tail.Name.Replace("99th percentile", "median", StringComparison.Ordinal), Ours = ours, Theirs = theirs }).ToMarkdownRow());
                rows.Add(string.Create(CultureInfo.InvariantCulture,
                    $"| {tail.Name} | {Statistics.Summary(tail.Ours)} ms | {Statistics.Summary(tail.Theirs)} ms | {count} | {tail.Ratio:0.00} | ≤ {LongestAccept} ms | {(Statistics.Median(tail.Ours) <= LongestAccept ? "reached" : "missed")} |"));

                async Task<double> TakeAsync(bool withWorker, List<double> medians)
                {
                    var times = (await measure(withWorker)).Order().ToList();
                    medians.Add(times[times.Count / 2]);
                    return times[times.Count * 99 / 100];
                }
            }
        }

        return rows;
    }

    /// <returns>The milliseconds of each delivery.</returns>
    private static async Task<IReadOnlyList<double>> AcceptAsync(string database, bool withWorker)
    {
        await using var stage = await Stage.SetAsync(database);
        await using var process = await stage.StartAsync(withWorker);
        // Code that has never run is not measured: neither that of the answer nor that of the worker.
        await stage.DeliverAsync(process, 0, WarmUp);
        while (withWorker && await PendingAsync(process) > 0)
        {
            await Task.Delay(10);
        }

        return await stage.DeliverAsync(process, WarmUp, Events);
    }

    /// <returns>The milliseconds of each delivery that came while the backlog was worked off.</returns>
    private static async Task<IReadOnlyList<double>> SteadyAsync(string database, bool withWorker)
    {
        await using var stage = await Stage.SetAsync(database);
        await using var process = await stage.StartAsync(withWorker);
        // As above: what has never run is not measured. Events come faster than they are worked off, so that a backlog is there.
        await stage.DeliverAsync(process, 0, Backlog);
        var (times, waiting) = (new List<Task<double>>(), await PendingAsync(process));
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Rate));
        for (var index = Backlog; index < Events; index++)
        {
            await clock.WaitForNextTickAsync();
            times.Add(stage.DeliverAsync(process, index));
            if (index % Rate == 0 && await PendingAsync(process) is var now)
            {
                (waiting, var before) = (now, waiting);
                if (now == 0)
                {
                    // From here on nothing is worked off that would be in the way.
                    Console.WriteLine($"The backlog of {before} was worked off after {times.Count} deliveries.");
                    break;
                }
            }
        }

        return await Task.WhenAll(times);
    }

    private static async Task<double> DrainAsync(string database, int processes)
    {
        await using var stage = await Stage.SetAsync(database);
        await using (var taker = await stage.StartAsync(withWorker: false))
        {
            await stage.DeliverAsync(taker, 0, Events);
        }

        var workers = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => stage.StartAsync(withWorker: true)));
        try
        {
            // From the first one on: the time in which a program starts is not the events'.
            var all = await PendingAsync(workers[0]);
            var clock = Stopwatch.StartNew();
            while (await PendingAsync(workers[0]) > 0)
            {
                await Task.Delay(10);
            }

            return all / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    private static Task<int> PendingAsync(HostProcess process) => Client.GetFromJsonAsync<int>(new Uri($"{process.Address}/pending"));

    /// <summary>A stand-in with customers who have lived, their events, and a fresh database.</summary>
    private sealed class Stage(StormyStripe stripe, string database, IReadOnlyList<StormDelivery> deliveries) : IAsyncDisposable
    {
        public static async Task<Stage> SetAsync(string kind)
        {
            var chance = new Random(1);
            var stripe = await StormyStripe.StartAsync(new StormRules(1, TimeSpan.Zero, 0, 0), Customers);
            while (stripe.Count < Events)
            {
                stripe.Live(stripe.Customers[chance.Next(Customers)], chance);
            }

            var database = kind == "postgres" ? (await PostgresServer.StartedAsync()).UrlOf($"bench_{Guid.CreateVersion7():N}") : Path.Combine(TemporaryFolder.ForTheRun(), "bench.db");
            await BillingApplication.PrepareAsync(database, stripe);
            var deliveries = new List<StormDelivery>();
            await stripe.DeliverDueAsync(one =>
            {
                deliveries.Add(one);
                return Task.FromResult(204);
            });
            return new Stage(stripe, database, [.. deliveries.Take(Events)]);
        }

        public Task<HostProcess> StartAsync(bool withWorker) => HostProcess.StartAsync(
            "QuickScale.Billing.Host", [$"--Database={database}", $"--Stripe={stripe.Address.GetLeftPart(UriPartial.Authority)}", "--Modules:billing:poll_seconds=1", $"--Worker={withWorker}"]);

        public async Task<IReadOnlyList<double>> DeliverAsync(HostProcess process, int first, int end)
        {
            var times = new double[end - first];
            await Parallel.ForEachAsync(Enumerable.Range(first, end - first), new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (index, _) => times[index - first] = await DeliverAsync(process, index));
            return times;
        }

        /// <returns>The milliseconds until its answer.</returns>
        public async Task<double> DeliverAsync(HostProcess process, int index)
        {
            using var content = new ByteArrayContent(deliveries[index].Body);
            content.Headers.ContentType = new("application/json");
            content.Headers.TryAddWithoutValidation("Stripe-Signature", deliveries[index].Signature);
            var begun = Stopwatch.GetTimestamp();
            using var answer = await Client.PostAsync(new Uri($"{process.Address}/api/billing/webhooks/stripe"), content);
            var time = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            answer.EnsureSuccessStatusCode();
            return time;
        }

        public ValueTask DisposeAsync() => stripe.DisposeAsync();
    }
}
