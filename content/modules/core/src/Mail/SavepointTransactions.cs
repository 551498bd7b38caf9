using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace QuickScale.Modules.Core;

/// <summary>Makes transactions that tell <see cref="PendingMail"/> of savepoints by their names, which interceptors are not told.</summary>
internal sealed class SavepointTransactions(RelationalTransactionFactoryDependencies dependencies) : IRelationalTransactionFactory
{
    public RelationalTransaction Create(
        IRelationalConnection connection,
        DbTransaction transaction,
        Guid transactionId,
        IDiagnosticsLogger<DbLoggerCategory.Database.Transaction> logger,
        bool transactionOwned) =>
        new SavepointTransaction(connection, transaction, transactionId, logger, transactionOwned, dependencies.SqlGenerationHelper);

    private sealed class SavepointTransaction(
        IRelationalConnection connection,
        DbTransaction transaction,
        Guid transactionId,
        IDiagnosticsLogger<DbLoggerCategory.Database.Transaction> logger,
        bool transactionOwned,
        ISqlGenerationHelper sqlGenerationHelper)
        : RelationalTransaction(connection, transaction, transactionId, logger, transactionOwned, sqlGenerationHelper)
    {
        private PendingMail? Pending => PendingMail.Find(Connection.Context);

        public override void CreateSavepoint(string name)
        {
            base.CreateSavepoint(name);
            Pending?.SavepointCreated(name);
        }

        public override async Task CreateSavepointAsync(string name, CancellationToken cancellationToken = default)
        {
            await base.CreateSavepointAsync(name, cancellationToken);
            Pending?.SavepointCreated(name);
        }

        public override void RollbackToSavepoint(string name)
        {
            base.RollbackToSavepoint(name);
            Pending?.RolledBackToSavepoint(name);
        }

        public override async Task RollbackToSavepointAsync(string name, CancellationToken cancellationToken = default)
        {
            await base.RollbackToSavepointAsync(name, cancellationToken);
            Pending?.RolledBackToSavepoint(name);
        }

        public override void ReleaseSavepoint(string name)
        {
            base.ReleaseSavepoint(name);
            Pending?.SavepointReleased(name);
        }

        public override async Task ReleaseSavepointAsync(string name, CancellationToken cancellationToken = default)
        {
            await base.ReleaseSavepointAsync(name, cancellationToken);
            Pending?.SavepointReleased(name);
        }
    }
}
