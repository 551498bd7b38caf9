using Microsoft.EntityFrameworkCore;
using Npgsql;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Tests;

public class PostgresTests : DatabaseFixture
{
    [Test]
    public async Task A_migration_may_take_longer_than_a_query()
    {
        // In the way: another transaction has made a table of the same name, and the migration waits for its end.
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("CREATE TABLE data_protection_keys (id uuid)", connection, transaction);
        await command.ExecuteNonQueryAsync();

        var migration = DatabaseMigrator.MigrateAsync(Impatient());
        (await Task.WhenAny(migration, Task.Delay(TimeSpan.FromSeconds(3)))).ShouldNotBe(migration);
        await transaction.RollbackAsync();

        (await migration).ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_server_that_takes_too_long_is_not_called_out_of_reach()
    {
        var failure = await Should.ThrowAsync<DatabaseException>(() => DatabaseMigrator.ExplainAsync(ConnectionString, async () =>
        {
            await using var context = NewContext(Impatient());
            return await context.Database.ExecuteSqlRawAsync("SELECT pg_sleep(5)");
        }));

        failure.Message.ShouldStartWith("No answer in time from the PostgreSQL database");
    }

    [Test]
    public async Task Migrations_do_not_go_through_a_pooler()
    {
        var pooled = new NpgsqlConnectionStringBuilder(ConnectionString) { NoResetOnClose = true }.ConnectionString;
        var migrate = await MigratorProcess.RunAsync(pooled, "migrate");

        migrate.ExitCode.ShouldBe(ExitCode.Precondition);
        migrate.Errors.Trim().ShouldStartWith("Migrations need a direct connection to the server");
    }

    [Test]
    public async Task A_restore_creates_the_database_when_it_is_missing()
    {
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        var folder = Directory.CreateTempSubdirectory("qs-app-restore-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "copy.backup");
            (await MigratorProcess.RunAsync(ConnectionString, "backup", file)).ExitCode.ShouldBe(ExitCode.Done);
            await TestDatabase.DropAsync(ConnectionString);

            var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", file);

            restore.ExitCode.ShouldBe(ExitCode.Done, restore.Errors);
            (await DatabaseMigrator.PendingAsync(ConnectionString)).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_restore_that_fails_changes_nothing()
    {
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        var folder = Directory.CreateTempSubdirectory("qs-app-restore-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "copy.backup");
            (await MigratorProcess.RunAsync(ConnectionString, "backup", file)).ExitCode.ShouldBe(ExitCode.Done);
            await using (var context = NewContext())
            {
                // The view stands in the way of replacing the table; the other table is newer than the copy.
                await context.Database.ExecuteSqlRawAsync("CREATE TABLE later (id int); CREATE VIEW in_the_way AS SELECT * FROM data_protection_keys");
            }

            var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", file, "--force");

            restore.ExitCode.ShouldBe(ExitCode.Database);
            restore.Errors.Trim().ShouldStartWith("psql failed and nothing was changed:");
            restore.Errors.ShouldContain("ERROR");
            await using var after = NewContext();
            (await after.Database.SqlQueryRaw<int>("SELECT COUNT(*)::int AS \"Value\" FROM later").SingleAsync()).ShouldBe(0);
            (await DatabaseMigrator.PendingAsync(ConnectionString)).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task The_application_says_in_one_sentence_that_the_server_is_out_of_reach()
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings:Default"] = $"Host=127.0.0.1;Port={AppProcess.FreePort()};Database=none;Username=nobody;Password=hunter2" };
        using var app = AppProcess.Start("Development", settings, "--urls", $"http://127.0.0.1:{AppProcess.FreePort()}");

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Database);
        app.Errors.ShouldHaveSingleItem().ShouldStartWith("Cannot reach the PostgreSQL database none at 127.0.0.1");
        app.Errors[0].ShouldNotContain("hunter2");
    }

    private string Impatient() => new NpgsqlConnectionStringBuilder(ConnectionString) { CommandTimeout = 1 }.ConnectionString;
}
