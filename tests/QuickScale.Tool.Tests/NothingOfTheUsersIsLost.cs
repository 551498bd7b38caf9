namespace QuickScale.Tool.Tests;

/// <summary>What a person does beside a command, or between two, is neither thrown away nor committed for them.</summary>
internal sealed class NothingOfTheUsersIsLost : WorkplaceFixture
{
    private ModuleRemote _remote = null!;
    private HostProject _project = null!;

    [Test]
    public async Task Staged_work_is_not_mixed_into_a_merge()
    {
        await PrepareAsync(conflict: true);
        _project.Write("src/Shop/New.cs", "// mine\n");
        await _project.GitAsync("add", "src");
        var before = await _project.StateAsync();

        (await _project.QsAsync("module", "update", "shop", "--merge", "--yes")).ShouldExitWith(4).Error.ShouldContain("src/Shop/New.cs is staged");

        (await _project.StateAsync()).ShouldBe(before);
    }

    [Test]
    public async Task A_merge_of_the_users_own_is_not_taken_for_ours()
    {
        await PrepareAsync(conflict: true);
        (await _project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);
        await _project.GitAsync("merge", "--abort");
        await _project.GitAsync("switch", "--quiet", "--create", "side", "HEAD~1");
        _project.Write("README.md", "# Side\n");
        await _project.CommitAsync("Side");
        await _project.GitAsync("switch", "--quiet", "main");
        await _project.GitAsync("merge", "--no-commit", "--no-ff", "side");
        var before = await _project.StateAsync();

        foreach (var end in new[] { "--abort", "--continue" })
            (await _project.QsAsync("module", "update", end)).ShouldRefuse(4, "No update is waiting");

        (await _project.StateAsync()).ShouldBe(before);
        File.Exists(_project.PathOf(".git/MERGE_HEAD")).ShouldBeTrue();
    }

    [Test]
    public async Task Settings_under_which_a_merge_makes_no_commit_change_nothing()
    {
        await PrepareAsync(conflict: false);
        await _project.GitAsync("config", "branch.main.mergeOptions", "--squash");

        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);

        (await _project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        (await _project.GitAsync("log", "-1", "--format=%s")).ShouldBe("Update shop to v0.2.0");
    }

    [Test]
    public async Task What_was_made_after_a_crash_is_kept()
    {
        await PrepareAsync(conflict: false);
        var head = await _project.GitAsync("rev-parse", "HEAD");
        var later = await MakeUpdateAsync();
        await _project.GitAsync("reset", "--quiet", "--hard", head);
        var journal = _project.PathOf(".git/qs/journal.json");
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        await File.WriteAllTextAsync(journal, $$"""{"what":"qs module update","old":"{{head}}","new":"{{later}}","merge":false,"references":[]}""");
        File.SetLastWriteTimeUtc(journal, DateTime.UtcNow.AddMinutes(-5));
        Directory.CreateDirectory(_project.PathOf("modules/shop/b.txt"));
        _project.Write("modules/shop/b.txt/notes.txt", "mine\n");
        _project.Write("modules/shop/a.txt", "");

        var answer = (await _project.QsAsync("module", "status")).ShouldExitWith(0);

        answer.Error.ShouldContain("but for what you have changed since");
        _project.Read("modules/shop/b.txt/notes.txt").ShouldBe("mine\n");
        _project.Read("modules/shop/a.txt").ShouldBeEmpty();
        File.Exists(journal).ShouldBeFalse();
    }

    [Test]
    public async Task The_lock_of_a_running_git_is_left_alone()
    {
        await PrepareAsync(conflict: false);
        var folder = _project.PathOf(".git/qs");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "lock"), $"1 {DateTime.UtcNow:O} ");
        await File.WriteAllTextAsync(_project.PathOf(".git/index.lock"), "");

        (await _project.QsAsync("module", "status")).ShouldExitWith(0);

        File.Exists(_project.PathOf(".git/index.lock")).ShouldBeTrue();
        (await _project.QsAsync("module", "update", "--yes")).ShouldRefuse(4, "Another git is at work");
    }

    [Test]
    public async Task A_damaged_journal_is_named()
    {
        await PrepareAsync(conflict: false);
        var journal = _project.PathOf(".git/qs/journal.json");
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        await File.WriteAllTextAsync(journal, "{");

        (await _project.QsAsync("module", "update", "--yes")).ShouldRefuse(4, "journal.json", "delete that file");
    }

    [Test]
    public async Task Ignored_files_in_a_removed_module_stay()
    {
        await PrepareAsync(conflict: false);
        _project.Write("modules/shop/tools/bin/deploy.sh", "mine\n");
        _project.Write("modules/shop/src/obj/built.txt", "built\n");

        (await _project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);

        _project.Read("modules/shop/tools/bin/deploy.sh").ShouldBe("mine\n");
        _project.Has("modules/shop/src").ShouldBeFalse();
    }

    [Test]
    public async Task Answering_after_the_branch_was_switched_changes_nothing()
    {
        await PrepareAsync(conflict: false);
        await _project.GitAsync("branch", "other");
        var before = await _project.StateAsync();
        using var answers = new SwitchingReader(() => _project.GitAsync("symbolic-ref", "HEAD", "refs/heads/other"));

        var answer = await Workplace.QsAnsweringAsync(answers, "module", "update");

        answer.ShouldExitWith(3).Error.ShouldContain("The branch has moved");
        (await _project.StateAsync()).ShouldBe(before);
    }

    [Test]
    public async Task Options_are_renamed_all_at_once_and_come_back_with_a_rollback()
    {
        static string Options(params string[] names) => "options:\n" + string.Join('\n', names.Select(name => $"  {name}: {{ type: int, default: 0, change: mutable, summary: A number }}"));
        _remote = await ModuleRemote.CreateAsync(Workplace);
        await _remote.ReleaseAsync("shop", "0.1.0", Options("aa", "bb", "cc"));
        _project = await HostProject.CreateAsync(Workplace, remote: _remote.Address);
        (await _project.QsAsync("module", "embed", "shop", "--remote", _remote.Address, "--set", "aa=1", "--set", "bb=2", "--set", "cc=3")).ShouldExitWith(0);
        await _remote.ReleaseAsync("shop", "0.2.0", Options("bb", "dd") + "\nupgrades:\n  0.2.0: { renamed_options: { aa: bb, bb: dd } }");

        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);
        _project.Read("quickscale.yml").ShouldContain("bb: 1");
        _project.Read("quickscale.yml").ShouldContain("dd: 2");
        (await _project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);

        var config = _project.Read(".quickscale/config.yml");
        foreach (var value in new[] { "aa: 1", "bb: 2", "cc: 3" })
            config.ShouldContain(value);
    }

    [Test]
    public async Task Rollback_after_a_step_back_goes_forth_again()
    {
        await PrepareAsync(conflict: false);
        await MakeUpdateAsync();
        (await _project.QsAsync("module", "update", "shop", "--to", "0.1.0", "--yes")).ShouldExitWith(0).Output.ShouldContain("qs module rollback shop");

        (await _project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);

        _project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.2.0");
    }

    private async Task<string> MakeUpdateAsync()
    {
        (await _project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);
        return await _project.GitAsync("rev-parse", "HEAD");
    }

    private async Task PrepareAsync(bool conflict)
    {
        _remote = await ModuleRemote.CreateAsync(Workplace);
        await _remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "1\n"));
        _project = await HostProject.CreateAsync(Workplace, remote: _remote.Address);
        (await _project.QsAsync("module", "embed", "shop", "--remote", _remote.Address)).ShouldExitWith(0);
        if (conflict)
        {
            _project.Write("modules/shop/a.txt", "mine\n");
            await _project.CommitAsync("Change the module");
        }

        await _remote.ReleaseAsync("shop", "0.2.0", ("a.txt", "theirs\n"), ("b.txt", "b\n"));
    }

    /// <summary>A person who does something in another terminal before answering yes.</summary>
    private sealed class SwitchingReader(Func<Task> first) : TextReader
    {
        public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            await first();
            return "y";
        }
    }
}
