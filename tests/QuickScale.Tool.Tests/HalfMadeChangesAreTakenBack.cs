using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Tests;

/// <summary>
/// An update that was interrupted at its checkout, file by file: what git had done is taken back, what somebody has written since stays.
/// The update changes a.txt, takes b.txt away and adds deep/new.txt.
/// </summary>
internal sealed class HalfMadeChangesAreTakenBack : ShopFixture
{
    private const string Old = "1\n2\n3\n0.1.0\n5\n6\n7\n";
    private const string New = "1\n2\n3\n0.2.0\n5\n6\n7\n";
    private string _old = null!;
    private string _new = null!;

    private string Journal => Project.PathOf(".git/qs/journal.json");

    [TestCase("a.txt", Old)]
    [TestCase("a.txt", New)]
    [TestCase("a.txt", "1\n2\n3\n0.2")]
    [TestCase("a.txt", "")]
    [TestCase("a.txt", null)]
    [TestCase("b.txt", "b\n")]
    [TestCase("b.txt", null)]
    [TestCase("deep/new.txt", "new\n")]
    [TestCase("deep/new.txt", "ne")]
    [TestCase("deep/new.txt", "")]
    [TestCase("deep/new.txt", null)]
    public async Task What_git_has_done(string file, string? content)
    {
        await InterruptAsync();
        var before = await Project.StateAsync();
        Put(file, content);

        foreach (var isIndexWritten in new[] { false, true })
        {
            if (isIndexWritten)
            {
                await InterruptAsync(again: true);
                await Project.GitAsync("read-tree", _new);
                Put(file, content);
            }

            (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldContain("An interrupted 'qs module update' was taken back; nothing is changed.");

            (await Project.StateAsync()).ShouldBe(before);
            ShouldLeaveNothing();
        }

        Project.Has("modules/shop/deep").ShouldBeFalse();
        (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
    }

    [TestCase("a.txt", "mine\n")]
    [TestCase("a.txt", New + "mine\n")]
    [TestCase("a.txt", "folder")]
    [TestCase("b.txt", "b\nmine\n")]
    [TestCase("b.txt", "")]
    [TestCase("deep/new.txt", "new\nmine\n")]
    [TestCase("deep/new.txt", "folder")]
    public async Task Not_what_somebody_has_written(string file, string content)
    {
        await InterruptAsync();
        foreach (var other in new[] { ("a.txt", New), ("b.txt", null), ("deep/new.txt", "new\n") }.Where(other => other.Item1 != file))
            Put(other.Item1, other.Item2);
        Put(file, content);

        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldContain($"was taken back, but for what you have changed since: modules/shop/{file}.");

        Project.Read($"modules/shop/{file}{(content == "folder" ? "/mine.txt" : "")}").ShouldBe(content == "folder" ? "mine\n" : content);
        if (file != "a.txt")
            Project.Read("modules/shop/a.txt").ShouldBe(Old);
        if (file != "b.txt")
            Project.Read("modules/shop/b.txt").ShouldBe("b\n");
        if (file != "deep/new.txt")
            Project.Has("modules/shop/deep").ShouldBeFalse();
        ShouldLeaveNothing();
    }

    [Test]
    public async Task A_file_beside_one_that_is_taken_away_stays_with_its_folder()
    {
        await InterruptAsync();
        Put("deep/new.txt", "new\n");
        Put("deep/mine.txt", "mine\n");

        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldContain("nothing is changed");

        Project.Has("modules/shop/deep/new.txt").ShouldBeFalse();
        Project.Read("modules/shop/deep/mine.txt").ShouldBe("mine\n");
    }

    [Test]
    public async Task Half_a_file_with_line_ends_of_windows_is_known()
    {
        await InterruptAsync();
        await Project.GitAsync("config", "core.autocrlf", "true");
        Put("a.txt", "1\r\n2\r\n3\r\n0.2");

        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldContain("nothing is changed");

        Project.Read("modules/shop/a.txt").ShouldBe(Old.ReplaceLineEndings("\r\n"));
    }

    [Test]
    public async Task Half_a_file_counts_as_gits_as_long_as_git_was_at_work([Values] bool wasAtWork)
    {
        await InterruptAsync();
        Put("a.txt", "1\n2");
        var journal = Modules.Journal.Read(Repository().Place)!;
        File.SetLastWriteTimeUtc(Project.PathOf("modules/shop/a.txt"), journal.WrittenAt.AddMinutes(3));

        var kept = new Restoration(Repository()).Run(journal, journal.WrittenAt.AddMinutes(wasAtWork ? 4 : 2), CancellationToken.None);

        kept.ShouldBe(wasAtWork ? [] : ["modules/shop/a.txt"]);
        Project.Read("modules/shop/a.txt").ShouldBe(wasAtWork ? Old : "1\n2");
    }

    [Test]
    public async Task A_branch_that_has_moved_since_is_left_alone()
    {
        await InterruptAsync();
        Project.Write("mine.txt", "mine\n");
        await Project.CommitAsync("Mine");
        Put("a.txt", New);
        var before = await Project.StateAsync();

        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldContain("An earlier 'qs module update' was interrupted, and the branch has moved since; look at 'git status'.");

        (await Project.StateAsync()).ShouldBe(before);
        ShouldLeaveNothing();
    }

    [Test]
    public async Task References_that_cannot_be_changed_are_changed_later()
    {
        await InterruptAsync();
        File.Delete(Journal);
        var held = Project.PathOf(".git/refs/qs/up/shop.lock");
        File.WriteAllText(held, string.Empty);

        (await UpdateAsync()).ShouldExitWith(4).Error.ShouldContain("'qs module update' is made, but git could not change its references under refs/qs");

        ShouldBeAt("0.2.0");
        (await Project.GitAsync("status", "--porcelain")).ShouldBeEmpty();
        File.Delete(held);
        (await Project.QsAsync("module", "status")).ShouldExitWith(0).Error.ShouldContain("An interrupted 'qs module update' was finished.");
        (await Project.GitAsync("rev-parse", "refs/qs/up/shop")).ShouldBe(await Workplace.GitAsync("sources/shop", "rev-parse", "shop/v0.2.0"));
        ShouldLeaveNothing();
    }

    /// <summary>A project before an update and a journal that says that it is being made.</summary>
    private async Task InterruptAsync(bool again = false)
    {
        if (!again)
        {
            await PrepareAsync();
            _old = await Project.GitAsync("rev-parse", "HEAD");
            await Remote.ReleaseAsync("shop", "0.2.0", ("a.txt", New), ("b.txt", null), ("deep/new.txt", "new\n"));
            (await UpdateAsync()).ShouldExitWith(0);
            _new = await Project.GitAsync("rev-parse", "HEAD");
            await Project.GitAsync("reset", "--quiet", "--hard", _old);
        }

        await File.WriteAllTextAsync(Journal, $$"""{"what":"qs module update","old":"{{_old}}","new":"{{_new}}","merge":false,"references":[]}""");
    }

    private void Put(string file, string? content)
    {
        var path = Project.PathOf($"modules/shop/{file}");
        if (File.Exists(path))
            File.Delete(path);
        if (content == "folder")
            Project.Write($"modules/shop/{file}/mine.txt", "mine\n");
        else if (content is not null)
            Project.Write($"modules/shop/{file}", content);
    }

    private void ShouldLeaveNothing()
    {
        File.Exists(Journal).ShouldBeFalse();
        File.Exists(Project.PathOf(".git/refs/qs/transaction")).ShouldBeFalse();
    }

    private GitRepository Repository()
    {
        GitRepository.Open(new ProgramRunner(), Project.PathOf(""), CancellationToken.None).Failed(out var failure, out var repository).ShouldBeFalse(failure?.Sentence);
        return repository!;
    }
}
