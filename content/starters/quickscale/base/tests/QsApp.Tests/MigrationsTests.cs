using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Tests;

public class MigrationsTests : DatabaseFixture
{
    [Test]
    public void Every_change_of_the_entities_has_its_migration()
    {
        foreach (var context in DatabaseMigrator.Contexts(ConnectionString))
        {
            using (context)
            {
                context.Database.HasPendingModelChanges().ShouldBeFalse("run: dotnet ef migrations add NAME -p src/QsApp -s src/QsApp.Migrator");
            }
        }
    }

    [Test]
    public async Task A_fresh_database_takes_all_of_them_once()
    {
        var pending = await DatabaseMigrator.PendingAsync(ConnectionString);
        pending.ShouldNotBeEmpty();

        (await DatabaseMigrator.MigrateAsync(ConnectionString)).ShouldBe(pending);

        (await DatabaseMigrator.PendingAsync(ConnectionString)).ShouldBeEmpty();
        (await DatabaseMigrator.MigrateAsync(ConnectionString)).ShouldBeEmpty();
    }
}
