using System.Text.Json;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs migrate</c>, <c>qs manage</c> and <c>qs test</c> start what the project's README names, and hand on how it ended.</summary>
[Platform(Exclude = "Win", Reason = "The stand-ins are shell scripts.")]
internal sealed class MigrationsAndCommandsArePassedOn : WorkplaceFixture
{
    private const string Secret = "hunter2-of-the-administrator";

    [Test]
    public async Task Migrations_are_applied_by_the_migrator()
    {
        var project = await DailyProject.CreateAsync(Workplace, "case \"$1\" in run) echo 'Applied 1_Initial';; esac");

        (await project.QsAsync("migrate")).ShouldExitWith(0).Output.ShouldBe("Applied 1_Initial\n");

        project.Calls.ShouldBe(["build src/Shop.Migrator -p:SkipClient=true", "run --project src/Shop.Migrator --no-build --verbosity quiet -- migrate"]);
    }

    [Test]
    public async Task Pending_migrations_fail_the_check()
    {
        var project = await DailyProject.CreateAsync(Workplace, "case \"$1\" in run) echo 'Pending 2_More'; exit 1;; esac");

        var answer = (await project.QsAsync("migrate", "status")).ShouldExitWith(1);

        answer.Output.ShouldBe("Pending 2_More\n");
        answer.Error.ShouldEndWith("qs: Migrations are pending; 'qs migrate' applies them.\n");
    }

    [TestCase("migrate", "4", 4)]
    [TestCase("migrate", "5", 5)]
    [TestCase("manage x y", "2", 2)]
    [TestCase("manage x y", "5", 5)]
    [TestCase("manage x y", "9", 1)]
    public async Task What_the_migrator_refuses_is_refused(string command, string code, int expected)
    {
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$1\" in run) echo 'Set DATABASE_URL.' >&2; exit {code};; esac");

        var answer = await project.QsAsync(command.Split(' '));

        answer.ShouldRefuse(expected, $"exit code {code}");
        answer.Error.ShouldContain("Set DATABASE_URL.");
    }

    [Test]
    public async Task A_commands_words_arrive_as_they_are_and_no_trace_shows_them()
    {
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$1\" in run) for word; do echo \"[$word]\"; done > '{Workplace["words"]}';; esac");

        var answer = (await project.QsAsync("manage", "auth", "create-admin", "two words", "--password", Secret, "$HOME", "--verbose")).ShouldExitWith(0);

        (await File.ReadAllLinesAsync(Workplace["words"]))[^6..].ShouldBe(["[auth]", "[create-admin]", "[two words]", "[--password]", $"[{Secret}]", "[$HOME]"]);
        answer.Error.ShouldContain("--no-build --verbosity quiet -- …");
        (answer.Output + answer.Error).ShouldNotContain(Secret);
    }

    [Test]
    public async Task What_a_command_says_is_in_its_object()
    {
        var project = await DailyProject.CreateAsync(Workplace, "case \"$*\" in *broken*) echo half; echo 'no such user' >&2; exit 4;; run*) echo one; echo two; echo aside >&2;; esac");

        var answer = (await project.QsAsync("manage", "auth", "list", "--json")).ShouldExitWith(0);

        using var json = System.Text.Json.JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("output").EnumerateArray().Select(line => line.GetString()).ShouldBe(["one", "two"]);
        answer.Error.ShouldContain("aside");
        var failed = (await project.QsAsync("manage", "auth", "broken", "--json")).ShouldExitWith(4);
        using var refusal = System.Text.Json.JsonDocument.Parse(failed.Output);
        refusal.RootElement.GetProperty("ok").GetBoolean().ShouldBeFalse();
        refusal.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(4);
        refusal.RootElement.GetProperty("output").EnumerateArray().Select(line => line.GetString()).ShouldBe(["half"]);
    }

    [Test]
    public async Task A_command_runs_where_it_was_typed()
    {
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$1\" in run) pwd > '{Workplace["where"]}';; esac");
        Workplace.CurrentFolder = project.Host.PathOf("src/Shop");

        (await project.QsAsync("manage", "backup", "here.db")).ShouldExitWith(0);

        (await File.ReadAllTextAsync(Workplace["where"])).TrimEnd().ShouldEndWith("src/Shop");
    }

    [Test]
    public async Task Without_a_command_they_are_listed()
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");

        (await project.QsAsync("manage")).ShouldExitWith(0);

        project.Calls[^1].ShouldEndWith("-- help");
    }

    [Test]
    public async Task A_migration_is_added_and_its_files_are_named()
    {
        var project = await DailyProject.CreateAsync(Workplace, Ef("exit 0"));
        project.Host.Write("src/Shop/Data/Migrations/AppDbContextModelSnapshot.cs", "before");

        var answer = (await project.QsAsync("migrate", "add", "AddInvoices")).ShouldExitWith(0);

        project.Calls.ShouldContain("ef migrations add AddInvoices --project src/Shop --startup-project src/Shop.Migrator --no-build");
        answer.Output.ShouldContain("Wrote src/Shop/Data/Migrations/2_AddInvoices.cs\nWrote src/Shop/Data/Migrations/AppDbContextModelSnapshot.cs\n");
        project.Host.Read("src/Shop/Data/Migrations/AppDbContextModelSnapshot.cs").ShouldBe("after\n");
    }

    [Test]
    public async Task A_migration_that_fails_half_way_leaves_what_was_there()
    {
        var project = await DailyProject.CreateAsync(Workplace, Ef("echo 'The name AddInvoices is used already.' >&2; exit 1"));
        Before(project);

        (await project.QsAsync("migrate", "add", "AddInvoices")).ShouldRefuse(1, "The migration AddInvoices cannot be written (The name AddInvoices is used already)");

        ShouldBeAsBefore(project);
    }

    [Test]
    public async Task A_migration_that_is_interrupted_leaves_what_was_there()
    {
        var project = await DailyProject.CreateAsync(Workplace, Ef($"echo $$ > '{Workplace["part"]}'; mv '{Workplace["part"]}' '{Workplace["started"]}'; sleep 300 & wait"));
        Before(project);
        using var stop = new CancellationTokenSource();
        var running = project.QsAsync(stop.Token, "migrate", "add", "AddInvoices");
        var programs = await StartedPrograms.ReadAsync(Workplace["started"], running);
        (await project.QsAsync("migrate", "add", "AddOthers")).ShouldRefuse(4, "Another qs is writing a migration of this project");

        await stop.CancelAsync();

        (await running).ShouldRefuse(130, "Interrupted");
        programs.ShouldAllBe(id => !ProcessState.IsRunning(id));
        ShouldBeAsBefore(project);
    }

    [TestCase("../x")]
    [TestCase("-o")]
    [TestCase("1st")]
    [TestCase("a b")]
    [TestCase("A;rm")]
    public async Task A_name_that_is_no_name_of_a_class_is_refused(string name)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");

        (await project.QsAsync("migrate", "add", "--", name)).ShouldExitWith(2);

        project.Calls.ShouldBeEmpty();
    }

    [TestCase("Unhandled exception: Unable to load the service index for source https://localhost:1/index.json.", 5, "dotnet-ef cannot be fetched")]
    [TestCase("Version 99.0.0 of package dotnet-ef is not found in NuGet feeds /feed.", 4, "cannot be restored (Version 99.0.0 of package dotnet-ef is not found in NuGet feeds /feed);")]
    [TestCase("Json parsing error in file .config/dotnet-tools.json : Expected depth to be zero.", 4, "correct .config/dotnet-tools.json")]
    public async Task Without_the_tool_of_migrations_it_says_how_to_get_it(string says, int exitCode, string words)
    {
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$1\" in tool) echo '{says}' >&2; exit 1;; esac");

        (await project.QsAsync("migrate", "add", "X")).ShouldRefuse(exitCode, words);
    }

    [TestCase("sqlite", "")]
    [TestCase("postgres", " --idempotent")]
    public async Task A_script_is_the_result_alone(string database, string form)
    {
        var project = await DailyProject.CreateAsync(Workplace, "case \"$1\" in ef) echo 'CREATE TABLE x;';; *) echo noise;; esac", database: database);

        (await project.QsAsync("migrate", "script")).ShouldExitWith(0).Output.ShouldBe("CREATE TABLE x;\n");

        project.Calls.ShouldContain($"ef migrations script{form} --project src/Shop --startup-project src/Shop.Migrator --no-build");
    }

    [Test]
    public async Task Tests_are_built_first_and_get_what_follows_the_mark()
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");

        (await project.QsAsync("test", "--browser", "--verbose", "--", "--filter", "Name~x")).ShouldExitWith(0).Error.ShouldNotContain("Name~x");

        project.Calls.ShouldBe(["build", "test --no-build --filter Name~x", "test tests/Shop.BrowserTests --filter Name~x"]);
    }

    [Test]
    public async Task Failing_tests_are_1_and_the_client_is_tested_all_the_same()
    {
        var project = await DailyProject.CreateAsync(Workplace, "case \"$1\" in test) echo 'Failed!'; exit 1;; esac", "react");
        Workplace.Provide("node", "echo v22.12.0");
        Workplace.Provide("npm", $"echo \"$*\" > '{Workplace["npm"]}'");
        project.Host.Write("package.json", "{ \"scripts\": { \"test\": \"vitest run\" } }");

        var answer = (await project.QsAsync("test", "--json")).ShouldExitWith(1);

        (await File.ReadAllTextAsync(Workplace["npm"])).ShouldBe("test --silent\n");
        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("suites").EnumerateArray().Select(suite => suite.GetProperty("passed").GetBoolean()).ShouldBe([false, true]);
        answer.Error.ShouldContain("Failed!");
        answer.Error.ShouldEndWith("qs: Not all tests of the solution pass; the output above names those that fail.\n");
    }

    [Test]
    public async Task Two_builds_of_one_project_take_turns()
    {
        var project = await DailyProject.CreateAsync(
            Workplace, $"case \"$1\" in build) mkdir '{Workplace["busy"]}' || touch '{Workplace["met"]}'; sleep 0.5; rmdir '{Workplace["busy"]}';; esac");

        // As programs: in one process the three would share a current folder. By its path, since its name is the stand-in's.
        var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TestProcess.RunAsync(
            Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "qs.dll"), "migrate"], project.Host.PathOf(""), limit: TimeSpan.FromMinutes(2))));

        all.ShouldAllBe(answer => answer.ExitCode == 0, string.Join('\n', all.Select(answer => answer.Text)));
        File.Exists(Workplace["met"]).ShouldBeFalse();
        project.Calls.Count(call => call.StartsWith("build", StringComparison.Ordinal)).ShouldBe(3);
    }

    private static string Ef(string end) =>
        $"[ \"$1\" = ef ] || exit 0\nfolder=src/Shop/Data/Migrations\nmkdir -p $folder\necho new > $folder/2_AddInvoices.cs\necho after > $folder/AppDbContextModelSnapshot.cs\n{end}";

    private static void Before(DailyProject project)
    {
        project.Host.Write("src/Shop/Data/Migrations/AppDbContextModelSnapshot.cs", "before");
        project.Host.Write("src/Shop/Data/Migrations/1_AddInvoices.cs", "mine");
    }

    private static void ShouldBeAsBefore(DailyProject project)
    {
        project.Host.Has("src/Shop/Data/Migrations/2_AddInvoices.cs").ShouldBeFalse();
        project.Host.Read("src/Shop/Data/Migrations/AppDbContextModelSnapshot.cs").ShouldBe("before");
        project.Host.Read("src/Shop/Data/Migrations/1_AddInvoices.cs").ShouldBe("mine");
    }
}
