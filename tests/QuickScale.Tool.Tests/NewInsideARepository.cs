namespace QuickScale.Tool.Tests;

/// <summary>A project made inside somebody's repository belongs to that repository, which is left as it is.</summary>
internal sealed class NewInsideARepository : WorkplaceFixture
{
    [SetUp]
    public async Task Arrive()
    {
        File.WriteAllText(Workplace["committed.txt"], "one");
        await Workplace.GitAsync("", "init", "--quiet");
        await Workplace.GitAsync("", "add", "--all");
        await Workplace.GitAsync("", "commit", "--quiet", "--message", "one");
        File.WriteAllText(Workplace["committed.txt"], "two");
        File.WriteAllText(Workplace["staged.txt"], "staged");
        await Workplace.GitAsync("", "add", "staged.txt");
    }

    [Test]
    public async Task Nothing_is_nested_committed_or_staged()
    {
        var index = await File.ReadAllBytesAsync(Workplace[".git", "index"]);
        var head = await Workplace.GitAsync("", "rev-parse", "HEAD");

        var answer = (await Workplace.QsAsync("new", "apps/MyApp", "--no-restore")).ShouldExitWith(0);

        answer.Output.ShouldContain($"none of its own: it lies in {await Workplace.GitAsync("", "rev-parse", "--show-toplevel")}, where nothing was committed");
        Directory.Exists(Workplace["apps", "MyApp", ".git"]).ShouldBeFalse();
        (await File.ReadAllBytesAsync(Workplace[".git", "index"])).ShouldBe(index);
        (await Workplace.GitAsync("", "rev-parse", "HEAD")).ShouldBe(head);
        (await Workplace.GitAsync("", "status", "--porcelain")).Split('\n').ShouldBe([" M committed.txt", "A  staged.txt", "?? apps/"]);
    }

    [Test]
    public async Task No_identity_is_needed()
    {
        Workplace.GitConfig();

        (await Workplace.QsAsync("new", "MyApp", "--no-restore")).ShouldExitWith(0);
    }

    [Test]
    public async Task A_hook_that_starts_us_does_not_lend_us_its_repository()
    {
        using var elsewhere = new TemporaryFolder();
        Workplace.Set("GIT_DIR", Workplace[".git"]);
        Workplace.Set("GIT_INDEX_FILE", Workplace[".git", "index"]);
        Workplace.Set("GIT_WORK_TREE", Workplace.Root);
        var index = await File.ReadAllBytesAsync(Workplace[".git", "index"]);

        (await Workplace.QsAsync("new", elsewhere["MyApp"], "--no-restore")).ShouldExitWith(0);

        Directory.Exists(elsewhere["MyApp", ".git"]).ShouldBeTrue();
        (await File.ReadAllBytesAsync(Workplace[".git", "index"])).ShouldBe(index);
    }

    [Test]
    public async Task A_repository_that_git_does_not_trust_is_named()
    {
        // A .git file that leads nowhere: git can say neither yes nor no.
        Directory.CreateDirectory(Workplace["broken"]);
        File.WriteAllText(Workplace["broken", ".git"], "gitdir: nowhere\n");
        Directory.CreateDirectory(Workplace["broken", "apps"]);
        File.WriteAllText(Workplace["broken", ".git"], "nonsense\n");

        (await Workplace.QsAsync("new", "broken/apps/MyApp")).ShouldRefuse(4, "Git cannot be used in", "--no-git");
    }
}
