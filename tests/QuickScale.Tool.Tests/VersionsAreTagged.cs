namespace QuickScale.Tool.Tests;

/// <summary>Tags lead to where a version first appears, and stay there; what cannot be tagged is refused.</summary>
internal sealed class VersionsAreTagged : WorkplaceFixture
{
    private Monorepo _mono = null!;

    [SetUp]
    public async Task Start()
    {
        _mono = await new Monorepo(Workplace).InitAsync();
        _mono.Module("core", "0.1.0");
        await _mono.CommitAsync("First");
    }

    [Test]
    public async Task A_tag_is_the_first_commit_with_the_version()
    {
        _mono.Write("content/modules/core/a", "a");
        await _mono.CommitAsync("After it");
        _mono.Module("core", "0.2.0-beta.1");
        await _mono.CommitAsync("Beta");
        _mono.Module("core", "\"0.2.0\"  # quoted");
        await _mono.CommitAsync("Second");
        _mono.Write("content/modules/core/a", "b");
        await _mono.CommitAsync("After that");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--format=%s|%D", "splits/core-module")).Split('\n').ShouldBe(
            ["After that|splits/core-module", "Second|tag: core/v0.2.0", "Beta|tag: core/v0.2.0-beta.1", "After it|", "First|tag: core/v0.1.0"]);
    }

    [Test]
    public async Task Changes_that_no_version_has_are_named()
    {
        (await _mono.QsAsync()).Output.ShouldNotContain("changed since");
        _mono.Write("content/modules/core/a", "a");
        await _mono.CommitAsync("After the version");

        (await _mono.QsAsync()).Output.ShouldContain("2 commits, changed since core/v0.1.0");
        _mono.Module("core", "0.1.1");
        await _mono.CommitAsync("The next one");
        (await _mono.SplitAsync())["modules"]![0]!["unreleased"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Test]
    public async Task A_branch_that_states_the_same_version_later_moves_no_tag()
    {
        await _mono.GitAsync("branch", "other");
        _mono.Module("core", "0.2.0");
        await _mono.CommitAsync("Released");
        var tags = await _mono.TagsAsync();
        await _mono.GitAsync("checkout", "--quiet", "other");
        _mono.Module("core", "0.2.0").Write("content/modules/core/a", "a");
        await _mono.GitAsync("add", "--all");
        Workplace.Set("GIT_COMMITTER_DATE", "2020-01-01T00:00:00Z");
        await _mono.GitAsync("commit", "--quiet", "--message", "The same number, an older date");
        await _mono.GitAsync("checkout", "--quiet", "main");
        await _mono.GitAsync("merge", "--quiet", "--no-edit", "other");

        (await _mono.TagsAsync()).ShouldBe(tags);
        tags.Keys.ShouldBe(["core/v0.1.0", "core/v0.2.0"]);
    }

    [Test]
    public async Task A_version_that_goes_back_is_refused_until_a_higher_one_is_stated()
    {
        _mono.Module("core", "0.3.0");
        var higher = await _mono.CommitAsync("Too far");
        _mono.Module("core", "0.2.0");
        await _mono.CommitAsync("Back");

        (await _mono.QsAsync()).ShouldRefuse(1, "goes back to version 0.2.0", "0.3.0", higher[..7]);

        _mono.Module("core", "0.3.1");
        await _mono.CommitAsync("Forward");
        (await _mono.TagsAsync()).Keys.ShouldBe(["core/v0.1.0", "core/v0.3.0", "core/v0.2.0", "core/v0.3.1"]);
    }

    [TestCase("name: other\nversion: 0.2.0\n", "does not say 'name: core'")]
    [TestCase("name: core\n", "states no version")]
    [TestCase("name: core\nversion: 2\n", "states no version")]
    [TestCase(null, "has no module.yml")]
    public async Task A_manifest_without_name_and_version_is_refused(string? manifest, string words)
    {
        _mono.Write("content/modules/core/a", "a");
        if (manifest is null)
            File.Delete(Path.Combine(_mono.Root, "content", "modules", "core", "module.yml"));
        else
            _mono.Write("content/modules/core/module.yml", manifest);
        await _mono.CommitAsync("Wrong");

        (await _mono.QsAsync()).ShouldRefuse(1, words);
    }

    [Test]
    public async Task A_folder_with_an_impossible_name_is_refused()
    {
        _mono.Module("Core--2", "0.1.0");
        await _mono.CommitAsync("Odd");

        (await _mono.QsAsync()).ShouldRefuse(1, "content/modules/Core--2");
    }

    [Test]
    public async Task Another_content_under_a_released_tag_is_refused_and_nothing_is_pushed()
    {
        await _mono.GitAsync("init", "--quiet", "--bare", Workplace["remote.git"]);
        (await _mono.QsAsync("--into", Workplace["remote.git"])).ShouldExitWith(0);
        await Workplace.GitAsync("remote.git", "branch", "-D", "splits/core-module");
        _mono.Write("content/modules/core/a", "rewritten").Module("auth", "0.1.0");
        await _mono.GitAsync("add", "--all");
        await _mono.GitAsync("commit", "--quiet", "--amend", "--message", "First, rewritten");

        (await _mono.QsAsync("--into", Workplace["remote.git"])).ShouldRefuse(3, "core/v0.1.0", "other content");
        (await Workplace.GitAsync("remote.git", "for-each-ref", "--format=%(refname)")).ShouldBe("refs/tags/core/v0.1.0");
    }

    [Test]
    public async Task A_rewritten_history_is_refused()
    {
        await _mono.GitAsync("init", "--quiet", "--bare", Workplace["remote.git"]);
        _mono.Write("content/modules/core/a", "a");
        await _mono.CommitAsync("Then rewritten");
        (await _mono.QsAsync("--into", Workplace["remote.git"])).ShouldExitWith(0);
        await _mono.GitAsync("commit", "--quiet", "--amend", "--message", "Otherwise");

        (await _mono.QsAsync("--into", Workplace["remote.git"])).ShouldRefuse(3, "splits/core-module", "does not lead");
    }

    [Test]
    public async Task A_dry_run_pushes_nothing_and_a_second_run_has_nothing_to_push()
    {
        await _mono.GitAsync("init", "--quiet", "--bare", Workplace["remote.git"]);
        await _mono.GitAsync("remote", "add", "origin", Workplace["remote.git"]);
        string[] expected = ["refs/heads/splits/core-module", "refs/tags/core/v0.1.0"];

        (await _mono.SplitAsync("--into", Workplace["remote.git"], "--dry-run"))["pushed"]!.AsArray().Select(node => node!.GetValue<string>()).ShouldBe(expected);
        (await Workplace.GitAsync("remote.git", "for-each-ref")).ShouldBeEmpty();
        (await _mono.SplitAsync("--into", "origin"))["pushed"]!.AsArray().Select(node => node!.GetValue<string>()).ShouldBe(expected);
        (await Workplace.GitAsync("remote.git", "for-each-ref", "--format=%(refname)")).Split('\n').ShouldBe(expected);
        (await _mono.QsAsync("--into", "origin")).ShouldExitWith(0).Output.ShouldContain("Nothing to push");
        (await _mono.GitAsync("for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags")).ShouldBe("refs/heads/main");
    }

    [Test]
    public async Task What_is_not_committed_is_named_and_left_out()
    {
        var before = await _mono.TipAsync();
        _mono.Write("content/modules/core/new", "not yet");

        var answer = await _mono.QsAsync();

        answer.ShouldExitWith(0).Error.ShouldContain("content/modules has changes that are not committed");
        (await _mono.TipAsync()).ShouldBe(before);
        (await _mono.SplitAsync())["uncommitted"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Test]
    public async Task Without_a_whole_history_it_says_what_is_missing()
    {
        _mono.Write("a", "b");
        await _mono.CommitAsync("Second");
        await _mono.GitAsync("clone", "--quiet", "--depth=1", $"file://{_mono.Root}", Workplace["shallow"]);
        Directory.CreateDirectory(Workplace["plain"]);
        await Workplace.GitAsync("plain", "init", "--quiet");
        Directory.CreateDirectory(Workplace["plain", "content", "modules"]);
        Directory.CreateDirectory(Workplace["none"]);

        (await Workplace.QsAsync("module", "split", Workplace["shallow", "content", "modules"])).ShouldRefuse(4, "shallow", "git fetch --unshallow");
        (await Workplace.QsAsync("module", "split", Workplace["plain", "content", "modules"])).ShouldRefuse(4, "no commit yet");
        (await Workplace.QsAsync("module", "split", Workplace["none"])).ShouldRefuse(4, "not in a git repository");
        (await Workplace.QsAsync("module", "split", Workplace["missing"])).ShouldRefuse(4, "no folder");
        (await Workplace.QsAsync("module", "split", _mono.Root, "--into", Workplace["nowhere"])).ShouldExitWith(1);
        (await _mono.QsAsync("--into", Workplace["nowhere"])).ShouldRefuse(5, "could not be read");
        (await _mono.QsAsync("--dry-run")).ShouldRefuse(2, "--into");
        (await _mono.QsAsync("--into=--upload-pack=touch x")).ShouldRefuse(2, "--into");
        Workplace.OnlyPrograms();
        (await _mono.QsAsync()).ShouldRefuse(4, "Git was not found");
    }
}
