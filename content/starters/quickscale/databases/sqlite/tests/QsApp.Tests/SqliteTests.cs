using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Tests;

public class SqliteTests : DatabaseFixture
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
    public async Task A_writer_who_has_to_wait_looks_again_at_once()
    {
        await using var context = NewContext();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA busy_timeout";

        await context.Database.OpenConnectionAsync();

        (await command.ExecuteScalarAsync()).ShouldBe(1000L);
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

    [Test]
    public async Task A_page_damaged_deep_inside_is_no_obstacle_to_a_restore()
    {
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        await using (var context = NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("""
                CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO rows SELECT i, printf('%0200d', i) FROM n;
                """);
        }

        SqliteConnection.ClearAllPools(); // Closed for good, so the write-ahead log is in the file.
        var path = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
        var copy = path + ".backup";
        (await MigratorProcess.RunAsync(ConnectionString, "backup", copy)).ExitCode.ShouldBe(0);
        await using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 4096).ToArray());
        }

        var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", copy, "--force");

        restore.ExitCode.ShouldBe(0, restore.Errors);
        Directory.GetFiles(Path.GetDirectoryName(path)!, "*.damaged-*").ShouldHaveSingleItem();
        await using var restored = NewContext();
        (await restored.Database.SqlQueryRaw<long>("SELECT COUNT(*) AS \"Value\" FROM rows").SingleAsync()).ShouldBe(3000);
    }
}
