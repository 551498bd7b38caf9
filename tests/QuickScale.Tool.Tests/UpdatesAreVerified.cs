namespace QuickScale.Tool.Tests;

/// <summary>
/// <c>qs module update --verify</c>: the updated project is tested, and what stands when the tests fail. With the real dotnet it runs in
/// the test of the installed tool.
/// </summary>
[Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
internal sealed class UpdatesAreVerified : ShopFixture
{
    private const string Test = "test, version 0.2.0";
    private const string Fails = "echo 'error CS0103: gone'; exit 1";

    [Test]
    public async Task One_that_passes_stays()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        var dotnet = new DotnetStandIn(Workplace, "exit 0");

        var answer = (await UpdateAsync("--verify")).ShouldExitWith(0);

        dotnet.Calls.ShouldBe([Test]);
        answer.Error.ShouldContain("Building and testing…");
        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task One_that_fails_is_taken_back([Values("subtree", "linear")] string history)
    {
        await PrepareAsync(history);
        await ReleaseNextAsync();
        var dotnet = new DotnetStandIn(Workplace, Fails);

        await FailsAsync("so it was taken back", "'dotnet test'");

        dotnet.Calls.ShouldBe([Test]);
        ShouldBeAt("0.1.0");
        Project.Has("modules/shop/new.txt").ShouldBeFalse();

        // Nothing is left that would stand in the way of the next one.
        _ = new DotnetStandIn(Workplace, "exit 0");
        (await UpdateAsync("--verify")).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task What_the_tests_have_said_is_shown_on_request([Values] bool isVerbose)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        _ = new DotnetStandIn(Workplace, Fails);

        var answer = (await UpdateAsync(["--verify", "--json", .. isVerbose ? new[] { "--verbose" } : []])).ShouldExitWith(1);

        answer.Error.Contains("error CS0103: gone", StringComparison.Ordinal).ShouldBe(isVerbose, answer.Error);
        var result = System.Text.Json.Nodes.JsonNode.Parse(answer.Output)!;
        result["ok"]!.GetValue<bool>().ShouldBeFalse();
        result["exitCode"]!.GetValue<int>().ShouldBe(1);
        result["error"]!.GetValue<string>().ShouldContain("taken back");
    }

    [Test]
    public async Task Uncommitted_work_elsewhere_is_kept()
    {
        await PrepareAsync();
        Project.Write("README.md", "# Before\n");
        await Project.GitAsync("add", "README.md");
        await ReleaseNextAsync();
        _ = new DotnetStandIn(Workplace, "echo during > notes.txt; echo '// during' >> src/Shop/Program.cs; " + Fails);

        (await UpdateAsync("--verify")).ShouldExitWith(1).Error.ShouldContain("so it was taken back");

        ShouldBeAt("0.1.0");
        Project.Read("README.md").ShouldBe("# Before\n");
        Project.Read("notes.txt").ShouldBe("during\n");
        Project.Read("src/Shop/Program.cs").ShouldEndWith("// during\n");
        (await Project.GitAsync("status", "--porcelain", "README.md")).ShouldContain("README.md");
    }

    [Test]
    public async Task A_file_of_it_that_was_edited_meanwhile_is_kept_and_the_way_said_works()
    {
        await PrepareAsync();
        var before = await Project.GitAsync("rev-parse", "HEAD");
        await ReleaseNextAsync();
        _ = new DotnetStandIn(Workplace, "echo mine >> modules/shop/a.txt; " + Fails);

        var answer = (await UpdateAsync("--verify")).ShouldExitWith(1);

        answer.Error.ShouldContain("stays because files of it were edited since");
        answer.Error.ShouldContain($"'git stash', then 'git reset --keep {before[..7]}' takes it back.");
        ShouldBeAt("0.2.0");
        Project.Read("modules/shop/a.txt").ShouldEndWith("7\nmine\n");
        await Project.GitAsync("stash", "--quiet");
        await Project.GitAsync("reset", "--quiet", "--keep", before[..7]);
        ShouldBeAt("0.1.0");
        (await UpdateAsync()).ShouldExitWith(0);
    }

    [Test]
    public async Task What_was_committed_meanwhile_is_kept_and_the_way_said_works()
    {
        await PrepareAsync();
        await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address);
        await ReleaseNextAsync();
        await Remote.ReleaseAsync("other", "0.2.0", ("c.txt", "c2\n"));
        _ = new DotnetStandIn(Workplace, "echo mine > mine.txt; git add mine.txt; git commit --quiet --message Mine; " + Fails);

        var answer = (await UpdateAsync("--verify")).ShouldExitWith(1);

        answer.Error.ShouldContain("stays because the branch has moved since; take other and shop back with 'qs module rollback NAME'.");
        foreach (var module in new[] { "shop", "other" })
            (await Project.QsAsync("module", "rollback", module, "--yes")).ShouldExitWith(0);

        Project.Read(".quickscale/config.yml").ShouldNotContain("installed_version: v0.2.0");
        ShouldBeAt("0.1.0");
        Project.Read("mine.txt").ShouldBe("mine\n");
    }

    [Test]
    public async Task Without_an_sdk_it_is_said_that_nothing_was_verified()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Workplace.OnlyPrograms("git", "sh");

        (await UpdateAsync("--verify")).ShouldExitWith(4).Error.ShouldContain("The update is made and was not verified, because the .NET SDK was not found");

        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task Nothing_is_tested_when_nothing_is_updated([Values("--dry-run", "--verify", "no")] string how)
    {
        await PrepareAsync();
        if (how != "--verify")
            await ReleaseNextAsync();
        var dotnet = new DotnetStandIn(Workplace, Fails);
        var before = await Project.StateAsync();

        var answer = how == "no"
            ? await Workplace.QsAnsweringAsync("n\n", "module", "update", "--verify", "--trust-remote")
            : await UpdateAsync("--verify", how);

        answer.ShouldExitWith(0);
        dotnet.Calls.ShouldBeEmpty();
        (await Project.StateAsync()).ShouldBe(before);
    }

    /// <summary>The verification fails with a sentence that has these words, and nothing at all has changed.</summary>
    private async Task FailsAsync(params string[] words)
    {
        var before = await Project.StateAsync();
        var answer = await UpdateAsync("--verify");
        (answer with { Output = string.Empty }).ShouldRefuse(1, words);
        (await Project.StateAsync()).ShouldBe(before);
        (await Project.GitAsync("for-each-ref", "refs/qs/transaction")).ShouldBeEmpty();
    }
}
