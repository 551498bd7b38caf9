using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
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
    public void The_modules_tables_are_mapped_as_the_modules_make_them()
    {
        using var app = NewContext();
        var mapped = Columns(app).ToHashSet();
        foreach (var module in Modules.MigrationContexts(ConnectionString))
        {
            using (module)
            {
                Columns(module).Except(mapped).ShouldBeEmpty("a convention for the whole context changes the modules' columns too: set it on your own entities");
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

    [TestCase("true", true)]
    [TestCase("false", false)]
    public async Task A_deployed_instance_migrates_at_start_only_when_it_is_told_to(string setting, bool isMigrated)
    {
        await using var app = await AppFactory.CreateAsync("Production", new() { ["Database:MigrateAtStart"] = setting });
        using var client = app.CreateClient();

        ((await DatabaseMigrator.PendingAsync(app.ConnectionString)).Count == 0).ShouldBe(isMigrated);
    }

    // A column of JSON holds an object, and so has no property of its own.
    private static IEnumerable<string> Columns(DbContext context) =>
        from table in context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables
        from column in table.Columns
        let converter = column.PropertyMappings is [var mapping, ..] ? mapping.TypeMapping.Converter : null
        select $"{table.Name}.{column.Name} {column.StoreType}, null: {column.IsNullable}, length: {column.MaxLength}, default: {column.DefaultValueSql}{column.DefaultValue}, {converter?.ModelClrType}-{converter?.ProviderClrType}";
}
