namespace QuickScale.Tool.Tests;

/// <summary>Git as people have installed it and set it up: each way either serves, or is refused in a sentence of its own with nothing changed.</summary>
[Platform(Exclude = "Win", Reason = "Hooks, signing programs and stand-ins for git are shell scripts.")]
internal sealed class GitIsSetUpInManyWays : ShopFixture
{
    [Test]
    public async Task Line_ends_of_windows()
    {
        await PrepareWithoutModulesAsync();
        await Project.GitAsync("config", "core.autocrlf", "true");

        (await EmbedAsync()).ShouldExitWith(0);

        Project.Read("modules/shop/a.txt").ShouldContain("1\r\n2\r\n");
        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        Project.Write("modules/shop/a.txt", string.Concat(Lines("0.1.0").Append("mine\n")).ReplaceLineEndings("\r\n"));
        await Project.CommitAsync("Change the module");
        await UpdateWorksAsync();
        Project.Read("modules/shop/a.txt").ShouldEndWith("7\r\nmine\r\n");
        (await Project.GitAsync("show", "HEAD:modules/shop/a.txt")).ShouldNotContain("\r");
        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task Nobody_who_commits()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        Workplace.GitConfig("[init]", "defaultBranch = main");

        await RefusesAsync(4, ["git config --global user.name"], "module", "update", "--yes");
        await RefusesAsync(4, ["git config --global user.name"], "module", "embed", "other", "--remote", Remote.Address);
        await RefusesAsync(4, ["git config --global user.name"], "module", "remove", "shop", "--yes");
        (await Project.QsAsync("module", "status")).ShouldExitWith(0);
    }

    [Test]
    public async Task Hooks_are_not_run_and_that_is_said([Values] bool configured)
    {
        await PrepareAsync();
        var hooks = Project.PathOf(configured ? ".hooks" : ".git/hooks");
        foreach (var hook in new[]
        {
            "applypatch-msg", "pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-rebase", "post-checkout", "post-merge",
            "pre-auto-gc", "post-rewrite", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-push", "post-update", "update",
        })
        {
            MakeExecutable(Path.Combine(hooks, hook), $"echo {hook} >> '{Workplace["hooks ran"]}'; exit 1");
        }

        if (configured)
            await Project.GitAsync("config", "core.hooksPath", hooks);
        await ReleaseNextAsync();

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("hooks of this repository are not run");
        ShouldBeAt("0.2.0");
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        Project.Write("modules/shop/a.txt", "mine\n");
        await Project.GitAsync("-c", "core.hooksPath=/dev/null", "commit", "--all", "--quiet", "--message", "Change the module");
        (await Project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);
        (await Project.QsAsync("module", "update", "--abort")).ShouldExitWith(0);
        (await Project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);
        Project.Write("modules/shop/a.txt", "0.2.0\n");
        await Project.GitAsync("-c", "core.hooksPath=/dev/null", "add", "modules/shop/a.txt");
        (await Project.QsAsync("module", "update", "--continue")).ShouldExitWith(0);

        File.Exists(Workplace["hooks ran"]).ShouldBeFalse();
    }

    [Test]
    public async Task A_signature_that_fails_stops_everything()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Project.GitAsync("config", "commit.gpgSign", "true");
        await Project.GitAsync("config", "gpg.program", "false");

        await RefusesAsync(4, ["could not be signed", "commit.gpgSign"], "module", "update", "--yes");
        await RefusesAsync(4, ["could not be signed"], "module", "embed", "other", "--remote", Remote.Address);
    }

    [TestCase("true")]
    [TestCase("yes")]
    [TestCase("On")]
    [TestCase("1")]
    public async Task Signatures_are_made_where_they_are_wanted(string wanted)
    {
        await PrepareAsync();
        (await TestProcess.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ada@example.com", "-f", Workplace["key"]])).ShouldSucceed();
        File.WriteAllText(Workplace["signers"], $"ada@example.com {File.ReadAllText(Workplace["key.pub"])}");
        foreach (var (name, value) in new[] { ("gpg.format", "ssh"), ("user.signingKey", Workplace["key"]), ("gpg.ssh.allowedSignersFile", Workplace["signers"]), ("commit.gpgSign", wanted), ("merge.verifySignatures", "true"), ("log.showSignature", "true") })
            await Project.GitAsync("config", name, value);

        await UpdateWorksAsync();

        await Project.GitAsync("verify-commit", "HEAD");
        await Project.GitAsync("verify-commit", "HEAD^2");
        (await Project.GitAsync("-c", "log.showSignature=false", "log", "-1", "--format=%B", "HEAD^2")).ShouldContain("git-subtree-dir: modules/shop\ngit-subtree-split: ");
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
    }

    [Test]
    public async Task Settings_of_the_user_make_no_difference()
    {
        await PrepareAsync();
        Project.Write("modules/shop/b.txt", "mine\n");
        await Project.CommitAsync("Change the module");
        var own = await Remote.ReleaseAsync("shop", "0.1.1", ("größe.txt", "Größe\n"));
        await Workplace.GitAsync("sources/shop", "commit", "--quiet", "--allow-empty", "--message", "Größeres");
        string[] settings =
        [
            "merge.ff=only", "merge.verifySignatures=true", "merge.autoStash=true", "merge.conflictStyle=diff3", "merge.renames=false", "color.ui=always", "diff.noprefix=true", "diff.external=false",
            "diff.mnemonicPrefix=true", "core.abbrev=30", "core.quotePath=true", "status.showUntrackedFiles=no", "status.branch=true", "status.short=true", "status.showStash=true", "log.showSignature=true",
            "log.decorate=full", "log.showRoot=false", "i18n.logOutputEncoding=ISO-8859-1", "i18n.commitEncoding=ISO-8859-1", "fetch.prune=true", "fetch.pruneTags=true", "submodule.recurse=true", "core.pager=false",
            "core.editor=false", "sequence.editor=false", "pager.log=false", "index.version=4", "core.untrackedCache=true", "tag.gpgSign=true", "rerere.enabled=true", "diff.renames=copies", "diff.ignoreSubmodules=all",
            "commit.cleanup=scissors", "commit.verbose=true", "alias.merge=!false", "alias.log=!false", "pull.ff=only", "diff.algorithm=patience", "core.warnAmbiguousRefs=false", "transfer.hideRefs=refs/qs", "core.logAllRefUpdates=always",
        ];
        foreach (var setting in settings.Select(setting => setting.Split('=')))
            await Project.GitAsync("config", setting[0], setting[1]);

        (await UpdateWorksAsync()).Output.ShouldContain("Größeres");

        (await Project.GitAsync("cat-file", "commit", "HEAD^2")).ShouldContain("Größeres\n");
        (await Project.GitAsync("cat-file", "commit", "HEAD^2")).ShouldContain($"{own[..7]} shop 0.1.1\n");
        Project.Read("modules/shop/b.txt").ShouldBe("mine\n");
        await Remote.ReleaseAsync("shop", "0.3.0", ("b.txt", "theirs\n"));
        (await Project.QsAsync("module", "update", "shop", "--merge", "--yes")).ExitCode.ShouldBe(3);
        Project.Write("modules/shop/b.txt", "both\n");
        await Project.GitAsync("add", "modules/shop/b.txt");
        (await Project.QsAsync("module", "update", "--continue")).ShouldExitWith(0);
        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Output.ShouldContain("local changes in 1 file: b.txt");
        (await Project.QsAsync("module", "diff", "shop")).ShouldExitWith(0).Output.ShouldContain("b/modules/shop/b.txt\n");
        (await Project.GitAsync("-c", "status.branch=false", "status", "--porcelain=v1", "--untracked-files=all")).ShouldBeEmpty();
    }

    [TestCase("pull.rebase", "true")]
    [TestCase("pull.rebase", "merges")]
    [TestCase("pull.rebase", "Yes")]
    [TestCase("branch.main.rebase", "true")]
    public async Task Where_git_rebases_the_history_is_linear_and_that_is_said(string name, string value)
    {
        await PrepareWithoutModulesAsync();
        await Project.GitAsync("config", name, value);

        (await EmbedAsync()).ShouldExitWith(0).Output.ShouldContain("git pull rebases here");

        (await Project.GitAsync("rev-list", "--count", "--merges", "HEAD")).ShouldBe("0");
        Project.Read(".quickscale/config.yml").ShouldContain("history: linear");
        await Project.GitAsync("switch", "--quiet", "--create", "base", "main~2");
        await Project.GitAsync("commit", "--quiet", "--allow-empty", "--message", "Other");
        await Project.GitAsync("switch", "--quiet", "main");
        await Project.GitAsync("rebase", "--quiet", "base");
        await UpdateWorksAsync();
        (await Project.GitAsync("rev-list", "--count", "--merges", "HEAD")).ShouldBe("0");
        (await Project.GitAsync("log", "--format=%B", "HEAD")).ShouldNotContain("git-subtree-");
        (await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address, "--history", "subtree")).ShouldRefuse(4, "linear");
    }

    [TestCase("False")]
    [TestCase("0")]
    [TestCase("off")]
    public async Task Where_git_does_not_rebase_modules_are_merged(string value)
    {
        await PrepareWithoutModulesAsync();
        await Project.GitAsync("config", "pull.rebase", value);

        (await EmbedAsync()).ShouldExitWith(0).Output.ShouldNotContain("Note:");

        (await Project.GitAsync("rev-list", "--count", "--merges", "HEAD")).ShouldBe("2");
    }


    [Test]
    public async Task Without_git()
    {
        await PrepareAsync();
        Workplace.OnlyPrograms("sh");

        (await UpdateAsync()).ShouldRefuse(4, "Git was not found", "2.38");
        (await Project.QsAsync("module", "status")).ShouldRefuse(4, "Git was not found");
    }

    [TestCase("2.37.9")]
    [TestCase("1.8.3.1")]
    public async Task A_git_that_is_too_old(string version)
    {
        await PrepareAsync();
        Workplace.Replace("git", $"for last; do :; done\nif [ \"$last\" = version ]; then echo 'git version {version}'; else exec \"$real\" \"$@\"; fi");

        await RefusesAsync(4, ["too old", "2.38"], "module", "update", "--yes");
    }

    [Test]
    public async Task A_git_that_crashes_over_renames([Values] bool always)
    {
        await PrepareAsync();
        Project.Write("modules/shop/a.txt", string.Concat(Lines("0.1.0").Append("mine\n")));
        await Project.CommitAsync("Change the module");
        Workplace.Replace("git", $"case \" $* \" in *{(always ? "nothing" : "renameLimit")}*) ;; *' merge-tree '*) kill -ABRT $$ ;; esac\nexec \"$real\" \"$@\"");
        await ReleaseNextAsync();

        if (always)
            await RefusesAsync(4, ["'git merge-tree' failed", "nothing of yours was changed"], "module", "update", "--yes");
        else
            await UpdateWorksAsync();
    }

    [TestCase("2.52.0.windows.1")]
    [TestCase("2.39.3 (Apple Git-146)")]
    [TestCase("3.0.0-rc1")]
    public async Task A_git_whose_version_is_written_differently(string version)
    {
        await PrepareAsync();
        Workplace.Replace("git", $"for last; do :; done\nif [ \"$last\" = version ]; then echo 'git version {version}'; else exec \"$real\" \"$@\"; fi");

        await UpdateWorksAsync();
    }
}
