using System.Net.Http.Json;
using QuickScale.Outbox.Host;

namespace QuickScale.Modules.Tests;

/// <summary>
/// Kills the application (SIGKILL) between the commit of a mail and its arrival, over and over, and counts what arrived. The moment is one of chance: some die
/// before the mail was given away, some while it is on its way, some before the answer was written down.
/// </summary>
[Category("Slow")]
public class NoMailIsLostOrSentTwice
{
    private const int MailsOfARound = 3;

    [TestCaseSource(typeof(Databases), nameof(Databases.All))]
    public async Task N1_A_provider_that_knows_keys_delivers_every_mail_exactly_once(string database)
    {
        var chance = Rounds.Chance($"{nameof(N1_A_provider_that_knows_keys_delivers_every_mail_exactly_once)} {database}");
        await using var provider = await FakeProvider.StartAsync();
        provider.Pauses = () =>
        {
            lock (chance)
                return (chance.Next(15), chance.Next(15));
        };
        var application = await Application.PrepareAsync(database, "keys", $"--Fake={provider.Address}", "--Modules:notifications:provider=development");

        var sent = await KillAsync(application, chance, () => provider.Calls);
        provider.Pauses = null;
        var states = await DrainAsync(application);

        TestContext.Out.WriteLine($"{sent.Count} mails, {provider.Calls} calls");
        provider.Delivered.Order().ShouldBe(sent.Order(), "each once, none lost");
        states.Keys.Order().ShouldBe(sent.Order());
        states.Values.ShouldAllBe(state => state == "Sent");
    }

    [TestCaseSource(typeof(Databases), nameof(Databases.All))]
    public async Task N1_With_SMTP_a_mail_arrives_once_or_is_reported_as_unknown(string database)
    {
        var chance = Rounds.Chance($"{nameof(N1_With_SMTP_a_mail_arrives_once_or_is_reported_as_unknown)} {database}");
        await using var server = await RealMailServer.StartAsync();
        var application = await Application.PrepareAsync(database, "smtp", $"--Mail:Url=smtp://localhost:{server.Port("plain")}?tls=off", "--Mail:From=hello@example.com");

        var sent = await KillAsync(application, chance, () => server.Messages.Count);
        var states = await DrainAsync(application);

        var arrived = server.Messages.Select(message => message["envelope_to"]![0]!.GetValue<string>()).ToList();
        TestContext.Out.WriteLine($"{sent.Count} mails, {arrived.Count} arrived, {states.Count(state => state.Value == "Unknown")} unknown");
        arrived.ShouldBeUnique();
        states.Keys.Order().ShouldBe(sent.Order());
        states.Values.ShouldAllBe(state => state == "Sent" || state == "Unknown");
        sent.Except(arrived).ShouldAllBe(address => states[address] == "Unknown", "what did not arrive is reported");
    }

    /// <returns>The addresses of all mails whose commit was answered or may have happened, and that have a row.</returns>
    private static async Task<IReadOnlyList<string>> KillAsync(Application application, Random chance, Func<int> seen)
    {
        var next = 0;
        var unanswered = new List<string>();
        var committed = new List<string>();
        for (var round = 0; round < Rounds.Of(5); round++)
        {
            await using var process = await application.StartAsync();
            var addresses = Enumerable.Range(next, MailsOfARound).Select(MailApplication.AddressOf).ToList();
            var before = seen();
            // Of chance before the answer, too: then only the database knows whether it was committed.
            var queueing = application.QueueAsync(next, MailsOfARound);
            next += MailsOfARound;
            var moment = chance.Next(4);
            if (moment > 0)
                await queueing;
            if (moment > 1)
                await Task.Delay(chance.Next(60));
            if (moment > 2)
                await WaitAsync(() => seen() > before, TimeSpan.FromSeconds(2));
            process.Kill();
            try
            {
                await queueing;
                committed.AddRange(addresses);
            }
            catch (HttpRequestException)
            {
                unanswered.AddRange(addresses);
            }
        }

        await using var last = await application.StartAsync();
        var rows = await application.StatesAsync();
        committed.ShouldAllBe(address => rows.ContainsKey(address), "what was answered was committed");
        return [.. committed, .. unanswered.Where(rows.ContainsKey)];
    }

    /// <summary>Lets one last instance finish: it takes over what the others have left when their leases end.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> DrainAsync(Application application)
    {
        await using var process = await application.StartAsync();
        IReadOnlyDictionary<string, string> states = await application.StatesAsync();
        for (var seconds = 0; seconds < 120 && states.Values.Any(state => state is "Queued" or "Sending"); seconds++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            states = await application.StatesAsync();
        }

        return states;
    }

    private static async Task WaitAsync(Func<bool> state, TimeSpan atMost)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); !state() && clock.Elapsed < atMost;)
            await Task.Delay(1);
    }

    /// <summary>The application as a program of its own, on one database for all of its lives.</summary>
    private sealed class Application
    {
        private static readonly HttpClient Client = new();

        private readonly string[] _arguments;
        private string _address = "";

        private Application(string[] arguments) => _arguments = arguments;

        public static async Task<Application> PrepareAsync(string database, string name, params string[] arguments)
        {
            var folder = TemporaryFolder.ForTheRun();
            var path = database == "postgres" ? (await PostgresServer.StartedAsync()).UrlOf($"outbox_{name}_{Guid.CreateVersion7():N}") : Path.Combine(folder, $"{name}.db");
            await MailApplication.MigrateAsync(path);
            return new Application([$"--Database={path}", $"--Keys={Path.Combine(folder, "keys")}", "--Modules:notifications:lease_seconds=30", "--Modules:notifications:poll_seconds=1", .. arguments]);
        }

        public async Task<HostProcess> StartAsync()
        {
            var process = await HostProcess.StartAsync("QuickScale.Outbox.Host", _arguments);
            _address = process.Address;
            return process;
        }

        public async Task QueueAsync(int first, int count)
        {
            using var answer = await Client.PostAsync(new Uri($"{_address}/mails?first={first}&count={count}"), null);
            answer.EnsureSuccessStatusCode();
        }

        public async Task<Dictionary<string, string>> StatesAsync() => (await Client.GetFromJsonAsync<Dictionary<string, string>>(new Uri($"{_address}/states")))!;
    }
}
