using QsApp.Data;

namespace QsApp.Tests;

public class MigrationGateTests : DatabaseFixture
{
    [Test]
    public async Task The_second_waits_for_the_first()
    {
        var first = await MigrationGate.EnterAsync(ConnectionString, CancellationToken.None);
        var second = MigrationGate.EnterAsync(ConnectionString, CancellationToken.None);
        (await Task.WhenAny(second, Task.Delay(500))).ShouldNotBe(second);

        await first.DisposeAsync();

        await using var entered = await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task Waiting_ends_with_a_sentence_at_the_limit_and_at_once_when_cancelled()
    {
        await using var first = await MigrationGate.EnterAsync(ConnectionString, CancellationToken.None);
        var refusal = await Should.ThrowAsync<DatabaseException>(() => MigrationGate.EnterAsync(ConnectionString, TimeSpan.FromMilliseconds(300), CancellationToken.None));
        refusal.Message.ShouldContain("Another process has been migrating");

        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => MigrationGate.EnterAsync(ConnectionString, cancellation.Token));
    }

    [Test]
    public async Task Processes_that_start_together_all_succeed_and_one_of_them_migrates()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigratorProcess.RunAsync(ConnectionString, "migrate")));

        runs.ShouldAllBe(run => run.ExitCode == 0, string.Join('\n', runs.Select(run => run.Errors)));
        runs.Count(run => run.Output.Contains("Applied app/", StringComparison.Ordinal)).ShouldBe(1);
        await using var context = NewContext();
        context.DataProtectionKeys.Count().ShouldBe(1);
    }
}
