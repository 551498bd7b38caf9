using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>What a push says and asks before anything leaves the machine, and when it does not begin.</summary>
internal sealed class ModulePushAsksAndRefuses : WorkplaceFixture
{
    private const string Branch = "feature/crm-improvements";
    private ModuleHost _host = null!;

    [SetUp]
    public async Task Start()
    {
        _host = new ModuleHost(Workplace);
        await _host.PublishAsync("crm", "shop");
        await _host.StartAsync();
        await _host.EmbedAsync("crm");
        _host.Write("modules/crm/src/Text.cs", "ONE\ntwo\nthree\nfour\nfive\n");
        await _host.CommitAsync("Shout [loud]\n\nFor the customer Secret Ltd.");
    }

    private Task<string> BranchesAsync() => _host.ThereAsync("for-each-ref", "--format=%(refname)", "refs/heads/feature", "refs/heads/other");

    [Test]
    public async Task It_shows_commits_messages_files_and_target_and_pushes_after_yes()
    {
        var answer = await Workplace.QsAnsweringAsync("\ny\n", "module", "push");
        answer.ShouldExitWith(0);

        answer.Error.ShouldContain($"Branch name [{Branch}]: ");
        answer.Error.ShouldContain("Continue? (y/N) ");
        answer.Output.ShouldContain("Shout [loud]");
        answer.Output.ShouldContain("For the customer Secret Ltd.");
        answer.Output.ShouldContain("content/modules/crm/src/Text.cs");
        answer.Output.ShouldContain(_host.Remote);
        answer.Output.ShouldContain("the pull request to main is yours to make");
        answer.Output.ShouldContain($"Pushed 1 commit of crm to {Branch}");
        (await BranchesAsync()).ShouldBe($"refs/heads/{Branch}");
    }

    [TestCase("\nn\n")]
    [TestCase("\n\n")]
    public async Task Any_other_answer_pushes_nothing(string answers)
    {
        (await Workplace.QsAnsweringAsync(answers, "module", "push")).ShouldExitWith(0).Output.ShouldContain("Nothing was pushed.");
        (await BranchesAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task The_branch_that_is_typed_is_used_and_checked()
    {
        (await Workplace.QsAnsweringAsync("other/name\ny\n", "module", "push")).ShouldExitWith(0);
        (await Workplace.QsAnsweringAsync("main\ny\n", "module", "push")).ShouldExitWith(2).Error.ShouldContain("pull requests alone");
        (await BranchesAsync()).ShouldBe("refs/heads/other/name");
    }

    [Test]
    public async Task A_dry_run_shows_the_same_and_pushes_nothing()
    {
        (await _host.PushAsync("--dry-run")).ShouldExitWith(0).Output.ShouldContain("Shout [loud]");
        (await BranchesAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Where_nobody_can_answer_yes_is_required()
    {
        (await _host.PushAsync("crm")).ShouldRefuse(2, "--yes", "--dry-run");
        (await BranchesAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_message_of_a_commit_that_changes_other_files_is_shown_with_the_way_out()
    {
        _host.Write("modules/crm/src/Text.cs", "ONE\nTWO\nthree\nfour\nfive\n").Write("README.md", "ours");
        await _host.CommitAsync("Fix the customer's bug");

        var output = (await _host.PushAsync("--dry-run")).ShouldExitWith(0).Output;
        output.ShouldContain("also changes README.md, which is not sent; its message is");
        output.ShouldContain("--squash -m");
        output.ShouldNotContain("changed  README.md");
    }

    [TestCase("main")]
    [TestCase("Master")]
    [TestCase("trunk")]
    [TestCase("HEAD")]
    [TestCase("splits/crm-module")]
    [TestCase("refs/heads/main")]
    [TestCase("--force")]
    [TestCase("a..b")]
    [TestCase("+x")]
    [TestCase("")]
    public async Task Branches_of_others_and_odd_names_are_refused(string branch)
    {
        (await _host.PushAsync("crm", "--yes", $"--branch={branch}")).ShouldExitWith(2);
        (await BranchesAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task The_remotes_own_main_branch_is_refused_whatever_its_name()
    {
        await _host.ThereAsync("branch", "-m", "main", "other/stable");
        var before = await _host.ThereAsync("for-each-ref");

        (await _host.PushAsync("crm", "--yes", "--branch", "other/stable")).ShouldExitWith(2).Error.ShouldContain("pull requests alone");
        (await _host.ThereAsync("for-each-ref")).ShouldBe(before);
    }

    [Test]
    public async Task A_conflict_with_main_names_the_files_and_pushes_nothing()
    {
        _host.Mono.Write("content/modules/crm/src/Text.cs", "Eins\ntwo\nthree\nfour\nfive\n");
        await _host.Mono.CommitAsync("Translate");
        await _host.PublishAgainAsync();

        var answer = (await _host.PushAsync("crm", "--yes")).ShouldExitWith(3);
        answer.Error.ShouldContain("content/modules/crm/src/Text.cs has changed on main");
        answer.Error.ShouldContain("'Shout [loud]'");
        (await BranchesAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_branch_with_other_commits_is_never_overwritten()
    {
        await _host.Mono.GitAsync("checkout", "--quiet", "-b", "theirs");
        _host.Mono.Write("README.md", "theirs");
        await _host.Mono.CommitAsync("Not ours");
        await _host.Mono.GitAsync("push", "--quiet", _host.Remote, $"HEAD:{Branch}");
        var before = await _host.ThereAsync("rev-parse", Branch);

        (await _host.PushAsync("crm", "--yes")).ShouldExitWith(3).Error.ShouldContain("choose another with --branch");
        (await _host.ThereAsync("rev-parse", Branch)).ShouldBe(before);
    }

    [Test]
    public async Task Ours_with_commits_of_others_on_top_is_never_overwritten()
    {
        await _host.PushedAsync();
        await _host.Mono.GitAsync("fetch", "--quiet", _host.Remote, Branch);
        await _host.Mono.GitAsync("checkout", "--quiet", "--detach", "FETCH_HEAD");
        _host.Mono.Write("content/modules/crm/src/Text.cs", "reviewed\n");
        await _host.Mono.CommitAsync("Suggestion of a reviewer");
        await _host.Mono.GitAsync("push", "--quiet", _host.Remote, $"HEAD:{Branch}");
        var before = await _host.ThereAsync("rev-parse", Branch);

        (await _host.PushAsync("crm", "--yes")).ShouldExitWith(3);
        (await _host.ThereAsync("rev-parse", Branch)).ShouldBe(before);
    }

    [TestCase("modules/crm/src/Text.cs")]
    [TestCase("modules/crm/New.cs")]
    public async Task Changes_that_are_not_committed_are_refused_only_inside_the_module(string file)
    {
        _host.Write("README.md", "dirty elsewhere");
        (await _host.PushAsync("crm", "--dry-run")).ShouldExitWith(0);
        _host.Write(file, "dirty");
        (await _host.PushAsync("crm", "--yes")).ShouldRefuse(4, file, "not committed");
        (await _host.PushAsync("--yes")).ShouldRefuse(4, file);
    }

    [Test]
    public async Task Of_several_modules_with_changes_one_is_chosen()
    {
        await _host.EmbedAsync("shop");
        _host.Write("modules/shop/src/Text.cs", "shop\n");
        await _host.CommitAsync("In the shop");

        (await _host.PushAsync("--yes")).ShouldRefuse(2, "crm and shop");
        (await Workplace.QsAnsweringAsync("shop\n\ny\n", "module", "push")).ShouldExitWith(0).Error.ShouldContain("Which module (crm, shop): ");
        (await Workplace.QsAnsweringAsync("core\n", "module", "push")).ShouldExitWith(2);
        (await _host.PushedAsync("crm"))["commits"]!.AsArray().Count.ShouldBe(1);
        (await BranchesAsync()).ShouldBe($"refs/heads/{Branch}\nrefs/heads/feature/shop-improvements");
    }

    [Test]
    public async Task Without_changes_there_is_nothing_to_push()
    {
        await _host.GitAsync("revert", "--no-edit", "HEAD");
        (await _host.PushAsync()).ShouldExitWith(0).Output.ShouldContain("nothing to push");
        (await _host.PushAsync("crm")).ShouldExitWith(0).Output.ShouldContain("nothing to push");
        (await _host.PushAsync("core")).ShouldExitWith(0).Output.ShouldContain("nothing to push");
    }

    [Test]
    public async Task Modules_that_are_not_there_and_halves_of_options_are_refused()
    {
        (await _host.PushAsync("teams", "--yes")).ShouldRefuse(4, "'teams' is not embedded", "crm");
        (await _host.PushAsync("crm", "--squash", "--yes")).ShouldRefuse(2, "-m");
        (await _host.PushAsync("crm", "-m", "words", "--yes")).ShouldRefuse(2, "--squash");
        await _host.GitAsync("rm", "-r", "--quiet", "modules/crm");
        await _host.CommitAsync("Gone");
        (await _host.PushAsync("crm", "--yes")).ShouldRefuse(4, "qs module repair crm");
    }

    [Test]
    public async Task The_built_in_remote_takes_nothing_and_another_can_be_named()
    {
        var config = Path.Combine(Workplace["host"], ".quickscale", "config.yml");
        File.WriteAllText(config, File.ReadAllText(config).Replace($"remote: {_host.Remote}", "remote: builtin", StringComparison.Ordinal));
        await _host.CommitAsync("As if it came with qs");

        (await _host.PushAsync("crm", "--yes")).ShouldRefuse(4, "--remote URL");
        (await _host.PushAsync("crm", "--yes", "--remote", "builtin")).ShouldRefuse(4, "--remote URL");
        (await _host.PushAsync("crm", "--yes", "--remote", _host.Remote)).ShouldExitWith(0);
        (await BranchesAsync()).ShouldBe($"refs/heads/{Branch}");
    }

    [Test]
    public async Task A_remote_that_only_the_files_name_is_not_used_without_trust()
    {
        Workplace.Set("XDG_DATA_HOME", Workplace["elsewhere"]);
        (await _host.PushAsync("crm", "--dry-run")).ShouldRefuse(2, "--trust-remote");
        (await _host.PushAsync("crm", "--dry-run", "--trust-remote")).ShouldExitWith(0);
    }

    [Test]
    public async Task Remotes_that_cannot_be_used_are_explained()
    {
        (await _host.PushAsync("crm", "--yes", "--remote", Workplace["nowhere"])).ShouldExitWith(5);
        File.WriteAllText(Workplace["some.bundle"], "");
        (await _host.PushAsync("crm", "--yes", "--remote", Workplace["some.bundle"])).ShouldRefuse(4, "is a file");
        await Workplace.GitAsync(".", "init", "--quiet", "--bare", "empty.git");
        (await _host.PushAsync("crm", "--yes", "--remote", Workplace["empty.git"])).ShouldExitWith(4).Error.ShouldContain("no commit");
        (await _host.PushAsync("crm", "--yes", "--remote", "https://me:s3cret@example.com/x.git")).Error.ShouldNotContain("s3cret");
        (await _host.PushAsync("crm", "--yes", "--remote", "--upload-pack=touch x")).ShouldExitWith(2);
    }

    [Test]
    public async Task A_refusal_of_the_remote_is_exit_code_5_in_its_own_words()
    {
        var hook = Path.Combine(_host.Remote, "hooks", "pre-receive");
        Directory.CreateDirectory(Path.GetDirectoryName(hook)!);
        File.WriteAllText(hook, "#!/bin/sh\necho no >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await _host.PushAsync("crm", "--yes")).ShouldExitWith(5).Error.ShouldContain("pre-receive hook declined");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Credentials_that_are_asked_for_are_exit_code_5_and_a_token_is_masked()
    {
        Workplace.Replace("git", """
            case "$TROUBLE $*" in
              "push "*" push "*) echo "fatal: could not read Username for 'https://tok3n@example.com': terminal prompts disabled" >&2; exit 128;;
              "ask "*ls-remote*) echo "fatal: odd trouble with 'https://tok3n@example.com/x'" >&2; exit 128;;
            esac
            exec "$real" "$@"
            """);
        Workplace.Set("TROUBLE", "push");
        (await _host.PushAsync("crm", "--yes")).ShouldExitWith(5).Error.ShouldContain("credential helper");
        Workplace.Set("TROUBLE", "ask");
        var answer = (await _host.PushAsync("crm", "--yes", "--verbose")).ShouldExitWith(5);
        answer.Error.ShouldNotContain("tok3n");
        answer.Error.ShouldContain("https://***@example.com");
    }

    [TestCase("https://github.com/acme/modules.git", "https://github.com/acme/modules/pull/new/feature/x")]
    [TestCase("git@github.com:acme/modules.git", "https://github.com/acme/modules/pull/new/feature/x")]
    [TestCase("ssh://git@gitlab.com:22/group/sub/modules", "https://gitlab.com/group/sub/modules/-/merge_requests/new?merge_request%5Bsource_branch%5D=feature%2Fx")]
    [TestCase("https://bitbucket.org/acme/modules.git", "https://bitbucket.org/acme/modules/pull-requests/new?source=feature%2Fx")]
    [TestCase("https://dev.azure.com/acme/shop/_git/modules", "https://dev.azure.com/acme/shop/_git/modules/pullrequestcreate?sourceRef=feature%2Fx")]
    [TestCase("git@ssh.dev.azure.com:v3/acme/shop/modules", "https://dev.azure.com/acme/shop/_git/modules/pullrequestcreate?sourceRef=feature%2Fx")]
    [TestCase("https://git.example.com/acme/modules.git", null)]
    [TestCase("https://github.com/acme/mo<b>dules", null)]
    [TestCase("/srv/modules.git", null)]
    public void The_page_of_the_pull_request_is_known_for_known_hosts(string remote, string? page)
    {
        RemoteAddress.Parse(remote).Failed(out _, out var address).ShouldBeFalse();
        PullRequest.Address(address!, "feature/x").ShouldBe(page);
    }
}
