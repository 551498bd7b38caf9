using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Deletes files once the transaction has ended well in which the rows went that name them, whoever began it. Earlier, SQLite would
/// wait for the very transaction, and a file in a folder would be gone although the rows stay.
/// </summary>
public sealed partial class FilesAfterCommit(IServiceScopeFactory scopes, ILogger<FilesAfterCommit> logger) : DbTransactionInterceptor
{
    /// <summary>By transaction too: one that was given up must not leave its files to the next one of the same context.</summary>
    private readonly ConditionalWeakTable<DbContext, List<(Guid Transaction, string Key)>> _due = [];

    /// <summary>Notes a file; the context is in a transaction.</summary>
    public void Add(DbContext context, string key) => _due.GetOrCreateValue(context).Add((context.Database.CurrentTransaction!.TransactionId, key));

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => DeleteAsync(eventData, CancellationToken.None).GetAwaiter().GetResult();

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) => DeleteAsync(eventData, cancellationToken);

    private async Task DeleteAsync(TransactionEndEventData ended, CancellationToken cancellationToken)
    {
        if (ended.Context is not { } context || !_due.TryGetValue(context, out var due))
        {
            return;
        }

        _due.Remove(context);
        foreach (var (_, key) in due.Where(one => one.Transaction == ended.TransactionId))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IFileStore>().DeleteAsync(key, cancellationToken);
            }
            catch (Exception exception)
            {
                // The rows are gone, whatever becomes of the file: whoever began the transaction must not take it for failed.
                LogFailed(exception, key);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file {Key} could not be deleted and stays, although nothing names it any more.")]
    private partial void LogFailed(Exception exception, string key);
}
