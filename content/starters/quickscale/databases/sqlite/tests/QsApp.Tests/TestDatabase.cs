using Microsoft.Data.Sqlite;

namespace QsApp.Tests;

/// <summary>A database for one fixture: a file in a temporary folder.</summary>
internal static class TestDatabase
{
    /// <returns>The connection string of a database that is still empty.</returns>
    public static Task<string> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("qs-app-test-");
        return Task.FromResult(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder.FullName, "test.db"), ForeignKeys = true }.ToString());
    }

    public static Task DropAsync(string connectionString)
    {
        // Pooled connections keep the file open, and Windows then keeps it.
        SqliteConnection.ClearAllPools();
        var folder = Path.GetDirectoryName(new SqliteConnectionStringBuilder(connectionString).DataSource)!;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }
}
