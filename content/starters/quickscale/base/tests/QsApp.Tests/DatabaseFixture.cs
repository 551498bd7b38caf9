using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Tests;

/// <summary>Gives each test a fresh database of its own.</summary>
public abstract class DatabaseFixture
{
    protected string ConnectionString { get; private set; } = "";

    [SetUp]
    public async Task CreateDatabase()
    {
        ConnectionString = "";
        ConnectionString = await TestDatabase.CreateAsync();
    }

    [TearDown]
    public Task DropDatabase() => ConnectionString.Length > 0 ? TestDatabase.DropAsync(ConnectionString) : Task.CompletedTask;

    protected AppDbContext NewContext() => NewContext(ConnectionString);

    protected static AppDbContext NewContext(string connectionString)
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        Database.Configure(options, connectionString);
        return new AppDbContext(options.Options);
    }
}
