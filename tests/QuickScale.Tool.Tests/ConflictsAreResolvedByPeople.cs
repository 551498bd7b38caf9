namespace QuickScale.Tool.Tests;

/// <summary>An update that meets changes of the user: reported and nothing touched, or written as a merge that any git tool can finish.</summary>
internal sealed class ConflictsAreResolvedByPeople : WorkplaceFixture
{
    private ModuleRemote _remote = null!;
    private HostProject _project = null!;

    [Test]
    public async Task Nothing_is_touched_until_it_is_asked_for([Values] bool isLinear)
    {
        await PrepareAsync(isLinear);
        var before = await _project.StateAsync();

        var answer = await _project.QsAsync("module", "update", "--yes");

        answer.ExitCode.ShouldBe(3, answer.Output + answer.Error);
        answer.Error.ShouldContain("qs module update shop --merge");
        answer.Output.ShouldContain("modules/shop/a.txt");
        (await _project.StateAsync()).ShouldBe(before);
    }

    [Test]
    public async Task A_conflict_is_a_merge_that_is_continued([Values] bool isLinear)
    {
        await PrepareAsync(isLinear);

        var answer = await _project.QsAsync("module", "update", "shop", "--merge", "--yes");
        answer.ExitCode.ShouldBe(3, answer.Output + answer.Error);
        var lines = _project.Read("modules/shop/a.txt").Split('\n');
        lines[0].ShouldBe("<<<<<<< HEAD");
        lines.ShouldContain(">>>>>>> shop v0.2.0");
        (await _project.GitAsync("ls-files", "--unmerged")).Split('\n').Length.ShouldBe(3);
        (await _project.QsAsync("module", "update", "--continue")).ShouldRefuse(3, "modules/shop/a.txt");
        (await _project.QsAsync("module", "update", "--yes")).ExitCode.ShouldBe(4);
        _project.Write("modules/shop/a.txt", "both\n");
        await _project.GitAsync("add", "modules/shop/a.txt");

        (await _project.QsAsync("module", "update", "--continue")).ShouldExitWith(0);

        _project.Read("modules/shop/a.txt").ShouldBe("both\n");
        (await _project.GitAsync("ls-tree", "HEAD", "modules/shop/a.txt")).ShouldStartWith(OperatingSystem.IsWindows() ? "100644" : "100755");
        _project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.2.0");
        (await _project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        (await _project.GitAsync("show", "--no-patch", "--format=%P", "HEAD")).Split(' ').Length.ShouldBe(isLinear ? 1 : 2);
        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0).Output.ShouldContain("up to date");
    }

    [Test]
    public async Task Files_are_named_as_git_takes_them_in_the_folder_of_the_command()
    {
        await PrepareAsync(isLinear: false, within: "apps/shop");

        var answer = await _project.QsAsync("module", "update", "shop", "--merge", "--yes");
        answer.ExitCode.ShouldBe(3, answer.Output + answer.Error);
        answer.Output.ShouldContain("resolve the conflicts in\n  modules/shop/a.txt\n");
        Workplace.CurrentFolder = _project.PathOf("src");
        (await _project.QsAsync("module", "update", "--continue")).ShouldRefuse(3, Path.Combine("..", "modules", "shop", "a.txt") + " is not resolved");
    }

    [Test]
    public async Task Git_itself_can_finish_it([Values] bool isLinear)
    {
        await PrepareAsync(isLinear);
        (await _project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);
        _project.Write("modules/shop/a.txt", "both\n");

        await _project.GitAsync("commit", "--all", "--no-edit", "--quiet");

        _project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.2.0");
        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0).Output.ShouldContain("up to date");
        (await _project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0).Output.ShouldContain("Nothing needs repair");
    }

    [Test]
    public async Task Giving_up_restores_everything([Values] bool isLinear, [Values] bool byGit)
    {
        await PrepareAsync(isLinear);
        var before = await _project.StateAsync();
        (await _project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);

        if (byGit)
            await _project.GitAsync(isLinear ? "cherry-pick" : "merge", "--abort");
        else
            (await _project.QsAsync("module", "update", "--abort")).ShouldExitWith(0);

        (await _project.StateAsync()).ShouldBe(before);
        (await _project.QsAsync("module", "update", "--abort")).ShouldRefuse(4, "No update is waiting");
    }

    [Test]
    public async Task With_several_modules_the_clean_ones_are_updated()
    {
        await PrepareAsync(isLinear: false);
        await _remote.ReleaseAsync("other", "0.1.0");
        (await _project.QsAsync("module", "embed", "other", "--remote", _remote.Address)).ShouldExitWith(0);
        await _remote.ReleaseAsync("other", "0.2.0", ("new.txt", "new\n"));

        var answer = await _project.QsAsync("module", "update", "--all", "--yes");

        answer.ExitCode.ShouldBe(3, answer.Output + answer.Error);
        _project.Read("modules/other/new.txt").ShouldBe("new\n");
        _project.Read("modules/shop/a.txt").ShouldBe("mine\n");
        (await _project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
    }

    private async Task PrepareAsync(bool isLinear, string within = "")
    {
        _remote = await ModuleRemote.CreateAsync(Workplace);
        await _remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "1\n"));
        _project = await HostProject.CreateAsync(Workplace, within: within, remote: _remote.Address);
        (await _project.QsAsync("module", "embed", "shop", "--remote", _remote.Address, "--history", isLinear ? "linear" : "subtree")).ShouldExitWith(0);
        _project.Write("modules/shop/a.txt", "mine\n");
        await _project.CommitAsync("Change the module");
        // Upstream makes the file executable too, which is no conflict.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Workplace["sources", "shop", "a.txt"], (UnixFileMode)0b111_101_101);
        await _remote.ReleaseAsync("shop", "0.2.0", ("a.txt", "theirs\n"), ("b.txt", "b\n"));
    }
}
