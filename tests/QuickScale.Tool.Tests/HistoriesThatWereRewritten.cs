namespace QuickScale.Tool.Tests;

/// <summary>What people do to histories, here and upstream: updates go on, or are refused with the way back.</summary>
internal sealed class HistoriesThatWereRewritten : ShopFixture
{
    [Test]
    public async Task A_clone_that_knows_nothing_of_qs()
    {
        await PrepareAsync();
        await ChangeTheModuleAsync();
        await Workplace.GitAsync(".", "clone", "--quiet", "host", "colleague");
        Project = Project.At("colleague");

        await ReleaseNextAsync();
        (await Project.QsAsync("module", "update", "--yes")).ShouldRefuse(2, Remote.Address, "--trust-remote");
        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.2.0");
        ShouldHoldTheChange();
    }

    [Test]
    public async Task The_folder_was_deleted_and_committed([Values("rm -r -q modules/shop", "mv modules/shop modules/laden")] string how)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Project.GitAsync(how.Split(' '));
        await Project.CommitAsync("Without shop");

        await RefusesAsync(4, ["modules/shop is gone", "qs module repair shop", "qs module remove shop"], "module", "update", "--yes");
        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Output.ShouldContain("is gone from the commit");
        (await Project.QsAsync("module", "repair", "shop", "--yes")).ShouldExitWith(0);
        (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task The_folder_was_deleted_and_is_taken_off_the_list()
    {
        await PrepareAsync();
        await Project.GitAsync("rm", "-r", "-q", "modules/shop");
        await Project.CommitAsync("Without shop");

        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);

        Project.Read(".quickscale/config.yml").ShouldNotContain("shop");
        (await EmbedAsync()).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
    }

    [Test]
    public async Task The_folder_was_deleted_and_not_committed()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Directory.Delete(Project.PathOf("modules/shop"), recursive: true);

        await RefusesAsync(4, ["modules/shop/a.txt", "git restore"], "module", "update", "--yes");
        await Project.GitAsync("restore", "modules/shop");
        (await UpdateAsync()).ShouldExitWith(0);
    }

    [Test]
    public async Task A_step_back_and_forth_keeps_own_changes([Values("subtree", "linear")] string history)
    {
        await PrepareAsync(history);
        await ChangeTheModuleAsync();
        await UpdateWorksAsync();
        await Remote.ReleaseAsync("shop", "0.3.0", ("a.txt", string.Concat(Lines("0.3.0"))));

        foreach (var version in new[] { "0.1.0", "0.3.0", "0.2.0", "0.3.0" })
        {
            (await UpdateAsync("shop", "--to", version)).ShouldExitWith(0);
            ShouldBeAt(version);
            ShouldHoldTheChange();
            if (version == "0.1.0" && history == "subtree")
                (await Project.GitAsync("log", "-1", "--format=%B", "HEAD^2")).ShouldContain("REVERT: ");
        }

        if (history == "subtree")
            await PlainPullWorksAsync();
    }

    [Test]
    public async Task Branches_at_different_versions_are_merged([Values] bool newerFirst)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Remote.ReleaseAsync("shop", "0.3.0", ("a.txt", string.Concat(Lines("0.3.0"))));
        foreach (var version in newerFirst ? new[] { "0.3.0", "0.2.0" } : ["0.2.0", "0.3.0"])
        {
            await Project.GitAsync("switch", "--quiet", "--create", $"v{version}", "main");
            (await UpdateAsync("shop", "--to", version)).ShouldExitWith(0);
            await Task.Delay(1100);
        }

        await Project.GitAsync("switch", "--quiet", "v0.2.0");
        var merge = await TestProcess.RunAsync("git", ["merge", "--no-edit", "v0.3.0"], Workplace["host"]);
        merge.ExitCode.ShouldBe(1, merge.Text);
        await Project.GitAsync("checkout", "--theirs", ".");
        await Project.CommitAsync("Take the newer one");
        ShouldBeAt("0.3.0");
        await ChangeTheModuleAsync();

        await Remote.ReleaseAsync("shop", "0.4.0", ("a.txt", string.Concat(Lines("0.4.0"))));
        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.4.0");
        ShouldHoldTheChange();
        (await Project.GitAsync("log", "-1", "--format=%s", "HEAD^2^")).ShouldContain((await Workplace.GitAsync("sources/shop", "rev-parse", "shop/v0.3.0"))[..7]);
    }

    [Test]
    public async Task An_embed_is_reverted_and_done_again()
    {
        await PrepareAsync();
        await Project.GitAsync("revert", "--no-edit", "-m1", "HEAD");
        Project.Has("modules/shop").ShouldBeFalse();

        (await EmbedAsync()).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
        await ChangeTheModuleAsync();
        await UpdateWorksAsync();
        ShouldHoldTheChange();
        await PlainPullWorksAsync();
    }

    [Test]
    public async Task An_update_is_reverted_and_done_again()
    {
        await PrepareAsync();
        await ChangeTheModuleAsync();
        await UpdateWorksAsync();
        await Project.GitAsync("revert", "--no-edit", "-m1", "HEAD");
        ShouldBeAt("0.1.0");

        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.2.0");
        ShouldHoldTheChange();
    }

    [Test]
    public async Task A_plain_pull_is_reverted_and_done_again()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Project.GitAsync("subtree", "pull", "-q", "--squash", "--prefix=modules/shop", Remote.Address, "refs/tags/shop/v0.2.0");
        await Project.GitAsync("revert", "--no-edit", "-m1", "HEAD");
        ShouldBeAt("0.1.0");

        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task What_git_subtree_has_pulled_is_known_to_the_next_update()
    {
        await PrepareAsync();
        await ChangeTheModuleAsync();
        await ReleaseNextAsync();
        await Project.GitAsync("subtree", "pull", "-q", "--squash", "--prefix=modules/shop", Remote.Address, "refs/tags/shop/v0.2.0");
        (await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address)).ShouldExitWith(0);
        var pulled = await Project.GitAsync("rev-parse", "main~1^2");
        await Remote.ReleaseAsync("shop", "0.3.0", ("a.txt", string.Concat(Lines("0.3.0"))));

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("shop v0.2.0 → v0.3.0");

        ShouldBeAt("0.3.0");
        ShouldHoldTheChange();
        (await Project.GitAsync("rev-parse", "HEAD^2^")).ShouldBe(pulled);
    }

    [TestCase("with trailers")]
    [TestCase("without trailers")]
    [TestCase("picked")]
    [TestCase("orphan")]
    public async Task The_embed_reached_the_branch_without_its_merge(string how)
    {
        await PrepareAsync();
        (await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address)).ShouldExitWith(0);
        var trailers = await Project.GitAsync("log", "--format=%B", "--grep=git-subtree-dir");
        var tip = await Project.GitAsync("rev-parse", "HEAD");
        await Project.GitAsync("switch", "--quiet", "--create", "squashed", "main~3");
        switch (how)
        {
            case "picked":
                await Project.GitAsync("cherry-pick", "-m1", "main~2", "main~1", "main");
                break;
            case "orphan":
                await Project.GitAsync("switch", "--quiet", "--orphan", "new");
                await Project.GitAsync("checkout", tip, "--", ".");
                await Project.CommitAsync("Start again");
                break;
            default:
                await Project.GitAsync("merge", "--squash", "main");
                await Project.GitAsync("commit", "--quiet", "--message", how == "with trailers" ? $"Embed (#1)\n\n{trailers}" : "Embed (#1)");
                break;
        }

        await ChangeTheModuleAsync();
        await UpdateWorksAsync();

        ShouldHoldTheChange();
        (await Project.GitAsync("log", "-1", "--format=%P", "HEAD^2")).ShouldBeEmpty("the squash commit follows one that is none");
        await PlainPullWorksAsync();
    }

    [Test]
    public async Task A_commit_that_only_looks_like_a_squash_commit_is_none([Values] bool sameSplit)
    {
        await PrepareAsync();
        await ChangeTheModuleAsync();
        var embedded = await Workplace.GitAsync("sources/shop", "rev-parse", "shop/v0.1.0");
        var next = await ReleaseNextAsync();
        var squash = await Project.GitAsync("rev-parse", "main~1^2");
        await Project.GitAsync("commit", "--quiet", "--allow-empty", "--message", $"Squashed 'modules/shop/' changes\n\ngit-subtree-dir: modules/shop\ngit-subtree-split: {(sameSplit ? embedded : next)}");

        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.2.0");
        ShouldHoldTheChange();
        (await Project.GitAsync("rev-parse", "HEAD^2^")).ShouldBe(squash);
    }

    [Test]
    public async Task A_prefix_that_another_one_resembles()
    {
        await PrepareAsync();
        await Remote.ReleaseAsync("shop-x", "0.1.0", ("module.yml", ModuleRemote.Manifest("shop-x", "0.1.0").Replace("Example.Shop-x", "Example.ShopX", StringComparison.Ordinal)));
        await Project.GitAsync("subtree", "add", "-q", "--squash", "--prefix=vendor/modules/shop", Remote.Address, "refs/tags/other/v0.1.0");

        await UpdateWorksAsync();

        Project.Has("vendor/modules/shop/c.txt").ShouldBeTrue();
    }

    [Test]
    public async Task Upstream_was_regenerated_and_the_old_commits_are_gone([Values] bool inNewClone, [Values("subtree", "linear")] string history)
    {
        await PrepareAsync(history);
        await ChangeTheModuleAsync();
        await RegenerateAsync();
        if (inNewClone)
        {
            await Workplace.GitAsync(".", "clone", "--quiet", "host", "colleague");
            Project = Project.At("colleague");
        }

        (await UpdateAsync()).ShouldExitWith(0);
        await UpdateWorksAsync();

        ShouldHoldTheChange();
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
    }

    [Test]
    public async Task A_tag_was_moved()
    {
        await PrepareAsync();
        var before = await Project.StateAsync();
        await Remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "moved\n"));

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("shop v0.1.0 is up to date");

        (await Project.StateAsync()).ShouldBe(before);
        await UpdateWorksAsync();
    }

    [Test]
    public async Task Git_subtree_removes_and_adds_the_module_anew()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Project.GitAsync("rm", "-r", "-q", "modules/shop");
        await Project.GitAsync("commit", "--quiet", "--message", "Anew");
        await Project.GitAsync("subtree", "add", "-q", "--squash", "--prefix=modules/shop", Remote.Address, "refs/tags/shop/v0.2.0");
        await ChangeTheModuleAsync();
        await Remote.ReleaseAsync("shop", "0.3.0", ("a.txt", string.Concat(Lines("0.3.0"))));

        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.3.0");
        ShouldHoldTheChange();
    }

    private async Task ChangeTheModuleAsync()
    {
        Project.Write("modules/shop/a.txt", Project.Read("modules/shop/a.txt") + "mine\n");
        await Project.CommitAsync("Change the module");
    }

    private void ShouldHoldTheChange() => Project.Read("modules/shop/a.txt").ShouldEndWith("7\nmine\n");

    private async Task PlainPullWorksAsync()
    {
        await Remote.ReleaseAsync("shop", "0.9.0", ("a.txt", string.Concat(Lines("0.9.0"))));
        await Project.GitAsync("subtree", "pull", "-q", "--squash", "--prefix=modules/shop", Remote.Address, "splits/shop-module");
        Project.Read("modules/shop/a.txt").ShouldBe(string.Concat(Lines("0.9.0").Append("mine\n")));
    }

    private async Task RegenerateAsync()
    {
        await Workplace.GitAsync("sources/shop", "checkout", "--quiet", "--orphan", "again");
        await Workplace.GitAsync("sources/shop", "commit", "--quiet", "--message", "All anew");
        await Workplace.GitAsync("sources/shop", "tag", "--delete", "shop/v0.1.0");
        await Remote.ReleaseAsync("shop", "0.1.0");
        await Workplace.GitAsync("modules.git", "gc", "--quiet", "--prune=now");
    }
}
