using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Tests;

public class MigrationLockTests : DatabaseFixture
{
    [Test]
    public async Task The_lock_row_of_a_killed_migrator_stops_nobody()
    {
        await using (var context = NewContext())
        {
            await context.Database.OpenConnectionAsync();
            // What EF leaves when it is killed after it took its lock and before it gave it back.
            await context.Database.ExecuteSqlRawAsync("""
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00+00:00');
                """);
        }

        var applied = await DatabaseMigrator.MigrateAsync(ConnectionString).WaitAsync(TimeSpan.FromSeconds(20));

        applied.ShouldNotBeEmpty();
    }

    [Test]
    public async Task The_migrated_database_writes_ahead()
    {
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";

        (await command.ExecuteScalarAsync()).ShouldBe("wal");
    }

    [Test]
    public async Task A_damaged_database_is_set_aside_by_a_restore()
    {
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        var path = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
        var copy = path + ".backup";
        (await MigratorProcess.RunAsync(ConnectionString, "backup", copy)).ExitCode.ShouldBe(0);
        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(path, "a disk went bad here, and nothing of this is a database any more; long enough for a header of one hundred bytes.");

        (await MigratorProcess.RunAsync(ConnectionString, "status")).ExitCode.ShouldBe(5);
        var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", copy);

        restore.ExitCode.ShouldBe(0, restore.Errors);
        restore.Output.ShouldContain("aside");
        (await DatabaseMigrator.PendingAsync(ConnectionString)).ShouldBeEmpty();
    }
}
