using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs plan</c> and <c>qs apply</c>: from what is committed to what quickscale.yml wants, and no further.</summary>
internal sealed class PlansAreApplied : ShopFixture
{
    private const string Options = "options: { level: { type: int, min: 1, max: 9, default: 1, change: mutable, summary: A number }, kind: { type: enum, values: [one, two], default: one, change: immutable, summary: A kind } }";

    [Test]
    public async Task What_module_commands_did_is_what_the_file_wants()
    {
        await PrepareAsync();
        (await Project.QsAsync("plan", "--check")).ShouldExitWith(0).Output.ShouldBe("Nothing to do: the project is as quickscale.yml wants it.\n");
        var before = await Project.StateAsync();

        (await ApplyAsync()).ShouldExitWith(0).Output.ShouldBe("Nothing to do: the project is as quickscale.yml wants it.\n");

        (await Project.StateAsync()).ShouldBe(before);
    }

    [Test]
    public async Task Modules_come_in_order_and_a_commit_each_and_the_file_stays_the_users()
    {
        await PrepareWithoutModulesAsync();
        Want("modules:\n  shop: {} # ours\n  other: {}\n");
        Project.Write("README.md", "of the user\n");
        await Project.GitAsync("add", "README.md");
        var file = Project.Read("quickscale.yml");

        var plan = Json(await Project.QsAsync("plan", "--json", "--trust-remote"));
        (await ApplyAsync("--yes")).ShouldExitWith(0);

        plan["actions"]!.AsArray().Select(action => $"{action!["action"]} {action["module"]} {action["to"]}").ShouldBe(["embed core v0.1.0", "embed other v0.1.0", "embed shop v0.1.0"]);
        plan["files"]!.AsArray().Select(item => (string)item!["path"]!).ShouldContain("src/Shop/Modules.cs");
        (await Project.GitAsync("log", "--first-parent", "--format=%s", "-3")).ShouldBe("Embed shop v0.1.0\nEmbed other v0.1.0\nEmbed core v0.1.0");
        Project.Read("quickscale.yml").ShouldBe(file);
        (await Project.GitAsync("status", "--porcelain")).ShouldBe("M  README.md\n M quickscale.yml");
        (await Project.GitAsync("diff", "HEAD~3", "HEAD", "--name-only", "--", "quickscale.yml", "README.md")).ShouldBeEmpty();
        (await Project.QsAsync("plan", "--check")).ShouldExitWith(0);
        (await ApplyAsync("--check")).ShouldExitWith(0);
    }

    [Test]
    public async Task A_module_goes_when_nothing_wants_it_and_what_it_required_goes_along()
    {
        await PrepareAsync();
        (await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address)).ShouldExitWith(0);
        Want("modules:\n  other: {}\n");

        (await ApplyAsync()).ShouldRefuseAfterOutput(2, "--yes");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        Project.Has("modules/shop").ShouldBeFalse();
        Project.Has("modules/core").ShouldBeTrue();
        (await ApplyAsync("--check")).ShouldExitWith(0);

        Want("modules: {}\n");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        Project.Has("modules").ShouldBeFalse();
        Project.Read(".quickscale/config.yml").ShouldContain("modules: {}");
        (await ApplyAsync("--check")).ShouldExitWith(0);
    }

    [Test]
    public async Task A_module_with_changes_of_the_user_is_not_removed()
    {
        await PrepareAsync();
        Project.Write("modules/shop/a.txt", "mine\n");
        await Project.CommitAsync("Mine");
        Want("modules: {}\n");

        await RefusesAsync(4, ["modules/shop holds changes of your own", "qs module push shop"], "apply", "--yes");
        await RefusesAsync(4, ["modules/shop holds changes of your own"], "plan");
    }

    [Test]
    public async Task A_range_moves_a_version_up_and_down_and_without_one_it_stays()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        (await Project.QsAsync("plan", "--check")).ShouldExitWith(0);

        Want("modules:\n  shop: { version: \"0.2\" }\n");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
        (await ApplyAsync("--check")).ShouldExitWith(0);

        Want("modules:\n  shop: { version: 0.1.0 }\n");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
        (await ApplyAsync("--check")).ShouldExitWith(0);
    }

    [Test]
    public async Task An_update_that_meets_changes_of_the_user_changes_nothing()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Project.Write("modules/shop/a.txt", string.Concat(Lines("mine")));
        await Project.CommitAsync("Mine");
        Want("modules:\n  shop: { version: \"0.2\" }\n  other: {}\n");

        await RefusesAsync(3, ["shop v0.2.0 has conflicts with your changes in modules/shop/a.txt", "qs module update shop --merge"], "apply", "--yes", "--trust-remote");
        var plan = Json((await Project.QsAsync("plan", "--json")).ShouldExitWith(0));
        plan["actions"]!.AsArray().Single(action => (string)action!["module"]! == "shop")!["conflicts"]!.AsArray().Single()!.GetValue<string>().ShouldBe("modules/shop/a.txt");
    }

    [Test]
    public async Task Options_are_set_and_those_that_were_decided_are_not()
    {
        await PrepareWithOptionsAsync();
        Want("modules:\n  shop:\n    options:\n      level: 3\n      kind: two\n");

        (await ApplyAsync("--yes")).ShouldExitWith(0);
        Project.Read("src/Shop/modules.json").ShouldContain("\"level\": 3");
        Project.Read(".quickscale/config.yml").ShouldContain("kind: two");

        Want("modules:\n  shop:\n    options:\n      level: 4\n      kind: two\n");
        (await Project.QsAsync("plan")).ShouldExitWith(0).Output.ShouldContain("level: 3 → 4");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        Project.Read("src/Shop/modules.json").ShouldContain("\"level\": 4");
        (await ApplyAsync("--check")).ShouldExitWith(0);

        Want("modules:\n  shop:\n    options:\n      level: 4\n      kind: one\n");
        await RefusesAsync(4, ["quickscale.yml:10:7", "shop.kind was fixed as two"], "apply", "--yes");
    }

    [Test]
    public async Task Overrides_of_an_environment_get_into_the_settings_and_out_again()
    {
        await PrepareWithOptionsAsync();
        Want("modules:\n  shop: {}\nenvironments:\n  production: { modules: { shop: { level: 5 } } }\n");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        JsonNode.Parse(Project.Read("src/Shop/modules.json"))!["Environments"]!["production"]!["Modules"]!["shop"]!["level"]!.GetValue<int>().ShouldBe(5);

        Want("modules:\n  shop: {}\nenvironments:\n  production: { modules: { shop: { kind: two } } }\n");
        await RefusesAsync(4, ["shop.kind is fixed when the module is embedded"], "apply", "--yes");

        Want("modules:\n  shop: {}\n");
        (await Project.QsAsync("plan")).ShouldExitWith(0).Output.ShouldContain("rewire");
        (await ApplyAsync("--yes")).ShouldExitWith(0);
        Project.Read("src/Shop/modules.json").ShouldNotContain("Environments");
        (await ApplyAsync("--check")).ShouldExitWith(0);
    }

    [TestCase("level: 12", "quickscale.yml:9:14: shop.level: '12' is not possible; write a whole number from 1 to 9.")]
    [TestCase("levle: 2", "quickscale.yml:9:7: shop has no option 'levle'; perhaps 'level' is meant.")]
    [TestCase("colour: red", "quickscale.yml:9:7: shop has no option 'colour'; it has level and kind.")]
    public async Task A_wrong_option_is_named_by_its_place(string option, string sentence)
    {
        await PrepareWithOptionsAsync();
        Want($"modules:\n  shop:\n    options:\n      {option}\n");

        await RefusesAsync(4, [sentence], "plan", "--trust-remote");
        await RefusesAsync(4, [sentence], "apply", "--yes", "--trust-remote");
        (await Project.GitAsync("rev-list", "--count", "HEAD")).ShouldBe("1");
    }

    [TestCase("", "quickscale.yml:7:3: there is no module 'shp' at ")]
    [TestCase("environments:\n  production: { modules: { shop: {} } }\n", "quickscale.yml:9:28: the environment production overrides options of 'shop', which is not under modules; name it there, or remove it here.")]
    public async Task A_module_that_is_not_there_is_named_by_its_place_after_what_the_file_shows_by_itself(string more, string sentence)
    {
        await PrepareWithOptionsAsync();
        Want($"modules:\n  shp: {{}}\n{more}");

        await RefusesAsync(4, [sentence], "plan", "--trust-remote");
        await RefusesAsync(4, [sentence], "apply", "--yes", "--trust-remote");
    }

    [Test]
    public async Task A_saved_plan_is_done_exactly_or_refused()
    {
        await PrepareWithoutModulesAsync();
        Want("modules:\n  shop: {}\n");
        var plan = Workplace["plan.json"];
        (await Project.QsAsync("plan", "--out", plan, "--trust-remote")).ShouldExitWith(0).Output.ShouldContain("plan.json");

        Want("modules:\n  shop: {}\n  other: {}\n");
        await RefusesAsync(3, ["quickscale.yml has changed since", "qs plan"], "apply", plan, "--yes");

        Want("modules:\n  shop: {}\n");
        await ReleaseNextAsync();
        await RefusesAsync(3, ["what modules' remotes offer has changed since"], "apply", plan, "--yes", "--trust-remote");

        (await Project.QsAsync("plan", "--out", plan)).ShouldExitWith(0);
        await Project.CommitAsync("Work elsewhere, and quickscale.yml with it");
        (await ApplyAsync(plan)).ShouldExitWith(0);
        ShouldBeAt("0.2.0");

        // Done is done: the same plan again has nothing left to do.
        (await ApplyAsync(plan)).ShouldExitWith(0).Output.ShouldContain("Nothing to do");
        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
        await RefusesAsync(3, ["has changed since"], "apply", plan);
    }

    [TestCase("no json", "is no plan of qs")]
    [TestCase("[]", "is no plan of qs")]
    [TestCase("{\"schema\":1}", "is no plan of qs")]
    [TestCase("{\"schema\":1,\"world\":{\"a\":1,\"a\":2},\"actions\":[]}", "is no plan of qs")]
    [TestCase("{\"schema\":1,\"world\":{\"\\ud800\":1},\"actions\":[]}", "is no plan of qs")]
    [TestCase("{\"schema\":1,\"world\":{},\"actions\":[{\"action\":\"remove\",\"module\":\"../../x\"}]}", "was made of another state")]
    public async Task A_file_that_is_no_plan_of_this_project_does_nothing(string text, string words)
    {
        await PrepareAsync();
        await File.WriteAllTextAsync(Workplace["plan.json"], text);

        await RefusesAsync(words.StartsWith("was", StringComparison.Ordinal) ? 3 : 4, [words], "apply", Workplace["plan.json"], "--yes");

        // Nor is it written over, for it may be something else of the user's.
        if (words.StartsWith("is", StringComparison.Ordinal))
            (await Project.QsAsync("plan", "--out", Workplace["plan.json"])).ShouldRefuse(4, "is no plan of qs");
        (await File.ReadAllTextAsync(Workplace["plan.json"])).ShouldBe(text);
    }

    [Test]
    public async Task A_damaged_plan_in_its_own_place_is_replaced_and_a_folder_is_none()
    {
        await PrepareAsync();
        Project.Write(".git/qs/plan.json", "half a pl");

        (await Project.QsAsync("plan")).ShouldExitWith(0);
        JsonNode.Parse(Project.Read(".git/qs/plan.json"))!["schema"]!.GetValue<int>().ShouldBe(1);

        await RefusesAsync(4, ["is a folder; name a file in it with --out."], "plan", "--out", "plans/");
        await RefusesAsync(4, ["is a folder; name a file in it with --out."], "plan", "--out", "src");
    }

    [Test]
    public async Task What_a_check_finds_is_in_its_object_too()
    {
        await PrepareWithoutModulesAsync();
        Want("modules:\n  shop: {}\n");

        var checks = new[] { Parsed((await ApplyAsync("--check", "--json")).ShouldExitWith(1)), Parsed((await Project.QsAsync("plan", "--check", "--json", "--trust-remote")).ShouldExitWith(1)) };
        checks.ShouldAllBe(json => !(bool)json["ok"]! && (bool)json["changes"]!);
        checks[0]["changed"]!.GetValue<bool>().ShouldBeFalse();
        checks[0]["commits"]!.AsArray().ShouldBeEmpty();

        await RefusesAsync(2, ["--check changes nothing, and --migrate changes the database"], "apply", "--check", "--migrate");
        await RefusesAsync(2, ["PLAN is empty"], "apply", "");
        Want("modules: {}\n");
        ((bool)Json((await ApplyAsync("--check", "--json")).ShouldExitWith(0))["ok"]!).ShouldBeTrue();
    }

    [Test]
    public async Task Wiring_that_somebody_changed_is_drift_and_is_written_again()
    {
        await PrepareAsync();
        var right = Project.Read("src/Shop/Modules.cs");
        Project.Write("src/Shop/Modules.cs", "// mine\n");
        await Project.CommitAsync("Break");

        (await ApplyAsync("--check")).ExitCode.ShouldBe(1);
        (await ApplyAsync("--yes")).ShouldExitWith(0);

        Project.Read("src/Shop/Modules.cs").ShouldBe(right);
        (await ApplyAsync("--check")).ShouldExitWith(0);
    }

    [Test]
    public async Task What_was_decided_when_the_project_was_made_stays()
    {
        await PrepareAsync();
        var file = Project.Read("quickscale.yml");
        foreach (var (from, to, words) in new[] { ("theme: html", "theme: react", "theme: react"), ("database: sqlite", "database: postgres", "database: postgres"), ("name: Shop", "name: Other", "project.name: Other") })
        {
            Project.Write("quickscale.yml", file.Replace(from, to, StringComparison.Ordinal));
            await RefusesAsync(4, [words, "qs generate"], "apply", "--yes");
        }

        Project.Write("quickscale.yml", file.Replace("shop", "../../x", StringComparison.Ordinal));
        await RefusesAsync(4, ["quickscale.yml:"], "apply", "--yes");
    }

    [Test]
    public async Task Two_at_once_and_a_failing_check_leave_a_clean_state()
    {
        await PrepareWithoutModulesAsync();
        Want("modules:\n  shop: {}\n");
        (await ApplyAsync("--check")).ExitCode.ShouldBe(1);
        (await Project.GitAsync("rev-list", "--count", "HEAD")).ShouldBe("1");

        var started = Enumerable.Range(0, 2).Select(_ => TestProcess.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "qs.dll"), "apply", "--yes", "--trust-remote"], Workplace[Project.Folder])).ToList();
        var answers = await Task.WhenAll(started);

        answers.ShouldAllBe(answer => answer.ExitCode == 0);
        (await Project.GitAsync("log", "--first-parent", "--format=%s")).ShouldBe("Embed shop v0.1.0\nEmbed core v0.1.0\nStart");
    }

    [Test]
    public async Task Outside_a_project_and_in_a_damaged_one_there_is_one_sentence()
    {
        await PrepareAsync();
        Workplace.CurrentFolder = Workplace.Root;
        foreach (var command in new string[][] { ["plan"], ["apply"], ["config", "validate"], ["config", "show"], ["config", "migrate"], ["plan", "--init"] })
            (await Workplace.QsAsync(command)).ShouldRefuse(4, "There is no QuickScale project here");

        Workplace.CurrentFolder = Workplace[Project.Folder];
        Project.Write("quickscale.yml", "schema: 1\nproject: [\n");
        foreach (var command in new string[][] { ["plan"], ["apply", "--yes"], ["config", "validate"], ["config", "show"], ["config", "migrate"] })
            (await Workplace.QsAsync(command)).ShouldRefuse(4, "quickscale.yml:");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task The_migrator_runs_when_asked_and_its_failure_is_told_with_its_code()
    {
        await PrepareAsync();
        Project.Write("src/Shop/Shop.csproj", "<Project/>\n");
        Project.Write("src/Shop.Migrator/Shop.Migrator.csproj", "<Project/>\n");
        await Project.CommitAsync("Make it whole");
        var ran = Workplace["ran"];
        Workplace.Replace("dotnet", $"echo \"$@\" >> '{ran}'\n[ \"$1\" = run ] && [ -e '{ran}.fails' ] && echo 'The database does not answer.' >&2 && exit 5\nexit 0");

        (await ApplyAsync()).ShouldExitWith(0);
        File.Exists(ran).ShouldBeFalse();
        (await ApplyAsync("--migrate")).ShouldExitWith(0).Output.ShouldContain("The database is migrated.");
        (await File.ReadAllLinesAsync(ran)).ShouldBe(
        [
            "build src/Shop.Migrator -p:SkipClient=true",
            $"run --project {Project.PathOf("src/Shop.Migrator")} --no-build --verbosity quiet -- migrate",
        ]);

        await File.WriteAllTextAsync(ran + ".fails", string.Empty);
        (await ApplyAsync("--migrate")).ShouldRefuseAfterOutput(5, "The database does not answer", "qs apply --migrate");
        Json(await ApplyAsync("--json"))["changed"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Test]
    public async Task A_broken_module_is_named_with_the_way_out()
    {
        await PrepareAsync();
        await Project.GitAsync("rm", "-r", "--quiet", "modules/core");
        await Project.CommitAsync("Lose core");
        await RefusesAsync(4, ["modules/core is gone from the commit", "qs module repair core"], "plan", "--trust-remote");

        await Project.GitAsync("revert", "--no-edit", "HEAD");
        Project.Write("modules/shop/module.yml", "schema: [\n");
        await Project.CommitAsync("Break shop");
        await RefusesAsync(4, ["modules/shop/module.yml is gone or cannot be read"], "apply", "--yes");
    }

    [Test]
    public async Task Init_writes_what_is_installed_and_refuses_to_overwrite()
    {
        await PrepareAsync();
        var file = Project.Read("quickscale.yml");
        (await Project.QsAsync("plan", "--init")).ShouldRefuse(4, "has a quickscale.yml already");
        (await Project.QsAsync("plan", "--name", "X")).ShouldRefuse(2, "add --init");
        File.Delete(Project.PathOf("quickscale.yml"));

        var answer = (await Project.QsAsync("plan", "--init", "--modules", "other", "--check", "--trust-remote")).ShouldExitWith(1);

        answer.Output.ShouldContain("embed   other v0.1.0");
        answer.Output.ShouldNotContain("remove");
        Project.Read("quickscale.yml").ShouldContain("project: { name: Shop, slug: shop }");
        File.Delete(Project.PathOf("quickscale.yml"));
        (await Workplace.QsAnsweringAsync("\n\n\n\n", "plan", "--init")).ShouldExitWith(0).Error.ShouldContain("The project's name (Shop):");
        Project.Read("quickscale.yml").Split('\n').Where(line => !line.StartsWith('#')).ShouldBe(file.Split('\n').Where(line => !line.StartsWith('#')), ignoreOrder: true);
    }

    private async Task PrepareWithOptionsAsync()
    {
        Remote = await ModuleRemote.CreateAsync(Workplace);
        await Remote.ReleaseAsync("shop", "0.1.0", Options, ("a.txt", "a\n"));
        Project = await HostProject.CreateAsync(Workplace, remote: Remote.Address);
    }

    private Task<Answer> ApplyAsync(params string[] more) => Project.QsAsync(["apply", "--trust-remote", .. more]);

    /// <summary>Rewrites the section of modules, as a person does.</summary>
    private void Want(string modules)
    {
        var text = Project.Read("quickscale.yml");
        Project.Write("quickscale.yml", text[..text.IndexOf("modules:", StringComparison.Ordinal)] + modules);
    }

    private static JsonNode Json(Answer answer) => Parsed(answer.ShouldExitWith(0));

    private static JsonNode Parsed(Answer answer) => JsonNode.Parse(answer.Output)!;
}
