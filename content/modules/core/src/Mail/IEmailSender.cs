namespace QuickScale.Modules.Core;

/// <summary>Takes e-mail that modules want sent. What it does with it is a matter of the module that brings it; the contract is this one.</summary>
public interface IEmailSender
{
    /// <summary>
    /// Puts a message into the unit of work of <see cref="ModuleDb.Context"/>. It is sent in the background, once changes that are
    /// saved after this call are committed: call it first and <c>SaveChangesAsync</c> then, also where nothing but the message is to
    /// be saved. A save that fails, a transaction that is rolled back or disposed of, and a return to a savepoint from before the
    /// call drop it; whoever tries again queues it again. Nothing here waits for a mail server.
    /// </summary>
    /// <exception cref="NotSupportedException">
    /// There is an ambient <see cref="System.Transactions.Transaction"/>, whose end the context does not learn of: use <c>Database.BeginTransactionAsync</c>.
    /// </exception>
    Task QueueAsync(EmailMessage message, CancellationToken cancellationToken);
}
