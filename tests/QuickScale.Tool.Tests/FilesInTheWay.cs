namespace QuickScale.Tool.Tests;

/// <summary>What lies in the work tree and is not committed: what is in the way is named, and all of it is kept.</summary>
internal sealed class FilesInTheWay : ShopFixture
{
    [Test]
    public async Task Changes_elsewhere_stay_as_they_are()
    {
        await PrepareAsync();
        Project.Write("README.md", "# Staged\n");
        await Project.GitAsync("add", "README.md");
        Project.Write("src/Shop/Program.cs", "// Not staged\n");
        Project.Write("src/Shop/New.cs", "// Untracked\n");
        Project.Write("src/Shop/obj/left.txt", "ignored\n");
        Project.Write("staged and changed.txt", "staged\n");
        await Project.GitAsync("add", "staged and changed.txt");
        Project.Write("staged and changed.txt", "changed\n");
        var before = await Project.GitAsync("status", "--porcelain", "--ignored");

        await UpdateWorksAsync();

        (await Project.GitAsync("status", "--porcelain", "--ignored")).ShouldBe(before);
        (await Project.GitAsync("show", ":README.md")).ShouldBe("# Staged");
        (await Project.GitAsync("show", "HEAD:README.md")).ShouldBe("# Shop");
        Project.Read("staged and changed.txt").ShouldBe("changed\n");
        Project.Read("src/Shop/Program.cs").ShouldBe("// Not staged\n");
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
        (await Project.GitAsync("status", "--porcelain", "--ignored")).ShouldBe(before);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_changed_file_that_an_update_would_change(bool staged)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Project.Write("modules/shop/a.txt", "mine\n");
        if (staged)
            await Project.GitAsync("add", "modules/shop/a.txt");

        await RefusesAsync(4, ["modules/shop/a.txt", "nothing was changed"], "module", "update", "--yes");
        await RefusesAsync(4, ["modules/shop/a.txt"], "module", "remove", "shop", "--yes");
    }

    [TestCase("modules/shop/b.txt")]
    [TestCase("modules/shop/mine.txt")]
    [TestCase("modules/other.txt")]
    public async Task A_changed_file_that_an_update_leaves_alone(string path)
    {
        await PrepareAsync();
        Project.Write(path, "mine\n");

        await UpdateWorksAsync();

        Project.Read(path).ShouldBe("mine\n");
        (await Project.GitAsync("status", "--porcelain")).ShouldEndWith(path);
    }

    [Test]
    public async Task A_deleted_file_that_an_update_would_bring_back()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        File.Delete(Project.PathOf("modules/shop/b.txt"));
        (await UpdateAsync("--dry-run")).ShouldExitWith(0);
        File.Delete(Project.PathOf("modules/shop/a.txt"));

        await RefusesAsync(4, ["modules/shop/a.txt was deleted", "git restore"], "module", "update", "--yes");
        await Project.GitAsync("restore", "modules/shop/a.txt");
        (await UpdateAsync()).ShouldExitWith(0);
        Project.Has("modules/shop/b.txt").ShouldBeFalse();
    }

    [Test]
    public async Task Files_that_were_only_touched()
    {
        await PrepareAsync();
        foreach (var file in Directory.EnumerateFiles(Project.PathOf(""), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/.git/", StringComparison.Ordinal)))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));

        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Output.ShouldNotContain("uncommitted");
        await UpdateWorksAsync();
    }

    [Test]
    public async Task An_untracked_file_where_an_incoming_one_goes([Values("modules/shop/new.txt", "modules/shop/obj/new.txt")] string path)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Remote.ReleaseAsync("shop", "0.2.1", (path["modules/shop/".Length..], "theirs\n"));
        Project.Write(path, "mine\n");
        (await Project.GitAsync("status", "--porcelain", "--ignored=matching", path)).ShouldStartWith(path.Contains("/obj/", StringComparison.Ordinal) ? "!!" : "??");

        await RefusesAsync(4, [path, "would overwrite"], "module", "update", "--yes");

        Project.Read(path).ShouldBe("mine\n");
    }

    [Test]
    public async Task An_untracked_file_in_the_way_of_a_folder()
    {
        await PrepareAsync();
        await Remote.ReleaseAsync("shop", "0.2.0", ("docs/guide.md", "theirs\n"));
        Project.Write("modules/shop/docs", "mine\n");

        await RefusesAsync(4, ["modules/shop/docs"], "module", "update", "--yes");
    }

    [Test]
    public async Task An_ignored_file_in_the_way_of_a_folder()
    {
        await PrepareAsync();
        await Project.GitAsync("config", "core.excludesFile", Workplace["excludes"]);
        File.WriteAllText(Workplace["excludes"], "docs\nbuilt/\n");
        await Remote.ReleaseAsync("shop", "0.2.0", ("docs/guide.md", "theirs\n"));
        Project.Write("modules/shop/docs", "mine\n");

        await RefusesAsync(4, ["modules/shop/docs"], "module", "update", "--yes");
    }

    [Test]
    public async Task Ignored_files_in_a_folder_where_a_file_goes()
    {
        await PrepareAsync();
        await Project.GitAsync("config", "core.excludesFile", Workplace["excludes"]);
        File.WriteAllText(Workplace["excludes"], "built/\n");
        await Remote.ReleaseAsync("shop", "0.2.0", ("built", "theirs\n"));
        Project.Write("modules/shop/built/mine.txt", "mine\n");

        await RefusesAsync(4, ["modules/shop/built"], "module", "update", "--yes");
    }

    [Test]
    public async Task A_conflict_would_overwrite_an_untracked_file()
    {
        await PrepareAsync();
        Project.Write("modules/shop/a.txt", string.Concat(Lines("mine")));
        await Project.CommitAsync("Change the module");
        await ReleaseNextAsync();
        Project.Write("modules/shop/new.txt", "mine\n");

        await RefusesAsync(4, ["modules/shop/new.txt"], "module", "update", "shop", "--merge", "--yes");
        File.Delete(Project.PathOf("modules/shop/new.txt"));
        await Remote.ReleaseAsync("shop", "0.2.1", ("obj/kept.txt", "theirs\n"));
        Project.Write("modules/shop/obj/kept.txt", "mine\n");
        await RefusesAsync(4, ["modules/shop/obj/kept.txt"], "module", "update", "shop", "--merge", "--yes");
        Project.Read("modules/shop/obj/kept.txt").ShouldBe("mine\n");
    }

    [Test]
    public async Task A_conflict_keeps_changes_elsewhere([Values] bool isLinear)
    {
        await PrepareAsync(isLinear ? "linear" : "subtree");
        Project.Write("modules/shop/a.txt", string.Concat(Lines("mine")));
        await Project.CommitAsync("Change the module");
        await ReleaseNextAsync();
        Project.Write("README.md", "# Mine\n");
        Project.Write("modules/shop/b.txt", "mine\n");

        (await Project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);
        Project.Read("README.md").ShouldBe("# Mine\n");
        (await Project.QsAsync("module", "update", "--abort")).ShouldExitWith(0);

        Project.Read("README.md").ShouldBe("# Mine\n");
        Project.Read("modules/shop/b.txt").ShouldBe("mine\n");
    }

    [Test]
    public async Task A_conflict_in_a_file_that_is_changed()
    {
        await PrepareAsync();
        Project.Write("modules/shop/a.txt", string.Concat(Lines("mine")));
        await Project.CommitAsync("Change the module");
        await ReleaseNextAsync();
        Project.Write("modules/shop/a.txt", "not committed\n");

        await RefusesAsync(4, ["modules/shop/a.txt"], "module", "update", "shop", "--merge", "--yes");
    }

    [TestCase("quickscale.yml")]
    [TestCase(".quickscale/config.yml")]
    [TestCase("src/Shop/Modules.cs")]
    [TestCase("Shop.slnx")]
    public async Task A_file_that_qs_writes_is_changed(string path)
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Project.Write(path, Project.Read(path) + "\n");

        foreach (var command in new[] { "module update --yes", "module embed other", "module remove shop --yes", "module rollback shop --yes", "module repair --yes", "module set shop x=y" })
            await RefusesAsync(4, [path, "uncommitted changes"], command.Split(' '));
        (await Project.QsAsync("module", "status")).ShouldExitWith(0);
    }

    [Test]
    public async Task The_folder_of_a_module_that_is_not_one([Values("empty", "untracked", "committed", "file", "link", "dangling")] string what)
    {
        await PrepareWithoutModulesAsync();
        var folder = Project.PathOf("modules/shop");
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(Workplace["elsewhere"]);
        switch (what)
        {
            case "empty":
                Directory.CreateDirectory(folder);
                break;
            case "file":
                File.WriteAllText(folder, "mine\n");
                break;
            case "link" or "dangling":
                File.CreateSymbolicLink(folder, what == "link" ? Workplace["elsewhere"] : Workplace["nowhere"]);
                break;
            default:
                Project.Write("modules/shop/mine.txt", "mine\n");
                break;
        }

        if (what == "committed")
            await Project.CommitAsync("My own shop");

        await RefusesAsync(4, ["modules/shop"], "module", "embed", "shop", "--remote", Remote.Address);

        Directory.EnumerateFileSystemEntries(Workplace["elsewhere"]).ShouldBeEmpty();
        Path.Exists(folder).ShouldBeTrue();
    }

    [Test]
    public async Task Modules_is_a_link([Values] bool committed)
    {
        await PrepareWithoutModulesAsync();
        Directory.CreateDirectory(Workplace["elsewhere"]);
        File.CreateSymbolicLink(Project.PathOf("modules"), Workplace["elsewhere"]);
        if (committed)
            await Project.CommitAsync("Link");

        await RefusesAsync(4, ["modules is a symbolic link"], "module", "embed", "shop", "--remote", Remote.Address);

        Directory.EnumerateFileSystemEntries(Workplace["elsewhere"]).ShouldBeEmpty();
    }

    [Test]
    public async Task The_folder_became_a_link_after_the_embed()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Directory.Move(Project.PathOf("modules/shop"), Workplace["elsewhere"]);
        File.CreateSymbolicLink(Project.PathOf("modules/shop"), Workplace["elsewhere"]);

        (await UpdateAsync()).ExitCode.ShouldBe(4);

        File.ReadAllText(Workplace["elsewhere", "a.txt"]).ShouldContain("0.1.0");
        (await Project.QsAsync("module", "remove", "shop", "--yes")).ExitCode.ShouldBe(4);
        File.Exists(Workplace["elsewhere", "a.txt"]).ShouldBeTrue();
    }

    [Test]
    public async Task The_config_file_is_a_link()
    {
        await PrepareWithoutModulesAsync();
        File.Move(Project.PathOf("src/Shop/Modules.cs"), Workplace["Modules.cs"]);
        File.CreateSymbolicLink(Project.PathOf("src/Shop/Modules.cs"), Workplace["Modules.cs"]);
        await Project.CommitAsync("Link");
        var before = File.ReadAllText(Workplace["Modules.cs"]);

        await RefusesAsync(4, ["src/Shop/Modules.cs", "link"], "module", "embed", "shop", "--remote", Remote.Address);

        File.ReadAllText(Workplace["Modules.cs"]).ShouldBe(before);
    }
}
