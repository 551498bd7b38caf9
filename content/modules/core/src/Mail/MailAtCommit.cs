using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>Hands the messages of a unit of work to the delivery when it is committed; hangs on the application's context.</summary>
/// <param name="services">The delivery is found when there is something to send: making a context must not need all that makes an e-mail.</param>
internal sealed partial class MailAtCommit(IServiceProvider services, ILogger<MailAtCommit> logger) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private MailDelivery? _delivery;
    private string? _failure;

    /// <summary>Sends what waits, for a command: no host runs and stops there.</summary>
    /// <returns>Why a message was not sent, in one sentence; null when none failed.</returns>
    public async Task<string?> DrainAsync(CancellationToken cancellationToken)
    {
        if (_delivery is null)
        {
            return _failure;
        }

        await _delivery.StopAsync(cancellationToken);
        return _delivery is { Waiting: 0, GivenUp: 0 } ? null : _delivery.LastFailure ?? "An e-mail was not sent: the mail server did not answer in time.";
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
            try
            {
                (_delivery ??= services.GetRequiredService<MailDelivery>()).Accept(message);
            }
            catch (OptionsValidationException exception)
            {
                // A started application has seen to it; a command has not, and its changes are committed.
                _failure = $"An e-mail was not sent: {exception.Message}";
                LogNotSet(message.Content.Kind, exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} was not sent: {Reason}")]
    private partial void LogNotSet(string kind, string reason);
}
