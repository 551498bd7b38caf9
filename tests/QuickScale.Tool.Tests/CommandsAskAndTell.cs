using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary>What the commands on modules ask, print and promise, whichever of them it is.</summary>
internal sealed class CommandsAskAndTell : ShopFixture
{
    private static readonly string[] Changing =
    [
        "module embed other", "module update", "module update shop --to 0.2.0", "module rollback shop", "module remove shop", "module remove shop --keep-files", "module remove shop --force", "module repair", "module repair core",
        "module set shop mode=b",
    ];

    private static readonly string[] Reading =
    [
        "module list", "module list --upstream", "module info shop", "module status", "module status --upstream", "module diff shop", "module diff shop --upstream",
    ];

    private static readonly (string Command, int ExitCode)[] Refused =
    [
        ("module update shop", 4), ("module update nothing", 4), ("module update UPPER", 2), ("module update --to 1.0.0", 2), ("module update --continue", 4), ("module update --abort", 4),
        ("module embed nothing", 2), ("module embed shop@x.y", 2), ("module rollback shop --yes", 4), ("module remove shop --yes", 4), ("module set shop a=b", 4), ("module diff shop", 4),
        ("module info nothing", 2), ("module repair shop --yes", 4), ("module nonsense", 2),
    ];

    [Test]
    public async Task Without_modules_there_is_nothing_to_update()
    {
        await PrepareWithoutModulesAsync();
        foreach (var command in new[] { "module update", "update", "module update --yes", "module update --all", "module update --dry-run" })
            (await Project.QsAsync(command.Split(' '))).ShouldExitWith(0).Output.ShouldBe("✅ No modules installed. Nothing to update.\n");
        await RefusesAsync(4, ["'shop' is not embedded", "qs module embed shop"], "module", "update", "shop", "--yes");
    }

    [Test]
    public async Task A_dry_run_changes_nothing()
    {
        await PrepareWithNewsAsync();
        var before = await EverythingAsync();
        var times = Times();

        foreach (var command in Changing)
        {
            (await Project.QsAsync([.. command.Split(' '), "--dry-run"])).ShouldExitWith(0);
            (await Project.QsAsync([.. command.Split(' '), "--dry-run", "--yes", "--json"])).ShouldExitWith(0);
            (await EverythingAsync()).ShouldBe(before, command);
            Times().ShouldBe(times, command);
        }

        async Task<string> EverythingAsync() =>
            await Project.StateAsync() + await Project.GitAsync("for-each-ref", "refs/heads", "refs/tags", "refs/qs/up", "refs/qs/transaction") + Project.Read(".git/HEAD");
    }

    [TestCaseSource(nameof(Changing))]
    public async Task Json_is_one_object(string command)
    {
        await PrepareWithNewsAsync();

        var answer = (await Project.QsAsync([.. command.Split(' '), "--yes", "--json"])).ShouldExitWith(0);

        JsonNode.Parse(answer.Output)!.AsObject()["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Test]
    public async Task Json_of_what_only_reads_is_one_object()
    {
        await PrepareWithNewsAsync();
        foreach (var command in Reading)
        {
            var answer = (await Project.QsAsync([.. command.Split(' '), "--json"])).ShouldExitWith(0);
            JsonNode.Parse(answer.Output)!.AsObject()["ok"]!.GetValue<bool>().ShouldBeTrue(command);
        }
    }

    [Test]
    public async Task A_refusal_is_one_object_too()
    {
        await PrepareWithoutModulesAsync();
        var before = await Project.StateAsync();
        foreach (var (command, exitCode) in Refused)
        {
            var answer = await Project.QsAsync([.. command.Split(' '), "--json"]);

            var said = JsonNode.Parse(answer.Output)!.AsObject();
            answer.ExitCode.ShouldBe(exitCode, command);
            said["ok"]!.GetValue<bool>().ShouldBeFalse(command);
            said["exitCode"]!.GetValue<int>().ShouldBe(exitCode, command);
            said["error"]!.GetValue<string>().ShouldEndWith(".", customMessage: command);
            answer.Error.ShouldBe($"qs: {said["error"]!.GetValue<string>()}\n", command);
            (await Project.StateAsync()).ShouldBe(before, command);
        }
    }

    [Test]
    public async Task Where_nobody_answers_a_change_wants_to_be_told_so()
    {
        await PrepareWithNewsAsync();
        foreach (var command in new[] { "module update", "module rollback shop", "module remove shop" })
            await RefusesAsync(2, ["--yes", "--dry-run"], command.Split(' '));

        Project.Write("Shop.slnx", "<Solution>\n</Solution>\n");
        await Project.CommitAsync("Lose the wiring");
        await RefusesAsync(2, ["--yes", "--dry-run"], "module", "repair", "shop");
    }

    [TestCase("y\n")]
    [TestCase("Yes\n")]
    public async Task A_person_who_is_asked_may_say_yes(string answers)
    {
        await PrepareWithNewsAsync();

        await AskedAsync(answers);

        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task All_else_means_no()
    {
        await PrepareWithNewsAsync();
        var before = await Project.StateAsync();
        foreach (var answers in new[] { "n\n", "\n", "sure\n", "" })
        {
            (await AskedAsync(answers)).Output.ShouldContain("Nothing was changed.", customMessage: answers);
            (await Project.StateAsync()).ShouldBe(before, answers);
            (await Project.GitAsync("for-each-ref", "refs/qs/transaction")).ShouldBeEmpty(answers);
        }
    }

    [Test]
    public async Task Other_spellings_are_the_same_commands()
    {
        await PrepareWithoutModulesAsync();

        (await Project.QsAsync("embed-core", "--remote", Remote.Address)).ShouldExitWith(0).Output.ShouldContain("Embedded core v0.1.0");
        (await Project.QsAsync("embed", "--module", "shop", "--remote", Remote.Address)).ShouldExitWith(0);
        (await Project.QsAsync("embed", "--module=other", "--remote", Remote.Address)).ShouldExitWith(0);
        await Remote.ReleaseAsync("core", "0.2.0");
        await ReleaseNextAsync();
        (await Project.QsAsync("update-core", "--yes")).ShouldExitWith(0);
        (await Project.QsAsync("status")).ShouldExitWith(0).Output.ShouldContain("core v0.2.0");
        (await Project.QsAsync("list-modules")).ShouldExitWith(0).Output.ShouldContain("shop");
        (await Project.QsAsync("update", "--yes")).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
    }

    [TestCase("src/Shop")]
    [TestCase("modules/shop/src")]
    [TestCase(".quickscale")]
    public async Task From_any_folder_of_the_project(string folder)
    {
        await PrepareWithNewsAsync();
        Workplace.CurrentFolder = Project.PathOf(folder);

        foreach (var command in Reading)
            (await Project.QsAsync(command.Split(' '))).ShouldExitWith(0);
        (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
        (await EmbedAsync("other")).ShouldExitWith(0);
        Project.Has("modules/other/c.txt").ShouldBeTrue();
    }

    [TestCase("other")]
    [TestCase("other@0.1.0")]
    [TestCase("other@v0.1.0")]
    public async Task A_version_is_written_with_or_without_v(string wish)
    {
        await PrepareWithoutModulesAsync();
        (await Project.QsAsync("module", "embed", wish, "--remote", Remote.Address)).ShouldExitWith(0).Output.ShouldContain("Embedded core v0.1.0 and other v0.1.0");
    }

    [Test]
    public async Task What_is_embedded_already_is_said()
    {
        await PrepareAsync();
        var before = await Project.StateAsync();

        (await EmbedAsync()).ShouldExitWith(0).Output.ShouldBe("shop v0.1.0 is already embedded; 'qs module update shop' brings a newer version.\n");

        (await Project.StateAsync()).ShouldBe(before);
    }

    [Test]
    public async Task Several_are_embedded_at_once_or_none()
    {
        await PrepareWithoutModulesAsync();
        await Remote.ReleaseAsync("bad", "0.1.0", ("CON", "device\n"));

        await RefusesAsync(4, ["bad v0.1.0 is refused", "CON"], "module", "embed", "shop", "bad", "other", "--remote", Remote.Address);
        (await Project.QsAsync("module", "embed", "shop", "other", "shop", "--remote", Remote.Address)).ShouldExitWith(0);
        Project.Has("modules/other").ShouldBeTrue();
        Project.Has("modules/shop").ShouldBeTrue();
    }

    [Test]
    public async Task A_placeholder_is_not_embedded()
    {
        await PrepareWithoutModulesAsync();
        var planned = ModuleRemote.Manifest("teams", "0.0.1", "available_in: 0.3.0").Replace("status: released", "status: planned", StringComparison.Ordinal);
        await Remote.ReleaseAsync("teams", "0.0.1", ("module.yml", planned));

        await RefusesAsync(
            4,
            ["Module 'teams' is not yet implemented. The 'teams' module infrastructure is ready but contains only placeholder files. Full implementation coming in v0.3.0."],
            "module", "embed", "teams", "--remote", Remote.Address);
    }

    [TestCase(".quickscale/config.yml", "schema: 1", "schema: 99", "schema", "update qs")]
    [TestCase(".quickscale/config.yml", "theme: html", "thema: html", "thema", "theme")]
    [TestCase(".quickscale/config.yml", "prefix: modules/shop", "prefix: modules/other", "config.yml:", "modules/shop")]
    [TestCase("quickscale.yml", "database: sqlite", "database: oracle", "oracle", "postgres")]
    [TestCase("quickscale.yml", "theme: html", "theme: [", "quickscale.yml:", "")]
    public async Task A_file_that_cannot_be_read_names_the_place(string file, string right, string wrong, string names, string way)
    {
        await PrepareAsync();
        var text = Project.Read(file);
        text.ShouldContain(right);
        Project.Write(file, text.Replace(right, wrong, StringComparison.Ordinal));
        await Project.CommitAsync("Break it");

        foreach (var command in new[] { "module update --yes", "module status", "module embed other", "module repair --yes", "module list" })
        {
            var answer = await Project.QsAsync(command.Split(' '));
            answer.ShouldExitWith(4).Output.ShouldBeEmpty();
            foreach (var word in new[] { file, names, way })
                answer.Error.ShouldContain(word);
            answer.Error.Trim().Split('\n').Length.ShouldBe(1);
        }
    }

    private async Task<Answer> AskedAsync(string answers)
    {
        var answer = (await Workplace.QsAnsweringAsync(answers, "module", "update")).ShouldExitWith(0);
        answer.Error.ShouldContain("Continue? (y/N)");
        answer.Output.ShouldContain("shop v0.1.0 → v0.2.0");
        return answer;
    }

    /// <summary>Shop v0.1.0 with an own change, an older version before it and a newer one upstream.</summary>
    private async Task PrepareWithNewsAsync()
    {
        const string Options = "options:\n  mode: { type: enum, values: [a, b], default: a, change: mutable, summary: How }";
        await PrepareWithoutModulesAsync();
        await Remote.ReleaseAsync("shop", "0.0.9", Options);
        await Remote.ReleaseAsync("shop", "0.1.0", Options);
        (await Project.QsAsync("module", "embed", "shop@0.0.9", "--remote", Remote.Address)).ShouldExitWith(0);
        (await UpdateAsync("shop", "--to", "0.1.0")).ShouldExitWith(0);
        await Remote.ReleaseAsync("shop", "0.2.0", Options, ("a.txt", string.Concat(Lines("0.2.0"))), ("new.txt", "new\n"));
    }

    private Dictionary<string, DateTime> Times() =>
        Directory.EnumerateFiles(Project.PathOf(""), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/.git/", StringComparison.Ordinal)).ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
