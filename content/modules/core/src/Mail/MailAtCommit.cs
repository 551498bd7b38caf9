using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core;

/// <summary>Hands the messages of a unit of work to the delivery when it is committed; hangs on the application's context.</summary>
/// <param name="services">The delivery is found when there is something to send: making a context must not need all that makes an e-mail.</param>
internal sealed class MailAtCommit(IServiceProvider services) : SaveChangesInterceptor, IDbTransactionInterceptor
{
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

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => PendingMail.Find(eventData.Context)?.SaveFailed();

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        PendingMail.Find(eventData.Context)?.SaveFailed();
        return Task.CompletedTask;
    }

    public override void SaveChangesCanceled(DbContextEventData eventData) => PendingMail.Find(eventData.Context)?.SaveFailed();

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        PendingMail.Find(eventData.Context)?.SaveFailed();
        return Task.CompletedTask;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        Deliver(PendingMail.Find(eventData.Context)?.Committed(eventData.TransactionId));

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

    private void Saved(DbContext? context)
    {
        if (PendingMail.Find(context) is { } pending)
        {
            Deliver(pending.Saved(context!.Database.CurrentTransaction?.TransactionId));
        }
    }

    private void Deliver(IReadOnlyList<EmailMessage>? messages)
    {
        foreach (var message in messages ?? [])
        {
            services.GetRequiredService<MailDelivery>().Accept(message);
        }
    }
}
