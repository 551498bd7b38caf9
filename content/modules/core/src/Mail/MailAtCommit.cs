using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core;

/// <summary>Tells the queue what becomes of the messages of a unit of work; hangs on the application's context.</summary>
/// <param name="services">The queue is found when there is something for it: making a context must not need all that makes an e-mail.</param>
internal sealed class MailAtCommit(IServiceProvider services) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private IMailStore Queue => services.GetRequiredService<IMailStore>();

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Saving(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Saving(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => SaveFailed(eventData.Context);

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        SaveFailed(eventData.Context);
        return Task.CompletedTask;
    }

    public override void SaveChangesCanceled(DbContextEventData eventData) => SaveFailed(eventData.Context);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        SaveFailed(eventData.Context);
        return Task.CompletedTask;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        Commit(PendingMail.Find(eventData.Context)?.Committed(eventData.TransactionId));

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) =>
        PendingMail.Find(eventData.Context)?.RolledBack(eventData.TransactionId);

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionRolledBack(transaction, eventData);
        return Task.CompletedTask;
    }

    private void Saving(DbContext? context)
    {
        if (PendingMail.Find(context)?.Saving(context!.Database.CurrentTransaction?.TransactionId) is { Count: > 0 } messages)
        {
            Queue.Saving(context!, messages);
        }
    }

    private void Saved(DbContext? context)
    {
        if (PendingMail.Find(context) is not { } pending)
        {
            return;
        }

        var (saved, due) = pending.Saved(context!.Database.CurrentTransaction?.TransactionId);
        if (saved.Count > 0)
        {
            Queue.Saved(context, saved);
        }

        Commit(due);
    }

    private void SaveFailed(DbContext? context)
    {
        if (PendingMail.Find(context)?.SaveFailed() is { Count: > 0 } messages)
        {
            Queue.SaveFailed(context!, messages);
        }
    }

    private void Commit(IReadOnlyList<EmailMessage>? messages)
    {
        if (messages is { Count: > 0 })
        {
            Queue.Committed(messages);
        }
    }
}
