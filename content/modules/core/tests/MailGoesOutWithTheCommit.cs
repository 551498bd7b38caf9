using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace QuickScale.Modules.Core.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class MailGoesOutWithTheCommit(DatabaseKind database)
{
    private MailHost _mail = null!;

    [SetUp]
    public async Task Start() => _mail = await MailHost.StartAsync(database);

    [TearDown]
    public ValueTask Stop() => _mail.DisposeAsync();

    [Test]
    public async Task Not_before_changes_are_saved()
    {
        await _mail.QueueAsync("ann");
        (await _mail.RecipientsAsync()).ShouldBeEmpty();

        await _mail.SaveAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["ann"]);
        await _mail.SaveAsync();
        (await _mail.RecipientsAsync()).ShouldBe(["ann"], "once");
    }

    [Test]
    public async Task Saving_nothing_else_sends_it_too()
    {
        await _mail.QueueAsync("ann");

        await _mail.Context.SaveChangesAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["ann"]);
    }

    [Test]
    public async Task A_failed_save_drops_it_for_good()
    {
        await _mail.FailToSaveAsync();

        await _mail.QueueAndSaveAsync("next");

        (await _mail.RecipientsAsync()).ShouldBe(["next"]);
    }

    [Test]
    public async Task A_cancelled_save_drops_it_for_good()
    {
        await _mail.QueueAsync("cancelled");
        _mail.Context.Add(new Appointment { Id = Guid.CreateVersion7() });
        await Should.ThrowAsync<OperationCanceledException>(() => _mail.Context.SaveChangesAsync(new CancellationToken(canceled: true)));
        _mail.Context.ChangeTracker.Clear();

        await _mail.SaveAsync();

        (await _mail.RecipientsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_transaction_sends_when_it_is_committed()
    {
        await _mail.QueueAsync("before");
        await using (var transaction = await _mail.Context.Database.BeginTransactionAsync())
        {
            await _mail.QueueAndSaveAsync("within");
            await _mail.QueueAndSaveAsync("more");
            (await _mail.RecipientsAsync()).ShouldBeEmpty();
            await transaction.CommitAsync();
        }

        (await _mail.RecipientsAsync()).ShouldBe(["before", "more", "within"]);
    }

    [Test]
    public void Without_asynchrony_it_is_the_same()
    {
        using (var transaction = _mail.Context.Database.BeginTransaction())
        {
            _mail.QueueAsync("kept").GetAwaiter().GetResult();
            _mail.Context.SaveChanges();
            transaction.CreateSavepoint("a");
            _mail.QueueAsync("dropped").GetAwaiter().GetResult();
            _mail.Context.SaveChanges();
            transaction.RollbackToSavepoint("a");
            transaction.ReleaseSavepoint("a");
            transaction.Commit();
        }

        using (var transaction = _mail.Context.Database.BeginTransaction())
        {
            _mail.QueueAsync("rolled-back").GetAwaiter().GetResult();
            _mail.Context.SaveChanges();
            transaction.Rollback();
        }

        _mail.RecipientsAsync().GetAwaiter().GetResult().ShouldBe(["kept"]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_transaction_that_is_rolled_back_or_left_drops_it_for_good(bool explicitly)
    {
        await using (var transaction = await _mail.Context.Database.BeginTransactionAsync())
        {
            await _mail.QueueAndSaveAsync("saved");
            await _mail.QueueAsync("unsaved");
            if (explicitly)
            {
                await transaction.RollbackAsync();
            }
        }

        _mail.Context.ChangeTracker.Clear();
        await _mail.QueueAndSaveAsync("next");
        await using (var transaction = await _mail.Context.Database.BeginTransactionAsync())
        {
            await _mail.SaveAsync();
            await transaction.CommitAsync();
        }

        (await _mail.RecipientsAsync()).ShouldBe(["next"]);
    }

    [Test]
    public async Task What_is_queued_after_the_last_save_waits_for_the_next_one()
    {
        await using (var transaction = await _mail.Context.Database.BeginTransactionAsync())
        {
            await _mail.QueueAndSaveAsync("saved");
            await _mail.QueueAsync("late");
            await transaction.CommitAsync();
        }

        (await _mail.RecipientsAsync()).ShouldBe(["saved"]);
        await _mail.SaveAsync();
        (await _mail.RecipientsAsync()).ShouldBe(["late", "saved"]);
    }

    [Test]
    public async Task A_return_to_an_outer_savepoint_drops_what_came_after_it()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await _mail.QueueAndSaveAsync("1-first");
        await transaction.CreateSavepointAsync("outer");
        await _mail.QueueAndSaveAsync("2-outer");
        await transaction.CreateSavepointAsync("inner");
        await _mail.QueueAndSaveAsync("3-inner");
        await transaction.RollbackToSavepointAsync("outer");
        await _mail.QueueAndSaveAsync("4-after");
        await transaction.CommitAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["1-first", "4-after"]);
    }

    [Test]
    public async Task A_return_to_an_inner_savepoint_keeps_what_came_before_it()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await transaction.CreateSavepointAsync("outer");
        await _mail.QueueAndSaveAsync("1-outer");
        await transaction.CreateSavepointAsync("inner");
        await _mail.QueueAndSaveAsync("2-inner");
        await transaction.RollbackToSavepointAsync("inner");
        await transaction.CommitAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["1-outer"]);
    }

    [Test]
    public async Task A_released_savepoint_drops_nothing()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await transaction.CreateSavepointAsync("outer");
        await _mail.QueueAndSaveAsync("1-outer");
        await transaction.CreateSavepointAsync("inner");
        await _mail.QueueAndSaveAsync("2-inner");
        await transaction.ReleaseSavepointAsync("inner");
        await transaction.CommitAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["1-outer", "2-inner"]);
    }

    [Test]
    public async Task A_return_to_a_savepoint_drops_what_was_saved_after_it_but_not_what_is_still_to_be_saved()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await _mail.QueueAsync("saved-after");
        await transaction.CreateSavepointAsync("a");
        await _mail.SaveAsync();
        await transaction.RollbackToSavepointAsync("a");
        await _mail.QueueAsync("unsaved");
        await transaction.CreateSavepointAsync("b");
        await transaction.RollbackToSavepointAsync("b");
        await _mail.SaveAsync();
        await transaction.CommitAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["unsaved"]);
    }

    [Test]
    public async Task A_failed_save_within_a_transaction_drops_its_own_mail_alone()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await _mail.QueueAndSaveAsync("first");
        await _mail.FailToSaveAsync();
        await _mail.QueueAndSaveAsync("last");
        await transaction.CommitAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["first", "last"]);
    }

    [Test]
    public async Task A_transaction_that_the_context_does_not_end_is_refused()
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        (await Should.ThrowAsync<NotSupportedException>(() => _mail.QueueAsync("ann"))).Message.ShouldContain("BeginTransactionAsync");
    }

    [Test]
    public async Task A_pooled_context_takes_nothing_along_to_its_next_user()
    {
        using var own = TestDatabase.Create(database);
        await using var host = await TestHost.StartAsync(database: own, services: services =>
        {
            services.RemoveAll<SampleContext>();
            services.AddDbContextPool<SampleContext>(own.Use, poolSize: 1);
        });
        DbContext first;
        await using (var scope = host.Services.CreateAsyncScope())
        {
            first = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
            await scope.ServiceProvider.GetRequiredService<IEmailSender>().QueueAsync(new EmailMessage("ann@example.com", new Greeting()), CancellationToken.None);
        }

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
            context.ShouldBeSameAs(first, "or the test shows nothing");
            await context.SaveChangesAsync();
        }

        await host.Services.GetRequiredService<MailDelivery>().IdleAsync();
        host.Services.GetRequiredService<MailOutbox>().Messages.ShouldBeEmpty();
    }
}
