using QsApp.Data;

namespace QsApp.Tests;

/// <summary>A database that is migrated once for all tests; who needs its tables begins with a copy, which takes a fraction of the time.</summary>
[SetUpFixture]
public class MigratedDatabase
{
    private static readonly Lazy<Task<string>> Original = new(async () =>
    {
        var connectionString = await TestDatabase.CreateAsync();
        await DatabaseMigrator.MigrateAsync(connectionString);
        return connectionString;
    });

    /// <returns>The connection string of a copy of its own.</returns>
    public static async Task<string> CopyAsync() => await TestDatabase.CopyAsync(await Original.Value);

    [OneTimeTearDown]
    public Task DropOriginal() => Original.IsValueCreated ? TestDatabase.DropAsync(Original.Value.Result) : Task.CompletedTask;
}
