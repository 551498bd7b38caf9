using System.Transactions;

namespace QuickScale.Modules.Core;

/// <summary>Keeps messages in memory, with the context, until their unit of work is committed. What is not sent when the process dies is lost.</summary>
internal sealed class CommittedEmails(ModuleDb db) : IEmailSender
{
    public Task QueueAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (Transaction.Current is not null)
        {
            throw new NotSupportedException("E-mail belongs to a transaction of the context: begin one with Database.BeginTransactionAsync, not with a TransactionScope.");
        }

        PendingMail.Of(db.Context).Add(message, db.Context.Database.CurrentTransaction?.TransactionId);
        return Task.CompletedTask;
    }
}
