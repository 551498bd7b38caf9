using System.Transactions;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>The contract of <c>core</c>, case by case, for mail that is kept in a table.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class MailIsWrittenWithTheChange(DatabaseKind database)
{
    private UnitOfWork _mail = null!;

    [SetUp]
    public async Task Start() => _mail = await UnitOfWork.StartAsync(database);

    [TearDown]
    public ValueTask Stop() => _mail.DisposeAsync();

    [Test]
    public async Task N1_Not_before_changes_are_saved()
    {
        await _mail.QueueAsync("ann");
        (await _mail.RecipientsAsync()).ShouldBeEmpty();

        await _mail.SaveAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["ann"]);
        await _mail.SaveAsync();
        (await _mail.RecipientsAsync()).ShouldBe(["ann"], "once");
    }

    [Test]
    public async Task N1_Saving_nothing_else_sends_it_too()
    {
        await _mail.QueueAsync("ann");

        await _mail.Context.SaveChangesAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["ann"]);
    }

    [Test]
    public async Task N1_A_failed_save_drops_it_for_good()
    {
        await _mail.FailToSaveAsync();

        await _mail.QueueAndSaveAsync("next");

        (await _mail.RecipientsAsync()).ShouldBe(["next"]);
    }

    [Test]
    public async Task N1_A_cancelled_save_drops_it_for_good()
    {
        await _mail.QueueAsync("cancelled");
        await Should.ThrowAsync<OperationCanceledException>(() => _mail.Context.SaveChangesAsync(new CancellationToken(canceled: true)));
        _mail.Context.ChangeTracker.Clear();

        await _mail.SaveAsync();

        (await _mail.RecipientsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task N1_A_transaction_sends_when_it_is_committed()
    {
        await _mail.QueueAsync("before");
        await using (var transaction = await _mail.Context.Database.BeginTransactionAsync())
        {
            await _mail.QueueAndSaveAsync("within");
            await _mail.QueueAndSaveAsync("more");
            await transaction.CommitAsync();
        }

        (await _mail.RecipientsAsync()).ShouldBe(["before", "more", "within"]);
    }

    [Test]
    public void N1_Without_asynchrony_it_is_the_same()
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
    public async Task N1_A_transaction_that_is_rolled_back_or_left_drops_it_for_good(bool explicitly)
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
    public async Task N1_What_is_queued_after_the_last_save_waits_for_the_next_one()
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
    public async Task N1_A_return_to_an_outer_savepoint_drops_what_came_after_it()
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
    public async Task N1_A_return_to_an_inner_savepoint_keeps_what_came_before_it()
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
    public async Task N1_A_released_savepoint_drops_nothing()
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
    public async Task N1_A_return_to_a_savepoint_drops_what_was_saved_after_it_but_not_what_is_still_to_be_saved()
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
    public async Task N1_A_failed_save_within_a_transaction_drops_its_own_mail_alone()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await _mail.QueueAndSaveAsync("first");
        await _mail.FailToSaveAsync();
        await _mail.QueueAndSaveAsync("last");
        await transaction.CommitAsync();

        (await _mail.RecipientsAsync()).ShouldBe(["first", "last"]);
    }

    [Test]
    public async Task N1_A_transaction_that_the_context_does_not_end_is_refused()
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        (await Should.ThrowAsync<NotSupportedException>(() => _mail.QueueAsync("ann"))).Message.ShouldContain("BeginTransactionAsync");
    }

    [Test]
    public async Task N1_What_is_not_committed_is_seen_by_nobody()
    {
        await using var transaction = await _mail.Context.Database.BeginTransactionAsync();
        await _mail.QueueAndSaveAsync("ann");

        (await _mail.QueuedAsync()).ShouldBeEmpty();
        if (database == DatabaseKind.Postgres)
        {
            // SQLite has one writer at a time: there a claim waits for the transaction.
            (await _mail.RecipientsAsync()).ShouldBeEmpty();
        }

        await transaction.CommitAsync();
        (await _mail.QueuedAsync()).ShouldBe(["ann"]);
        (await _mail.RecipientsAsync()).ShouldBe(["ann"]);
    }

    [Test]
    public async Task N1_The_row_is_part_of_the_same_save_and_leaves_the_context()
    {
        await _mail.QueueAsync("ann");
        (await _mail.QueuedAsync()).ShouldBeEmpty("queued is not saved");

        await _mail.SaveAsync();

        (await _mail.QueuedAsync()).ShouldBe(["ann"]);
        _mail.Context.ChangeTracker.Entries<EmailRecord>().ShouldBeEmpty("a context that is saved again writes it once");
    }

    [Test]
    public async Task N1_After_a_failed_save_the_context_can_be_saved_without_it()
    {
        await _mail.FailToSaveAsync();

        await _mail.QueueAndSaveAsync("next");

        (await _mail.QueuedAsync()).ShouldBe(["next"]);
    }
}
