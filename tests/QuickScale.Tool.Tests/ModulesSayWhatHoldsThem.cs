using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary>A newer version that does not come, and a change of one's own that does not come back, are said with what to do about it.</summary>
internal sealed class ModulesSayWhatHoldsThem : ShopFixture
{
    [Test]
    public async Task A_module_that_another_one_holds_back_is_not_called_up_to_date()
    {
        await PrepareAsync();
        await Remote.ReleaseAsync("core", "0.2.0");
        await Remote.ReleaseAsync("shop", "0.2.0", "requires: { core: \">=0.2 <1\" }", ("a.txt", "0.2.0\n"));

        var held = (await UpdateAsync("shop")).ShouldExitWith(0);
        held.Output.ShouldContain("shop stays at v0.1.0, though v0.2.0 is there: shop v0.2.0 requires core >=0.2 <1, and v0.1.0 is embedded; run 'qs module update core' first.");
        held.Output.ShouldNotContain("up to date");
        var told = JsonNode.Parse((await UpdateAsync("shop", "--json")).ShouldExitWith(0).Output)!;
        told["current"]!.AsArray().ShouldBeEmpty();
        var one = told["held"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)one["name"], (string?)one["version"], (string?)one["newest"]).ShouldBe(("shop", "0.1.0", "0.2.0"));

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldNotContain("stays at");
        ShouldBeAt("0.2.0");
        var again = (await UpdateAsync("shop")).ShouldExitWith(0).Output;
        again.ShouldContain("shop v0.2.0 is up to date.");
    }

    [Test]
    public async Task After_an_update_of_two_the_one_is_named_that_can_be_rolled_back_first()
    {
        await PrepareAsync();
        await Remote.ReleaseAsync("core", "0.2.0");
        await Remote.ReleaseAsync("shop", "0.2.0", "requires: { core: \">=0.2 <1\" }", ("a.txt", "0.2.0\n"));

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("'qs module rollback shop' goes back");
        (await Project.QsAsync("module", "rollback", "core", "--yes")).ShouldRefuse(4, "roll back shop first");
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
    }

    [Test]
    public async Task What_requires_a_module_that_stays_for_its_conflicts_waits_for_it()
    {
        await PrepareAsync();
        (await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address)).ShouldExitWith(0);
        Project.Write("modules/core/module.yml", Project.Read("modules/core/module.yml").Replace("The module core", "Ours", StringComparison.Ordinal));
        await Project.CommitAsync("Change core");
        await Remote.ReleaseAsync("core", "0.2.0", ("module.yml", ModuleRemote.Manifest("core", "0.2.0").Replace("The module core", "Theirs", StringComparison.Ordinal)));
        await Remote.ReleaseAsync("shop", "0.2.0", "requires: { core: \">=0.2 <1\" }", ("a.txt", "0.2.0\n"));
        await Remote.ReleaseAsync("other", "0.2.0", ("c.txt", "0.2.0\n"));

        var answer = await UpdateAsync();

        answer.ExitCode.ShouldBe(3, answer.Output + answer.Error);
        answer.Output.ShouldContain("shop stays at v0.1.0, though v0.2.0 is there: it waits for core; run 'qs module update core --merge' first.");
        Project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.2.0");
        (Project.Read("modules/other/c.txt"), Project.Read("modules/shop/module.yml").Contains("version: 0.1.0", StringComparison.Ordinal)).ShouldBe(("0.2.0\n", true));
    }

    [Test]
    public async Task A_module_that_an_update_with_a_conflict_will_require_comes_alone_and_is_said()
    {
        await PrepareAsync();
        Project.Write("modules/shop/a.txt", "mine\n");
        await Project.CommitAsync("Change the module");
        await Remote.ReleaseAsync("shop", "0.2.0", "requires: { other: \">=0.1 <1\" }", ("a.txt", "theirs\n"));

        var answer = await UpdateAsync();

        answer.ExitCode.ShouldBe(3, answer.Output + answer.Error);
        answer.Output.ShouldContain("Embedded other v0.1.0 in commit");
        answer.Output.ShouldNotContain("Updated");
        Project.Has("modules/other").ShouldBeTrue();
    }

    [Test]
    public async Task What_quickscale_yml_does_not_allow_is_held_and_not_outdated()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        (await Project.QsAsync("module", "status", "--check", "--trust-remote")).ShouldExitWith(1);
        await WantAsync("0.1.0");

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("shop stays at v0.1.0, though v0.2.0 is there: quickscale.yml allows 0.1.0; change it there to go further.");
        (await Project.QsAsync("module", "status", "--check", "--trust-remote")).ShouldExitWith(0).Output.ShouldContain("up to date with quickscale.yml, which does not allow v0.2.0");
        var shop = JsonNode.Parse((await Project.QsAsync("module", "status", "--check", "--trust-remote", "--json")).ShouldExitWith(0).Output)!["modules"]!.AsArray().Single(module => (string?)module!["name"] == "shop")!;
        ((bool)shop["held"]!, (bool)shop["outdated"]!, (string?)shop["newest"]).ShouldBe((true, false, "0.2.0"));

        await Remote.ReleaseAsync("shop", "0.1.1", ("a.txt", "0.1.1\n"));
        await WantAsync("<0.2");
        (await Project.QsAsync("module", "status", "--check", "--trust-remote")).ShouldExitWith(1).Output.ShouldContain("v0.1.1 is available");
    }

    [Test]
    public async Task A_rollback_under_what_quickscale_yml_asks_for_says_that_it_will_be_undone()
    {
        await PrepareAsync();
        await UpdateWorksAsync();
        await WantAsync(">=0.2");

        var back = (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);

        back.Output.ShouldContain("quickscale.yml asks for >=0.2 of shop");
        ShouldBeAt("0.1.0");
    }

    [Test]
    public async Task A_change_of_ones_own_that_upstream_has_released_since_is_named_when_a_rollback_takes_it_out([Values("subtree", "linear")] string history)
    {
        await PrepareAsync(history);
        Project.Write("modules/shop/b.txt", "b, and mine\n");
        Project.Write("modules/shop/mine.txt", "mine alone\n");
        await Project.CommitAsync("Change the module");
        await Remote.ReleaseAsync("shop", "0.2.0", ("a.txt", string.Concat(Lines("0.2.0"))), ("b.txt", "b, and mine\n"));
        (await UpdateAsync()).ShouldExitWith(0);
        Project.Read("modules/shop/b.txt").ShouldBe("b, and mine\n");

        var shown = (await Project.QsAsync("module", "rollback", "shop", "--dry-run")).ShouldExitWith(0).Output;
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0).Output.ShouldContain("your changes to b.txt are upstream's by now");

        shown.ShouldContain("your changes to b.txt are upstream's by now and do not come back with v0.1.0");
        (Project.Read("modules/shop/b.txt"), Project.Read("modules/shop/mine.txt")).ShouldBe(("b\n", "mine alone\n"));
        var command = shown[(shown.IndexOf("'git checkout ", StringComparison.Ordinal) + "'git ".Length)..];
        await Project.GitAsync(command[..command.IndexOf('\'', StringComparison.Ordinal)].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Project.Read("modules/shop/b.txt").ShouldBe("b, and mine\n");
    }

    [Test]
    public async Task A_rollback_that_takes_nothing_of_ones_own_says_nothing_of_it()
    {
        await PrepareAsync();
        Project.Write("modules/shop/mine.txt", "mine\n");
        await Project.CommitAsync("Change the module");
        await UpdateWorksAsync();
        Project.Write("modules/shop/b.txt", "b, later\n");
        await Project.CommitAsync("Change it again");

        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0).Output.ShouldNotContain("Note:");
    }

    /// <summary>Lets quickscale.yml ask for a version of the module.</summary>
    private async Task WantAsync(string version)
    {
        var file = Project.Read("quickscale.yml");
        var line = file.Split('\n').Single(line => line.TrimStart().StartsWith("shop:", StringComparison.Ordinal));
        Project.Write("quickscale.yml", file.Replace(line, $"  shop: {{ version: \"{version}\" }}", StringComparison.Ordinal));
        await Project.CommitAsync("Ask for a version");
    }
}
