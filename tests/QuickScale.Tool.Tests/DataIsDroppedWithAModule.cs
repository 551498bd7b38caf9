namespace QuickScale.Tool.Tests;

/// <summary>
/// <c>qs module remove --drop-data</c>: when the project's migrator is asked, when it drops, and what stands when something fails. The
/// migrator itself, and this command with it, run in the tests of projects with modules.
/// </summary>
[Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
internal sealed class DataIsDroppedWithAModule : ShopFixture
{
    private const string Check = "run --project src/Shop.Migrator -- remove-data shop --check, version 0.1.0";
    private const string Drop = "run --project src/Shop.Migrator -- remove-data shop, version 0.1.0";
    private static readonly string[] Remove = ["module", "remove", "shop", "--drop-data", "--yes"];

    [Test]
    public async Task Before_its_code_goes([Values("subtree", "linear")] string history)
    {
        await PrepareAsync(history);
        var dotnet = new DotnetStandIn(Workplace, "exit 0");

        var answer = (await Project.QsAsync(Remove)).ShouldExitWith(0);

        dotnet.Calls.ShouldBe([Check, Drop]);
        answer.Output.ShouldContain("all data in them are dropped");
        answer.Output.ShouldContain("Removed shop");
        answer.Output.ShouldNotContain("still in the database");
        Project.Has("modules/shop").ShouldBeFalse();
        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task Also_where_the_code_stays()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");

        (await Project.QsAsync([.. Remove, "--keep-files"])).ShouldExitWith(0);

        dotnet.Calls.ShouldBe([Check, Drop]);
        Project.Has("modules/shop/a.txt").ShouldBeTrue();
    }

    [Test]
    public async Task Never_without_the_option()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 1");

        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0).Output.ShouldContain("still in the database");

        dotnet.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task Not_for_a_look()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");
        var before = await Project.StateAsync();

        (await Project.QsAsync("module", "remove", "shop", "--drop-data", "--dry-run")).ShouldExitWith(0).Output.ShouldContain("are dropped in the database");

        dotnet.Calls.ShouldBe([Check]);
        (await Project.StateAsync()).ShouldBe(before);
    }

    [TestCase("n")]
    [TestCase("")]
    public async Task Not_when_the_answer_is_no(string answer)
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");
        var before = await Project.StateAsync();

        (await Workplace.QsAnsweringAsync(answer + "\n", "module", "remove", "shop", "--drop-data")).ShouldExitWith(0).Output.ShouldEndWith("Nothing was changed.\n");

        dotnet.Calls.ShouldBe([Check]);
        (await Project.StateAsync()).ShouldBe(before);
        (await Project.GitAsync("for-each-ref", "refs/qs/transaction")).ShouldBeEmpty();
    }

    [Test]
    public async Task When_the_answer_is_yes()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");

        (await Workplace.QsAnsweringAsync("y\n", "module", "remove", "shop", "--drop-data")).ShouldExitWith(0);

        dotnet.Calls.ShouldBe([Check, Drop]);
        Project.Has("modules/shop").ShouldBeFalse();
    }

    [Test]
    public async Task Not_where_nobody_can_be_asked()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");

        await RefusesAsync(2, ["nobody to answer", "--yes"], "module", "remove", "shop", "--drop-data");

        dotnet.Calls.ShouldBe([Check]);
    }

    [TestCase(4, "Other tables refer to it.", 4, "(Other tables refer to it)")]
    [TestCase(5, "The database does not answer.", 5, "(The database does not answer)")]
    [TestCase(1, "The build failed. Fix the build errors and run again.", 4, "(The build failed. Fix the build errors and run again)")]
    [TestCase(2, "first line\nlast line\n\n", 4, "(last line)")]
    [TestCase(134, "", 4, "(it said nothing)")]
    public async Task Not_when_the_check_fails(int exitCode, string says, int expected, string words)
    {
        await PrepareAsync();
        File.WriteAllText(Workplace["says"], says);
        var dotnet = new DotnetStandIn(Workplace, $"cat '{Workplace["says"]}' >&2; exit {exitCode}");

        await RefusesAsync(expected, ["The tables of shop cannot be dropped", words, "nothing was changed", "leave out --drop-data"], Remove);

        dotnet.Calls.ShouldBe([Check]);
    }

    [Test]
    public async Task The_code_stays_when_they_cannot_be_dropped()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "case \"$*\" in *--check) exit 0 ;; *) echo 'The database is locked.' >&2; exit 5 ;; esac");

        await RefusesAsync(5, ["The tables of shop cannot be dropped (The database is locked)", "nothing was changed"], Remove);

        dotnet.Calls.ShouldBe([Check, Drop]);
        (await Project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0).Output.ShouldContain("Nothing needs repair");
    }

    [Test]
    public async Task The_sdk_is_missing()
    {
        await PrepareAsync();
        Workplace.OnlyPrograms("git", "sh");

        await RefusesAsync(4, [".NET SDK was not found", "install"], Remove);
    }

    [TestCase("20260101_Orders.cs", "principalTable: \"shop_teams\",", "20260101_Orders.cs of the application refers to tables of shop")]
    [TestCase("20260101_Orders.cs 20260102_More.cs", "principalTable: \"shop_labels\",", "20260101_Orders.cs and 20260102_More.cs of the application refer to")]
    public async Task Not_while_migrations_of_the_application_name_them(string files, string text, string words)
    {
        await PrepareAsync();
        foreach (var file in files.Split(' '))
            Project.Write($"src/Shop/Data/Migrations/{file}", text);
        await Project.CommitAsync("Refer to the module");
        var dotnet = new DotnetStandIn(Workplace, "exit 0");

        await RefusesAsync(4, [words, "leave out --drop-data", "docs/modules.md"], Remove);

        dotnet.Calls.ShouldBe([Check]);
    }

    [TestCase("20260101_Orders.cs", "principalTable: \"orders\",")]
    [TestCase("20260101_Orders.cs", "principalTable: \"workshop_teams\",")]
    [TestCase("20260101_Orders.cs", "table: \"shop_teams\",")]
    [TestCase("20260101_Orders.Designer.cs", "principalTable: \"shop_teams\",")]
    [TestCase("AppDbContextModelSnapshot.cs", "principalTable: \"shop_teams\",")]
    [TestCase("notes.txt", "principalTable: \"shop_teams\",")]
    public async Task Other_files_there_do_not_matter(string file, string text)
    {
        await PrepareAsync();
        Project.Write($"src/Shop/Data/Migrations/{file}", text);
        await Project.CommitAsync("Migrate");
        _ = new DotnetStandIn(Workplace, "exit 0");

        (await Project.QsAsync(Remove)).ShouldExitWith(0);
    }

    [Test]
    public async Task Tables_of_a_module_with_a_dash_have_an_underscore()
    {
        await PrepareWithoutModulesAsync();
        await Remote.ReleaseAsync(
            "web-shop", "0.1.0", ("module.yml", ModuleRemote.Manifest("web-shop", "0.1.0").Replace("Example.Web-shop", "Example.WebShop", StringComparison.Ordinal)), ("src/Example.WebShop.csproj", "<Project />\n"), ("src/Example.Web-shop.csproj", null));
        (await Project.QsAsync("module", "embed", "web-shop", "--remote", Remote.Address)).ShouldExitWith(0);
        Project.Write("src/Shop/Data/Migrations/1_Orders.cs", "principalTable: \"web_shop_teams\",");
        await Project.CommitAsync("Refer to the module");
        _ = new DotnetStandIn(Workplace, "exit 0");

        await RefusesAsync(4, ["1_Orders.cs of the application refers to tables of web-shop"], "module", "remove", "web-shop", "--drop-data", "--yes");
    }

    [Test]
    public async Task Not_when_an_edit_stands_in_the_way_of_the_rest([Values("modules/shop/a.txt", "quickscale.yml", "Shop.slnx")] string file)
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");
        Project.Write(file, Project.Read(file) + "\n");

        await RefusesAsync(4, [file], Remove);

        dotnet.Calls.ShouldNotContain(Drop);
    }

    [TestCase("edit", 4, "modules/shop/a.txt")]
    [TestCase("delete", 4, "modules/shop/a.txt")]
    [TestCase("commit", 3, "The branch has moved")]
    [TestCase("switch", 3, "The branch has moved")]
    [TestCase("lock", 4, "index.lock")]
    public async Task Not_when_something_came_in_between(string what, int exitCode, string words)
    {
        await PrepareAsync();
        await Project.GitAsync("branch", "other");
        var dotnet = new DotnetStandIn(Workplace, "exit 0");
        var state = string.Empty;
        using var answers = new BusyReader(async () =>
        {
            switch (what)
            {
                case "edit":
                    Project.Write("modules/shop/a.txt", "mine\n");
                    break;
                case "delete":
                    File.Delete(Project.PathOf("modules/shop/a.txt"));
                    break;
                case "commit":
                    Project.Write("README.md", "mine\n");
                    await Project.CommitAsync("Mine");
                    break;
                case "switch":
                    await Project.GitAsync("symbolic-ref", "HEAD", "refs/heads/other");
                    break;
                default:
                    File.WriteAllText(Project.PathOf(".git/index.lock"), string.Empty);
                    break;
            }

            state = await Project.StateAsync();
        });

        var answer = await Workplace.QsAnsweringAsync(answers, "module", "remove", "shop", "--drop-data");

        answer.ShouldExitWith(exitCode).Error.ShouldContain(words);
        dotnet.Calls.ShouldBe([Check]);
        (await Project.StateAsync()).ShouldBe(state);
        (await Project.GitAsync("for-each-ref", "refs/qs/transaction")).ShouldBeEmpty();
    }

    [Test]
    public async Task It_is_said_when_they_are_gone_and_the_rest_fails()
    {
        await PrepareAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");
        Workplace.Replace("git", "case \" $* \" in *' merge '*) echo 'fatal: disk full' >&2; exit 128 ;; esac\nexec \"$real\" \"$@\"");

        await RefusesAsync(4, ["Git could not do 'qs module remove' (fatal: disk full)", "the tables of shop are dropped already"], Remove);

        dotnet.Calls.ShouldBe([Check, Drop]);
    }

    /// <summary>A person who does something in another terminal before answering yes.</summary>
    private sealed class BusyReader(Func<Task> first) : TextReader
    {
        public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            await first();
            return "y";
        }
    }
}
