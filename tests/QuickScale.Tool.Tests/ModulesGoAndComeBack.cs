namespace QuickScale.Tool.Tests;

internal sealed class ModulesGoAndComeBack : WorkplaceFixture
{
    private ModuleRemote _remote = null!;
    private HostProject _project = null!;

    [Test]
    public async Task Rollback_goes_back_version_by_version_and_keeps_own_changes([Values] bool isLinear)
    {
        await PrepareAsync(isLinear);
        _project.Write("modules/shop/mine.txt", "mine\n");
        await _project.CommitAsync("Add to the module");
        foreach (var version in new[] { "0.2.0", "0.3.0" })
        {
            await _remote.ReleaseAsync("shop", version, ("a.txt", version + "\n"));
            (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);
        }

        foreach (var version in new[] { "0.2.0", "0.1.0" })
        {
            (await _project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
            _project.Read("modules/shop/a.txt").ShouldBe(version + "\n");
            _project.Read("modules/shop/mine.txt").ShouldBe("mine\n");
            _project.Read(".quickscale/config.yml").ShouldContain($"installed_version: v{version}");
        }

        (await _project.QsAsync("module", "rollback", "shop", "--yes")).ShouldRefuse(4, "first version");
        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);
        _project.Read("modules/shop/a.txt").ShouldBe("0.3.0\n");
    }

    [Test]
    public async Task Remove_leaves_the_project_as_it_was()
    {
        await PrepareAsync(isLinear: false);
        _project.Write("modules/shop/src/obj/left.txt", "from a build\n");
        var answer = (await _project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
        answer.Output.ShouldContain("data of shop is still in the database");
        (await _project.QsAsync("module", "remove", "core", "--yes")).ShouldExitWith(0);

        _project.Has("modules").ShouldBeFalse();
        (await _project.GitAsync("diff", "--stat", "main~4", "HEAD", "--", ".", ":!.quickscale/config.yml")).ShouldBeEmpty();
        _project.Read(".quickscale/config.yml").ShouldContain("modules: {}");
    }

    [Test]
    public async Task Remove_refuses_what_would_lose_something()
    {
        await PrepareAsync(isLinear: false);
        (await _project.QsAsync("module", "remove", "core", "--yes")).ShouldRefuse(4, "shop requires core");
        _project.Write("modules/shop/a.txt", "mine\n");
        await _project.CommitAsync("Change the module");
        (await _project.QsAsync("module", "remove", "shop", "--yes")).ShouldRefuse(4, "changes of your own", "--keep-files", "--force");
        (await _project.QsAsync("module", "remove", "shop")).ShouldExitWith(4);

        (await _project.QsAsync("module", "remove", "shop", "--keep-files", "--yes")).ShouldExitWith(0);

        _project.Read("modules/shop/a.txt").ShouldBe("mine\n");
        _project.Read("Shop.slnx").ShouldNotContain("modules/shop");
        (await _project.QsAsync("module", "embed", "shop", "--remote", _remote.Address)).ShouldRefuse(4, "modules/shop exists and is not the module");
    }

    [Test]
    public async Task An_embed_that_a_rebase_has_dropped_is_seen_and_brought_back()
    {
        await PrepareAsync(isLinear: false);
        await _project.GitAsync("switch", "--quiet", "--create", "other", "main~1");
        _project.Write("README.md", "# Other\n");
        await _project.CommitAsync("Other");
        await _project.GitAsync("switch", "--quiet", "main");
        await _project.GitAsync("rebase", "--quiet", "other");
        _project.Has("modules/shop").ShouldBeFalse("a rebase no longer drops merges: this test proves nothing");

        (await _project.QsAsync("module", "status")).ShouldExitWith(0).Output.ShouldContain("a rebase has dropped its embed");
        var answer = (await _project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0);

        answer.Output.ShouldContain("had spilled into the root");
        _project.Read("modules/shop/a.txt").ShouldBe("0.1.0\n");
        _project.Has("module.yml").ShouldBeFalse();
        _project.Has("src/Shop/Program.cs").ShouldBeTrue();
        (await _project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        await _remote.ReleaseAsync("shop", "0.2.0", ("a.txt", "0.2.0\n"));
        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);
        _project.Read("modules/shop/a.txt").ShouldBe("0.2.0\n");
    }

    [Test]
    public async Task A_pull_request_that_was_squashed_is_linked_again()
    {
        await PrepareAsync(isLinear: false);
        var embedded = await _project.GitAsync("rev-parse", "HEAD");
        await _project.GitAsync("reset", "--quiet", "--soft", "main~2");
        await _project.GitAsync("commit", "--quiet", "--message", "All in one");

        (await _project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0).Output.ShouldContain("link to upstream's history was lost");

        (await _project.GitAsync("diff", "--stat", embedded, "HEAD")).ShouldBeEmpty();
        await _remote.ReleaseAsync("shop", "0.2.0", ("a.txt", "0.2.0\n"));
        await _project.GitAsync("subtree", "pull", "-q", "--squash", "--prefix=modules/shop", _remote.Address, "splits/shop-module");
        _project.Read("modules/shop/a.txt").ShouldBe("0.2.0\n");
        (await _project.QsAsync("module", "status")).Output.ShouldContain("shop");
        (await _project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0).Output.ShouldContain("git subtree has made");
        _project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.2.0");
    }

    private async Task PrepareAsync(bool isLinear)
    {
        _remote = await ModuleRemote.CreateAsync(Workplace);
        await _remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "0.1.0\n"));
        _project = await HostProject.CreateAsync(Workplace, remote: _remote.Address);
        (await _project.QsAsync("module", "embed", "shop", "--remote", _remote.Address, "--history", isLinear ? "linear" : "subtree")).ShouldExitWith(0);
    }
}
