using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace QsApp.Data;

/// <summary>Applies the migrations of the embedded modules, in dependency order, and then those of the application.</summary>
public static class DatabaseMigrator
{
    /// <summary>Waits at the gate, so that any number of instances may call this at once, and applies what is pending.</summary>
    /// <returns>The applied migrations, each as owner/migration.</returns>
    /// <exception cref="DatabaseException">The database does not answer or refuses.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(string connectionString, CancellationToken cancellationToken = default) =>
        ExplainAsync(connectionString, async () =>
        {
            await using var gate = await MigrationGate.EnterAsync(connectionString, cancellationToken);
            var applied = new List<string>();
            foreach (var context in Contexts(connectionString))
            {
                await using (context)
                {
                    if (context.Database.HasPendingModelChanges())
                    {
                        throw new DatabaseException($"The entities of {Owner(context)} differ from its last migration: add one with 'dotnet ef migrations add NAME -p src/QsApp -s src/QsApp.Migrator'.");
                    }

#if (postgres)
                    // Rewriting or indexing a large table takes longer than the 30 seconds that a request's query may take.
                    context.Database.SetCommandTimeout(TimeSpan.FromHours(1));
#endif
                    var pending = await PendingAsync(context, cancellationToken);
                    if (pending.Count > 0)
                    {
                        await context.Database.MigrateAsync(cancellationToken);
                        applied.AddRange(pending);
                    }
                }
            }

            return (IReadOnlyList<string>)applied;
        });

    /// <summary>The migrations that are not applied yet, each as owner/migration; all of them when there is no database.</summary>
    /// <exception cref="DatabaseException">The database does not answer or refuses.</exception>
    public static Task<IReadOnlyList<string>> PendingAsync(string connectionString, CancellationToken cancellationToken = default) =>
        ExplainAsync(connectionString, async () =>
        {
            var pending = new List<string>();
            foreach (var context in Contexts(connectionString))
            {
                await using (context)
                {
                    pending.AddRange(await PendingAsync(context, cancellationToken));
                }
            }

            return (IReadOnlyList<string>)pending;
        });

    /// <summary>The contexts that hold migrations, in the order in which they are applied; the caller disposes them.</summary>
    public static IEnumerable<DbContext> Contexts(string connectionString)
    {
        foreach (var context in Modules.MigrationContexts(connectionString))
        {
            yield return context;
        }

        var options = new DbContextOptionsBuilder<AppDbContext>();
        Database.Configure(options, connectionString);
        yield return new AppDbContext(options.Options);
    }

    /// <summary>Runs work on the database and turns its failures into one sentence.</summary>
    public static async Task<T> ExplainAsync<T>(string connectionString, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return await work();
        }
        catch (Exception exception) when (Database.Explain(exception, connectionString) is { } sentence)
        {
            throw new DatabaseException(sentence, exception);
        }
    }

    /// <summary>A context's owner, as the name of its history table says it.</summary>
    public static string Owner(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>());
        return options.MigrationsHistoryTableName?.Replace(Database.HistoryTablePrefix, "", StringComparison.Ordinal) ?? "app";
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(DbContext context, CancellationToken cancellationToken) =>
        [.. (await context.Database.GetPendingMigrationsAsync(cancellationToken)).Select(migration => $"{Owner(context)}/{migration}")];
}
