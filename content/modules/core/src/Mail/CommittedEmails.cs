using System.Transactions;

namespace QuickScale.Modules.Core;

/// <summary>Keeps messages with the context until their unit of work is committed; then they are the queue's.</summary>
internal sealed class CommittedEmails(ModuleDb db, IMailStore queue) : IEmailSender
{
    public async Task QueueAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (Transaction.Current is not null)
        {
            throw new NotSupportedException("E-mail belongs to a transaction of the context: begin one with Database.BeginTransactionAsync, not with a TransactionScope.");
        }

        if (await queue.AcceptsAsync(db.Context, message, cancellationToken))
        {
            PendingMail.Of(db.Context).Add(message, db.Context.Database.CurrentTransaction?.TransactionId);
        }
    }
}
