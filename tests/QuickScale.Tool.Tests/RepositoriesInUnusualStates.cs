namespace QuickScale.Tool.Tests;

/// <summary>Repositories as they are found: each either serves, or is refused in a sentence of its own with nothing changed.</summary>
[Platform(Exclude = "Win", Reason = "Clones are made of file:// addresses as this system writes them.")]
internal sealed class RepositoriesInUnusualStates : ShopFixture
{
    [Test]
    public async Task Without_a_commit()
    {
        await PrepareWithoutModulesAsync();
        Directory.Delete(Project.PathOf(".git"), recursive: true);
        await Project.GitAsync("init", "--quiet");

        (await EmbedAsync()).ShouldRefuse(4, "no commit yet", "git commit");
        (await Project.QsAsync("module", "status")).ShouldRefuse(4, "no commit yet");
        (await Project.GitAsync("ls-files")).ShouldBeEmpty();
    }

    [Test]
    public async Task Without_a_repository()
    {
        await PrepareWithoutModulesAsync();
        Directory.Delete(Project.PathOf(".git"), recursive: true);

        (await EmbedAsync()).ShouldRefuse(4, "not in a git repository", "git init");
        (await UpdateAsync()).ShouldRefuse(4, "not in a git repository");
    }

    [Test]
    public async Task Without_a_project()
    {
        Remote = await ModuleRemote.CreateAsync(Workplace);
        (await Workplace.QsAsync("module", "embed", "core", "--remote", Remote.Address)).ShouldRefuse(4, "qs new");
    }

    [Test]
    public async Task A_shallow_clone()
    {
        await PrepareAsync();
        Project.Write("modules/shop/a.txt", string.Concat(Lines("0.1.0").Append("mine\n")));
        await Project.CommitAsync("Change the module");
        await ElsewhereAsync("clone", "--quiet", "--depth=1", "file://" + Workplace["host"]);

        await UpdateWorksAsync();

        Project.Read("modules/shop/a.txt").ShouldEndWith("mine\n");
        await Project.GitAsync("fetch", "--quiet", "--unshallow");
        await Remote.ReleaseAsync("shop", "0.3.0", ("a.txt", string.Concat(Lines("0.3.0"))));
        (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.3.0");
    }

    [Test]
    public async Task A_detached_head()
    {
        await PrepareWithoutModulesAsync();
        await Project.GitAsync("switch", "--quiet", "--detach");

        (await EmbedAsync()).ShouldExitWith(0).Output.ShouldContain("HEAD is detached");

        (await Project.GitAsync("rev-parse", "main")).ShouldNotBe(await Project.GitAsync("rev-parse", "HEAD"));
        (await UpdateWorksAsync()).Output.ShouldContain("git switch -c NAME");
    }

    [Test]
    public async Task A_linked_work_tree()
    {
        await PrepareAsync();
        var main = await Project.StateAsync();
        await Project.GitAsync("worktree", "add", "--quiet", "-b", "linked", Workplace["linked"]);
        var first = Project;
        Project = Project.At("linked");

        await UpdateWorksAsync();

        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        (await first.StateAsync()).ShouldBe(main);
    }

    [Test]
    public async Task A_project_in_a_folder_of_its_repository_from_anywhere_in_it([Values("", "src/Shop", "modules/shop/src")] string from)
    {
        await PrepareAsync(within: "apps/shop");
        File.WriteAllText(Workplace["host", "Readme.txt"], "beside\n");
        Workplace.CurrentFolder = Project.PathOf(from);

        await UpdateWorksAsync();

        (await Project.GitAsync("log", "-1", "--format=%B", "HEAD^2")).ShouldContain("git-subtree-dir: apps/shop/modules/shop\n");
        (await Project.GitAsync("status", "--porcelain")).ShouldBe("?? Readme.txt");
        Directory.Exists(Workplace["host", "modules"]).ShouldBeFalse();
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
        Workplace.CurrentFolder = Project.PathOf("");
        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
        Project.Has("modules/shop").ShouldBeFalse();
    }

    [Test]
    public async Task Names_with_spaces_and_letters_of_all_kinds()
    {
        await PrepareAsync(repository: "mein Laden – 日本", within: "apps/größer & kleiner [1]");

        await UpdateWorksAsync();

        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        Project.Write("modules/shop/a.txt", "mine\n");
        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Output.ShouldContain("uncommitted changes in 1 file: a.txt");
        await Project.CommitAsync("Change the module");
        (await Project.QsAsync("module", "diff", "shop")).ShouldExitWith(0).Output.ShouldContain("+mine");
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ExitCode.ShouldBe(3);
    }

    [TestCase("merge")]
    [TestCase("cherry-pick")]
    [TestCase("revert")]
    [TestCase("rebase")]
    public async Task Another_operation_is_in_progress(string operation)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Project.GitAsync("switch", "--quiet", "--create", "side");
        Project.Write("README.md", "# Side\n");
        await Project.CommitAsync("Side");
        await Project.GitAsync("switch", "--quiet", "main");
        Project.Write("README.md", "# Main\n");
        await Project.CommitAsync("Main");
        Project.Write("README.md", "# Main again\n");
        await Project.CommitAsync("Main again");
        var started = await TestProcess.RunAsync("git", operation == "revert" ? ["revert", "--no-edit", "HEAD~1"] : [operation, "side"], Workplace["host"]);
        started.ExitCode.ShouldNotBe(0, started.Text);

        await RefusesAsync(4, [$"A {operation} is in progress", $"git {operation} --abort"], "module", "update", "--yes");
        await RefusesAsync(4, [$"A {operation} is in progress"], "module", "embed", "other", "--remote", Remote.Address);
        (await Project.QsAsync("module", "status")).ShouldExitWith(0);
        await Project.GitAsync(operation, "--abort");
        (await UpdateAsync()).ShouldExitWith(0);
    }

    [Test]
    public async Task Another_git_holds_the_index()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        File.WriteAllText(Project.PathOf(".git/index.lock"), string.Empty);

        (await UpdateAsync()).ShouldRefuse(4, "index.lock", "delete that file");

        File.Exists(Project.PathOf(".git/index.lock")).ShouldBeTrue();
        File.Delete(Project.PathOf(".git/index.lock"));
        (await UpdateAsync()).ShouldExitWith(0);
    }

    [Test]
    public async Task Objects_are_collected_between_the_runs()
    {
        await PrepareAsync();
        Project.Write("modules/shop/b.txt", "mine\n");
        await Project.CommitAsync("Change the module");
        foreach (var version in new[] { "0.2.0", "0.3.0" })
        {
            await Remote.ReleaseAsync("shop", version, ("a.txt", string.Concat(Lines(version))));
            (await UpdateAsync()).ShouldExitWith(0);
            ShouldBeAt(version);
            await Project.GitAsync("reflog", "expire", "--all", "--expire=now");
            await Project.GitAsync("gc", "--quiet", "--prune=now");
        }

        (await Project.GitAsync("subtree", "split", "-q", "--prefix=modules/shop")).ShouldNotBeEmpty();
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
        Project.Read("modules/shop/b.txt").ShouldBe("mine\n");
    }

    [Test]
    public async Task A_sparse_checkout_without_the_module()
    {
        await PrepareAsync();
        await Project.GitAsync("sparse-checkout", "set", "src", ".quickscale");
        Project.Has("modules/shop").ShouldBeFalse();
        await ReleaseNextAsync();

        (await UpdateAsync()).ShouldExitWith(0);

        Project.Has("modules/shop").ShouldBeFalse();
        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        await Project.GitAsync("sparse-checkout", "disable");
        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task A_host_with_submodules([Values] bool isDirty)
    {
        await PrepareAsync();
        await Workplace.GitAsync(".", "init", "--quiet", "library");
        File.WriteAllText(Workplace["library", "l.txt"], "l\n");
        await Workplace.GitAsync("library", "add", ".");
        await Workplace.GitAsync("library", "commit", "--quiet", "--message", "Library");
        await Project.GitAsync("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", Workplace["library"], "vendor/library");
        await Project.CommitAsync("Add a library");
        if (isDirty)
            Project.Write("vendor/library/l.txt", "changed\n");

        await UpdateWorksAsync();

        Project.Read("vendor/library/l.txt").ShouldBe(isDirty ? "changed\n" : "l\n");
        (await Project.GitAsync("submodule", "status")).ShouldContain("vendor/library");
    }

    [Test]
    public async Task A_partial_clone()
    {
        await PrepareAsync();
        Project.Write("modules/shop/b.txt", "mine\n");
        await Project.CommitAsync("Change the module");
        await Project.GitAsync("config", "uploadpack.allowFilter", "true");
        await ElsewhereAsync("clone", "--quiet", "--filter=blob:none", "file://" + Workplace["host"]);

        await UpdateWorksAsync();

        Project.Read("modules/shop/b.txt").ShouldBe("mine\n");
    }

    /// <summary>Makes another copy of the project and goes on in it.</summary>
    private async Task ElsewhereAsync(params string[] clone)
    {
        await Workplace.GitAsync(".", [.. clone, "elsewhere"]);
        Project = Project.At("elsewhere");
    }
}
