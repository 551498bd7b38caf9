using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;
using QuickScale.Outbox.Host;

namespace QuickScale.Modules.Tests;

/// <summary>Two instances reach for the same mail at the same moment, a thousand times with <c>--full</c>.</summary>
[Category("Slow")]
public class TwoWorkersAndOneMail
{
    [TestCaseSource(typeof(Databases), nameof(Databases.All))]
    public async Task N1_Only_one_of_them_sends_it(string database)
    {
        var folder = TemporaryFolder.ForTheRun();
        var path = database == "postgres" ? (await PostgresServer.StartedAsync()).UrlOf($"outbox_race_{Guid.CreateVersion7():N}") : Path.Combine(folder, "race.db");
        await MailApplication.MigrateAsync(path);
        var provider = new CountingProvider();
        await using var first = Instance(path, folder, provider);
        await using var second = Instance(path, folder, provider);
        WebApplication[] instances = [first, second];
        var met = 0;

        for (var round = 0; round < Rounds.Of(50); round++)
        {
            // Whose turn comes first changes: who is woken by the barrier is a little later than who opens it.
            Array.Reverse(instances);
            await QueueAsync(instances[0], round);
            using var start = new Barrier(2);
            var attempts = await Task.WhenAll(instances.Select(instance => Task.Run(async () =>
            {
                start.SignalAndWait();
                var begin = Stopwatch.GetTimestamp();
                var sent = await instance.Services.GetRequiredService<OutboxWorker>().SendDueAsync(CancellationToken.None);
                return (Sent: sent, Begin: begin, End: Stopwatch.GetTimestamp());
            })));

            provider.Sent.GetValueOrDefault(MailApplication.AddressOf(round)).ShouldBe(1, $"round {round}");
            attempts.Sum(attempt => attempt.Sent).ShouldBe(1, $"round {round}");
            met += attempts.Max(attempt => attempt.Begin) < attempts.Single(attempt => attempt.Sent == 1).End ? 1 : 0;
        }

        TestContext.Out.WriteLine($"the other had begun before the mail was sent: {met}");
        met.ShouldBeGreaterThan(Rounds.Of(50) / 2, "or there was no race");
    }

    private static WebApplication Instance(string database, string folder, CountingProvider provider) => MailApplication.Build(
        [$"--Database={database}", $"--Keys={Path.Combine(folder, "keys")}", "--Worker=false", "--Modules:notifications:provider=development", "--urls=http://127.0.0.1:0"],
        services => services.AddKeyedSingleton<IMailProvider>("development", provider));

    private static async Task QueueAsync(WebApplication instance, int round)
    {
        await using var scope = instance.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEmailSender>().QueueAsync(MailApplication.Message(round), CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.SaveChangesAsync();
    }

    private sealed class CountingProvider : IMailProvider
    {
        public ConcurrentDictionary<string, int> Sent { get; } = new();

        public string Name => "development";

        public bool HonoursIdempotencyKeys => false;

        public async Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Sent.AddOrUpdate(mail.To, 1, (_, count) => count + 1);
            return new ProviderReceipt(null);
        }
    }
}
