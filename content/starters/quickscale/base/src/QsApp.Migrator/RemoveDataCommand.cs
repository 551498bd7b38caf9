using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using QsApp.Data;
using QsApp.Hosting;
using IRelationalConnection = Microsoft.EntityFrameworkCore.Storage.IRelationalConnection;
using IRelationalDatabaseCreator = Microsoft.EntityFrameworkCore.Storage.IRelationalDatabaseCreator;

namespace QsApp.Migrator;

/// <summary>Takes a module's tables out of the database. The module itself is removed after it: without its code nobody knows them.</summary>
internal static class RemoveDataCommand
{
    /// <param name="isCheck">Only says whether it can be done.</param>
    public static async Task<int> RunAsync(string module, bool isCheck, CancellationToken cancellationToken)
    {
        if (!Modules.Names.Contains(module))
        {
            var known = Modules.Names.Count > 0 ? $"name one of {string.Join(", ", Modules.Names)}" : "this project has no modules";
            await Console.Error.WriteLineAsync($"There is no module '{module}': {known}.");
            return ExitCode.Usage;
        }

        var connectionString = Database.ConnectionString(MigratorHost.CreateBuilder().Configuration);
        return await DatabaseMigrator.ExplainAsync(connectionString, async () =>
        {
            await using var gate = isCheck ? null : await MigrationGate.EnterAsync(connectionString, cancellationToken);
            await using var context = FindContext(module, connectionString);
            if (context is null || !await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
            {
                await Console.Out.WriteLineAsync($"The module {module} has no data in {Database.Describe(connectionString)}.");
                return ExitCode.Done;
            }

            var tables = TablesOf(context);
            await RefuseWhenReferredToAsync(module, tables, connectionString, cancellationToken);
            var names = string.Join(", ", tables.Select(table => table.Name));
            if (isCheck)
            {
                await Console.Out.WriteLineAsync($"Nothing stands in the way: 'remove-data {module}' deletes the tables {names} of {Database.Describe(connectionString)}.");
                return ExitCode.Done;
            }

            await DropAsync(context, cancellationToken);
            await Console.Out.WriteLineAsync($"Deleted the tables {names} of {Database.Describe(connectionString)}; remove the module {module} before the next 'migrate', which would make them again.");
            return ExitCode.Done;
        });
    }

    private static DbContext? FindContext(string module, string connectionString)
    {
        DbContext? found = null;
        foreach (var context in Modules.MigrationContexts(connectionString))
        {
            if (found is null && DatabaseMigrator.Owner(context) == module)
            {
                found = context;
            }
            else
            {
                context.Dispose();
            }
        }

        return found;
    }

    /// <summary>The tables that the module's own migrations make, not those of other modules that its entities refer to.</summary>
    private static List<ITable> TablesOf(DbContext context) =>
        [.. context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.Where(table => !table.IsExcludedFromMigrations)];

    /// <summary>
    /// First of all, for a removal that the database refuses stops half way, and SQLite would silently empty the tables that
    /// refer to the removed ones with a cascade.
    /// </summary>
    private static async Task RefuseWhenReferredToAsync(string module, List<ITable> tables, string connectionString, CancellationToken cancellationToken)
    {
        var references = await ForeignKeys.PointingAtAsync(connectionString, tables, cancellationToken);
        if (references.Count > 0)
        {
            throw new PreconditionException(
                $"Other tables refer to those of the module {module} ({string.Join(", ", references)}): remove these uses from the entities, "
                + "add a migration with 'dotnet ef migrations add Detach -p src/QsApp -s src/QsApp.Migrator', apply it with 'migrate', and run this again.");
        }
    }

    private static async Task DropAsync(DbContext context, CancellationToken cancellationToken)
    {
        await context.GetService<IMigrator>().MigrateAsync(Migration.InitialDatabase, cancellationToken);
        var history = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>()).MigrationsHistoryTableName!;
        var drop = context.GetService<IMigrationsSqlGenerator>().Generate([new DropTableOperation { Name = history }]);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(drop, context.GetService<IRelationalConnection>(), cancellationToken);
    }
}
