using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

/// <summary>What a queue of another module is told, and when.</summary>
public class MailCanWaitElsewhere
{
    private RecordingQueue _queue = null!;
    private MailHost _mail = null!;

    [SetUp]
    public async Task Start()
    {
        _queue = new RecordingQueue();
        _mail = await MailHost.StartAsync(services: services => services.AddSingleton<IMailStore>(_queue));
    }

    [TearDown]
    public ValueTask Stop() => _mail.DisposeAsync();

    [Test]
    public async Task It_may_write_with_the_save_and_sends_after_it()
    {
        await _mail.QueueAsync("ann");
        _queue.Calls.ShouldBe(["accepts ann"]);

        await _mail.Context.SaveChangesAsync();

        _queue.Calls.ShouldBe(["accepts ann", "saving ann", "saved ann", "committed ann"]);
        (await _mail.Context.Set<Appointment>().CountAsync()).ShouldBe(1, "what it added was saved with the rest");
    }

    [Test]
    public async Task In_a_transaction_it_learns_of_the_end_too()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await _mail.QueueAndSaveAsync("ann");
        _queue.Calls.ShouldNotContain("committed ann");

        await transaction.CommitAsync();

        _queue.Calls.ShouldBe(["accepts ann", "saving ann", "saved ann", "committed ann"]);
    }

    [Test]
    public async Task What_it_turns_down_is_not_queued()
    {
        await _mail.QueueAsync("twin");
        await _mail.SaveAsync();

        _queue.Calls.ShouldBe(["accepts twin"]);
    }

    [Test]
    public async Task A_failed_save_is_told()
    {
        await _mail.FailToSaveAsync();

        _queue.Calls.ShouldBe(["accepts failed", "saving failed", "failed failed"]);
    }

    [Test]
    public async Task What_is_queued_while_changes_are_being_saved_waits_for_the_next_save()
    {
        var late = new LateMail();
        await using var mail = await MailHost.StartAsync(services: services =>
        {
            services.AddSingleton<IMailStore>(_queue);
            services.ConfigureDbContext<SampleContext>(options => options.AddInterceptors(late));
        });
        late.Queue = () => mail.QueueAsync("late");
        await mail.QueueAndSaveAsync("ann");
        _queue.Calls.Where(call => call.EndsWith("late", StringComparison.Ordinal)).ShouldBe(["accepts late"]);

        await mail.SaveAsync();

        _queue.Calls.Where(call => call.EndsWith("late", StringComparison.Ordinal)).ShouldBe(["accepts late", "saving late", "saved late", "committed late"]);
    }

    private sealed class RecordingQueue : IMailStore
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public Task<bool> AcceptsAsync(DbContext context, EmailMessage message, CancellationToken cancellationToken)
        {
            Note("accepts", [message]);
            return Task.FromResult(message.To != "twin@example.com");
        }

        public void Saving(DbContext context, IReadOnlyList<EmailMessage> messages)
        {
            Note("saving", messages);
            context.Add(new Appointment { Id = Guid.CreateVersion7(), Starts = DateTime.UtcNow });
        }

        public void Saved(DbContext context, IReadOnlyList<EmailMessage> messages) => Note("saved", messages);

        public void SaveFailed(DbContext context, IReadOnlyList<EmailMessage> messages) => Note("failed", messages);

        public void Committed(IReadOnlyList<EmailMessage> messages) => Note("committed", messages);

        private void Note(string call, IReadOnlyList<EmailMessage> messages)
        {
            foreach (var message in messages)
            {
                Calls.Enqueue($"{call} {message.To.Split('@')[0]}");
            }
        }
    }

    /// <summary>Queues a message when a save has begun.</summary>
    private sealed class LateMail : SaveChangesInterceptor
    {
        public Func<Task>? Queue { get; set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (Queue is { } queue)
            {
                Queue = null;
                await queue();
            }

            return result;
        }
    }
}
