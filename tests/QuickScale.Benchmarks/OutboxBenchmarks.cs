using System.Diagnostics;
using System.Globalization;
using QuickScale.Outbox.Host;

namespace QuickScale.Benchmarks;

/// <summary>
/// The queue of mail with two instances of an application, each with its worker, and a provider on loopback that answers at once: how many mails a second leave
/// a full queue, against one instance, and how long a mail takes from the answer of the request that committed it to the provider.
/// </summary>
internal sealed class OutboxBenchmarks
{
    private const int MailsInTheQueue = 2000;
    private const int SingleMails = 100;

    private static readonly HttpClient Client = new();

    public static async Task<IReadOnlyList<string>> RunAsync(int pairs)
    {
        var rows = new List<string>();
        foreach (var database in new[] { "sqlite", "postgres" })
        {
            await ThroughputAsync(database, instances: 2);
            rows.Add((await Comparison.TakeAsync(
                $"queue of mail, {database}: {MailsInTheQueue} mails by two workers / by one", "mails/s", Math.Min(pairs, 5),
                () => ThroughputAsync(database, instances: 2), () => ThroughputAsync(database, instances: 1))).ToMarkdownRow());
            var times = await LatenciesAsync(database);
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"| queue of mail, {database}, two workers: from the answer of the request to the provider | {Statistics.Summary(times)} ms; 95 % within {times.Order().ElementAt(times.Count * 95 / 100):0.#} ms | | {times.Count} | | | |"));
        }

        return rows;
    }

    private static async Task<double> ThroughputAsync(string database, int instances)
    {
        await using var provider = await FakeProvider.StartAsync();
        var arguments = await ArgumentsAsync(database, provider);
        await using (var writer = await Instance.StartAsync([.. arguments, "--Worker=false"]))
        {
            for (var first = 0; first < MailsInTheQueue; first += 500)
            {
                await writer.QueueAsync(first, 500);
            }
        }

        var workers = await Task.WhenAll(Enumerable.Range(0, instances).Select(_ => Instance.StartAsync(arguments)));
        while (provider.Delivered.Count < MailsInTheQueue)
        {
            await Task.Delay(5);
        }

        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        // From the first mail on: the time in which a program starts is not the queue's.
        var times = provider.Times.Values.Order().ToList();
        return MailsInTheQueue / Stopwatch.GetElapsedTime(times[0], times[^1]).TotalSeconds;
    }

    private static async Task<IReadOnlyList<double>> LatenciesAsync(string database)
    {
        const int WarmUp = 20;
        await using var provider = await FakeProvider.StartAsync();
        var arguments = await ArgumentsAsync(database, provider);
        await using var first = await Instance.StartAsync(arguments);
        await using var second = await Instance.StartAsync(arguments);
        var milliseconds = new List<double>();
        for (var number = 0; number < WarmUp + SingleMails; number++)
        {
            await (number % 2 == 0 ? first : second).QueueAsync(number, 1);
            var answered = Stopwatch.GetTimestamp();
            long taken;
            while (!provider.Times.TryGetValue(MailApplication.AddressOf(number), out taken))
            {
                await Task.Delay(1);
            }

            if (number >= WarmUp)
            {
                // It may be there before the answer is.
                milliseconds.Add(Math.Max(0, Stopwatch.GetElapsedTime(answered, taken).TotalMilliseconds));
            }

            await Task.Delay(20);
        }

        return milliseconds;
    }

    private static async Task<string[]> ArgumentsAsync(string database, FakeProvider provider)
    {
        var folder = TemporaryFolder.ForTheRun();
        var path = database == "postgres" ? (await PostgresServer.StartedAsync()).UrlOf($"bench_{Guid.CreateVersion7():N}") : Path.Combine(folder, "bench.db");
        await MailApplication.MigrateAsync(path);
        return [$"--Database={path}", $"--Keys={Path.Combine(folder, "keys")}", $"--Fake={provider.Address}", "--Modules:notifications:provider=development", "--Modules:notifications:poll_seconds=1", "--Modules:notifications:senders=8"];
    }

    private sealed class Instance(HostProcess process) : IAsyncDisposable
    {
        public static async Task<Instance> StartAsync(string[] arguments) => new(await HostProcess.StartAsync("QuickScale.Outbox.Host", arguments));

        public async Task QueueAsync(int first, int count)
        {
            using var answer = await Client.PostAsync(new Uri($"{process.Address}/mails?first={first}&count={count}"), null);
            answer.EnsureSuccessStatusCode();
        }

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
