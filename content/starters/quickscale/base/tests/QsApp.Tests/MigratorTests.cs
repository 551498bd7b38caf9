using QsApp.Data;

namespace QsApp.Tests;

public class MigratorTests : DatabaseFixture
{
    [Test]
    public async Task Status_says_what_is_pending_and_migrate_applies_it()
    {
        var before = await MigratorProcess.RunAsync(ConnectionString, "status");
        before.ExitCode.ShouldBe(1);
        before.Output.ShouldContain("Pending app/");

        var migrate = await MigratorProcess.RunAsync(ConnectionString);
        migrate.ExitCode.ShouldBe(0);
        migrate.Output.ShouldContain("Applied app/");

        (await MigratorProcess.RunAsync(ConnectionString, "status")).ExitCode.ShouldBe(0);
        await using var context = NewContext();
        context.DataProtectionKeys.Count().ShouldBe(1);
    }

    [TestCase("nonsense")]
    [TestCase("backup")]
    [TestCase("restore", "file", "--fast")]
    [TestCase("remove-data")]
    [TestCase("remove-data", "module", "--force")]
    [TestCase("no-such-module", "command")]
    public async Task An_unknown_command_shows_the_usage(params string[] arguments)
    {
        var run = await MigratorProcess.RunAsync(ConnectionString, arguments);

        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain("Commands:");
    }

    [TestCase]
    [TestCase("--check")]
    public async Task Data_of_an_unknown_module_is_not_removed(params string[] option)
    {
        var run = await MigratorProcess.RunAsync(ConnectionString, ["remove-data", "no-such-module", .. option]);

        run.ExitCode.ShouldBe(2);
        run.Errors.Trim().ShouldStartWith("There is no module 'no-such-module'");
        run.Errors.Trim().ShouldNotContain('\n');
    }

    [Test]
    public async Task A_secret_is_random_and_long()
    {
        var first = await MigratorProcess.RunAsync(ConnectionString, "secret");
        var second = await MigratorProcess.RunAsync(ConnectionString, "secret");

        first.Output.ShouldMatch("^[0-9a-f]{64}\\s*$");
        first.Output.ShouldNotBe(second.Output);
    }

    [Test]
    public async Task Nothing_configured_or_a_malformed_address_is_one_sentence()
    {
        var nothing = await MigratorProcess.RunAsync("", "status");
        nothing.ExitCode.ShouldBe(4);
        nothing.Errors.Trim().ShouldStartWith("No database is configured");

        var malformed = await MigratorProcess.RunAsync("mysql://user:hunter2@host/db", "status");
        malformed.ExitCode.ShouldBe(4);
        malformed.Errors.Trim().ShouldStartWith("ConnectionStrings__Default");
        malformed.Errors.Trim().ShouldNotContain('\n');
        malformed.Errors.ShouldNotContain("hunter2");
    }

    [Test]
    public async Task A_database_that_is_out_of_reach_is_one_sentence()
    {
        await TestDatabase.DropAsync(ConnectionString);
        var run = await MigratorProcess.RunAsync(ConnectionString, "backup", Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")));

        run.ExitCode.ShouldBe(5);
        run.Errors.Trim().ShouldNotContain('\n');
    }
}
