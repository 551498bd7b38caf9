using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Tests;

public class BackupTests : DatabaseFixture
{
    private string _folder = "";
    private string _file = "";

    [SetUp]
    public async Task BackUpOneRow()
    {
        _folder = Directory.CreateTempSubdirectory("qs-app-backup-").FullName;
        _file = Path.Combine(_folder, "one row.backup");
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        await AddRowAsync("before");
        (await MigratorProcess.RunAsync(ConnectionString, "backup", _file)).ExitCode.ShouldBe(0);
        await AddRowAsync("after");
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_restored_database_holds_what_it_held_at_the_backup()
    {
        var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", _file, "--force");

        restore.ExitCode.ShouldBe(0, restore.Errors);
        (await RowsAsync()).ShouldBe(["before"]);

        // The copy that was kept first brings the later state back.
        var kept = Directory.GetFiles(_folder, "before-restore-*").ShouldHaveSingleItem();
        restore.Output.ShouldContain(kept);
        (await MigratorProcess.RunAsync(ConnectionString, "restore", kept, "--force")).ExitCode.ShouldBe(0);
        (await RowsAsync()).ShouldBe(["after", "before"]);
    }

    [Test]
    public async Task An_empty_database_is_restored_without_force()
    {
        var target = await TestDatabase.CreateAsync();
        try
        {
            var restore = await MigratorProcess.RunAsync(target, "restore", _file);

            restore.ExitCode.ShouldBe(0, restore.Errors);
            (await RowsAsync(target)).ShouldBe(["before"]);
        }
        finally
        {
            await TestDatabase.DropAsync(target);
        }
    }

    [Test]
    public async Task Tables_newer_than_the_copy_are_gone()
    {
        await using (var context = NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE later (\"KeyId\" uuid REFERENCES data_protection_keys (\"Id\"))");
        }

        (await MigratorProcess.RunAsync(ConnectionString, "restore", _file, "--force")).ExitCode.ShouldBe(0);

        await using var restored = NewContext();
        await Should.ThrowAsync<System.Data.Common.DbException>(() => restored.Database.ExecuteSqlRawAsync("SELECT * FROM later"));
    }

    [Test]
    public async Task Data_is_replaced_only_with_force()
    {
        var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", _file);

        restore.ExitCode.ShouldBe(4);
        restore.Errors.ShouldContain("--force");
        (await RowsAsync()).ShouldBe(["after", "before"]);
    }

    [Test]
    public async Task A_damaged_copy_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(_file);
        foreach (var damaged in new[] { whole[..^(whole.Length / 8)], "not a copy at all"u8.ToArray(), [] })
        {
            await File.WriteAllBytesAsync(_file, damaged);
            var restore = await MigratorProcess.RunAsync(ConnectionString, "restore", _file, "--force");

            restore.ExitCode.ShouldBe(4);
            restore.Errors.Trim().ShouldNotContain('\n');
        }

        (await RowsAsync()).ShouldBe(["after", "before"]);
    }

    [Test]
    public async Task A_backup_overwrites_nothing_and_leaves_nothing_half_done()
    {
        var second = await MigratorProcess.RunAsync(ConnectionString, "backup", _file);
        second.ExitCode.ShouldBe(4);

        await TestDatabase.DropAsync(ConnectionString);
        var failed = await MigratorProcess.RunAsync(ConnectionString, "backup", Path.Combine(_folder, "none.backup"));
        failed.ExitCode.ShouldBe(5);

        Directory.GetFiles(_folder).ShouldBe([_file]);
    }

    private async Task AddRowAsync(string name)
    {
        await using var context = NewContext();
        var key = TestData.DataProtectionKey();
        key.FriendlyName = name;
        context.Add(key);
        await context.SaveChangesAsync();
    }

    private Task<List<string>> RowsAsync() => RowsAsync(ConnectionString);

    private static async Task<List<string>> RowsAsync(string connectionString)
    {
        await using var context = NewContext(connectionString);
        return await context.DataProtectionKeys.Select(key => key.FriendlyName).OrderBy(name => name).ToListAsync();
    }
}
