using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Who writes next: on SQLite whoever is waited for, on PostgreSQL everybody.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class WritersTakeTurns(DatabaseKind kind)
{
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await BillingHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task An_answer_comes_before_the_background_on_SQLite_and_nobody_waits_on_PostgreSQL()
    {
        var turns = _host.Services.GetRequiredService<WriteTurns>();
        await _host.InDatabaseAsync(async context =>
        {
            var first = await turns.InTheBackgroundAsync(context, default);
            var order = new List<string>();
            Task[] others = [TakeAsync("second of the background"), TakeAsync("third of the background"), TakeAsync("answer")];
            if (kind == DatabaseKind.Postgres)
            {
                await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(30));
            }
            else
            {
                others.ShouldAllBe(one => !one.IsCompleted);
                first.Dispose();
                await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(30));
                order.ShouldBe(["answer", "second of the background", "third of the background"]);
            }

            return order.Count;

            async Task TakeAsync(string who)
            {
                using var turn = await (who == "answer" ? turns.ForAnAnswerAsync(context, default) : turns.InTheBackgroundAsync(context, default));
                order.Add(who);
            }
        });
    }

    [Test]
    public async Task While_answers_are_given_all_the_time_the_background_gets_its_turn_too()
    {
        var turns = _host.Services.GetRequiredService<WriteTurns>();
        await _host.InDatabaseAsync(async context =>
        {
            using var end = new CancellationTokenSource();
            var answering = Task.Run(async () =>
            {
                var count = 0;
                for (; !end.IsCancellationRequested; count++)
                {
                    using var turn = await turns.ForAnAnswerAsync(context, default);
                    await Task.Delay(1);
                }

                return count;
            });

            using (await turns.InTheBackgroundAsync(context, default).WaitAsync(TimeSpan.FromSeconds(30)))
            {
                await end.CancelAsync();
            }

            return await answering;
        });
    }

    [Test]
    public async Task Whoever_gives_up_waiting_keeps_nobody_from_writing()
    {
        var turns = _host.Services.GetRequiredService<WriteTurns>();
        await _host.InDatabaseAsync(async context =>
        {
            using var impatient = new CancellationTokenSource();
            using (await turns.ForAnAnswerAsync(context, default))
            {
                var waiting = turns.InTheBackgroundAsync(context, impatient.Token);
                await impatient.CancelAsync();
                if (kind == DatabaseKind.Sqlite)
                {
                    await Should.ThrowAsync<OperationCanceledException>(() => waiting);
                }
            }

            using var turn = await turns.InTheBackgroundAsync(context, default).WaitAsync(TimeSpan.FromSeconds(30));
            return turn.ShouldNotBeNull();
        });
    }
}
