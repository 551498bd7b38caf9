using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>
/// A git that reaches its time limit in the midst of a checkout is ended as by a kill. What it left is settled at once: the old state or
/// the new one, and which of them is said.
/// </summary>
[Category("Slow")]
[Platform(Exclude = "Win", Reason = "The stand-in for git is a shell script.")]
internal sealed class GitTakesTooLong : ShopFixture
{
    // Long enough for every git but the one that never ends.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    // As git does it: locks first, then files, and at last the index and the branch.
    private const string Locks = ": > .git/index.lock; : > .git/HEAD.lock; : > .git/refs/heads/main.lock; ";
    private const string Half = Locks + "printf '1\\n2' > modules/shop/a.txt; printf 'ne' > modules/shop/new.txt; ";

    private const string Never = "exec sleep 300";
    private string _old = null!;
    private string _new = null!;

    [Test]
    public async Task In_the_midst_of_its_work()
    {
        await PrepareUpdateAsync();
        var before = await Project.StateAsync();

        var failure = Make(Half + Never);

        failure!.ExitCode.ShouldBe(4);
        failure.Sentence.ShouldBe("Git took too long for 'qs module update' and was stopped; nothing was changed: try again when the machine is less busy.");
        (await Project.StateAsync()).ShouldBe(before);
        await ShouldServeAsync();
        (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
    }

    [Test]
    public async Task When_all_was_done()
    {
        await PrepareUpdateAsync();

        var failure = Make("\"$real\" \"$@\"; " + Never);

        failure.ShouldBeNull();
        (await Project.GitAsync("rev-parse", "HEAD")).ShouldBe(_new);
        ShouldBeAt("0.2.0");
        (await Project.GitAsync("rev-parse", "refs/qs/up/shop")).ShouldBe(_old);
        await ShouldServeAsync();
    }

    [Test]
    public async Task While_somebody_edits_a_file()
    {
        await PrepareUpdateAsync();

        var failure = Make(Half + "echo mine > modules/shop/b.txt; " + Never);

        failure!.ExitCode.ShouldBe(4);
        failure.Sentence.ShouldBe("Git could not do 'qs module update' (it took too long), and it was taken back but for what you have changed meanwhile: look at modules/shop/b.txt and try again.");
        Project.Read("modules/shop/b.txt").ShouldBe("mine\n");
        Project.Read("modules/shop/a.txt").ShouldBe(string.Concat(Lines("0.1.0")));
        Project.Has("modules/shop/new.txt").ShouldBeFalse();
        await ShouldServeAsync();
    }

    [Test]
    public async Task While_it_writes_a_conflict()
    {
        await PrepareUpdateAsync();
        Project.Write("modules/shop/a.txt", "mine\n");
        var head = await Project.CommitAsync("Change the module");
        var repository = Repository();
        var merged = repository.MergeTrees(head, _new, CancellationToken.None);
        merged.IsClean.ShouldBeFalse();
        var before = await Project.StateAsync();
        Hang("read-tree", Locks + "printf '<<<' > modules/shop/a.txt; printf 'ne' > modules/shop/new.txt; " + Never);

        var started = new Transaction(repository).StartMerge("qs module update", head, merged, _new, isLinear: false, isSparse: false, "Merge", CancellationToken.None);

        started.Failed(out var failure, out _).ShouldBeTrue();
        failure!.Sentence.ShouldContain("was stopped; nothing was changed");
        (await Project.StateAsync()).ShouldBe(before);
        File.Exists(Project.PathOf(".git/MERGE_HEAD")).ShouldBeFalse();
        await ShouldServeAsync();
    }

    private async Task PrepareUpdateAsync()
    {
        await PrepareAsync();
        _old = await Project.GitAsync("rev-parse", "HEAD");
        await Remote.ReleaseAsync("shop", "0.2.0", ("a.txt", string.Concat(Lines("0.2.0"))), ("b.txt", "b 0.2.0\n"), ("new.txt", "new\n"));
        (await UpdateAsync()).ShouldExitWith(0);
        _new = await Project.GitAsync("rev-parse", "HEAD");
        await Project.GitAsync("reset", "--quiet", "--hard", _old);
    }

    private Failure? Make(string script)
    {
        Hang("merge", script);
        var made = new Transaction(Repository()).FastForward("qs module update", _old, _new, [("refs/qs/up/shop", _old)], CancellationToken.None);
        return made.Failed(out var failure, out _) ? failure : null;
    }

    private void Hang(string command, string script) =>
        Workplace.Replace("git", $"case \" $* \" in *' {command} '*) [ -e '{Workplace["hung"]}' ] || {{ : > '{Workplace["hung"]}'; {script}; }} ;; esac\nexec \"$real\" \"$@\"");

    private GitRepository Repository()
    {
        GitRepository.Open(new ProgramRunner(), Project.PathOf(""), CancellationToken.None).Failed(out var failure, out var repository).ShouldBeFalse(failure?.Sentence);
        repository!.Git.CallLimit = Limit;
        return repository;
    }

    /// <summary>No lock and no journal is left, and the next command has nothing to settle.</summary>
    private async Task ShouldServeAsync()
    {
        Directory.EnumerateFiles(Project.PathOf(".git"), "*.lock", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists(Project.PathOf(".git/qs/journal.json")).ShouldBeFalse();
        (await Project.GitAsync("for-each-ref", "refs/qs/transaction")).ShouldBeEmpty();
        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldBeEmpty();
    }
}
