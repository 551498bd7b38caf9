using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing.Tests;

public class ChoresGoOn
{
    [Test]
    public async Task B4_A_chore_that_breaks_off_by_itself_ends_neither_the_others_nor_the_application()
    {
        var chore = new Breaking();
        using var chores = new Chores([chore], Options.Create(new BillingSettings { PollSeconds = 1 }), TimeProvider.System, NullLogger<Chores>.Instance);
        await chores.StartAsync(default);

        await chore.Again.Task.WaitAsync(TimeSpan.FromSeconds(20));

        chores.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await chores.StopAsync(default);
    }

    /// <summary>As a time-out of a client does, of which nobody has asked for an end.</summary>
    private sealed class Breaking : IChore
    {
        private int _count;

        public TaskCompletionSource Again { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task OnceAsync(CancellationToken cancellationToken)
        {
            if (++_count == 1)
            {
                throw new TaskCanceledException("A time-out of a client of its own.");
            }

            Again.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
