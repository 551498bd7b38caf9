namespace QuickScale.Tool.Tests;

/// <summary>
/// <c>qs module repair</c> links a module to an upstream commit again only where that commit has the tree that it writes: whoever merges
/// next, qs or git subtree, builds on it.
/// </summary>
internal sealed class LinksToUpstreamAreProved : ShopFixture
{
    private static readonly string[] Repair = ["module", "repair", "--yes", "--trust-remote"];

    [Test]
    public async Task A_commit_with_another_tree_is_refused()
    {
        await SquashAsync();
        var next = await ReleaseNextAsync();
        await Project.QsAsync("module", "status", "--upstream");
        var (split, _) = await RecordedAsync();
        await WriteEntryAsync(split, next);

        await RefusesAsync(4, [$".quickscale/config.yml gives commit {next[..7]} of shop another tree", "'split' and 'tree'", "git log -p"], Repair);

        await WriteEntryAsync(next, split);
        (await Project.QsAsync(Repair)).ShouldExitWith(0).Output.ShouldContain("link to upstream's history was lost");
        await ShouldBeLinkedAsync(split);
    }

    [Test]
    public async Task A_tree_that_is_another_commits_is_refused()
    {
        await SquashAsync();
        var (_, tree) = await RecordedAsync();
        var other = await Project.GitAsync("rev-parse", "HEAD:modules/core");
        await WriteEntryAsync(tree, other);

        await RefusesAsync(4, ["another tree than it has"], Repair);
    }

    [Test]
    public async Task A_commit_that_is_not_here_is_asked_for()
    {
        await SquashAsync();
        var (split, _) = await RecordedAsync();
        await CloneAsync(split);

        (await Project.QsAsync(Repair)).ShouldExitWith(0);

        await ShouldBeLinkedAsync(split);
    }

    [Test]
    public async Task A_commit_that_nobody_has_any_more_is_refused()
    {
        await SquashAsync();
        var (split, _) = await RecordedAsync();
        await CloneAsync(split);
        await Workplace.GitAsync("sources/shop", "checkout", "--quiet", "--orphan", "again");
        await Workplace.GitAsync("sources/shop", "commit", "--quiet", "--message", "All anew");
        await Workplace.GitAsync("sources/shop", "tag", "--delete", "shop/v0.1.0");
        await Remote.ReleaseAsync("shop", "0.1.0");
        await Workplace.GitAsync("modules.git", "gc", "--quiet", "--prune=now");

        await RefusesAsync(4, [$"shop cannot be linked to commit {split[..7]}", Remote.Address, "qs module update shop"], Repair);

        await ReleaseNextAsync();
        (await UpdateAsync()).ShouldExitWith(0);
        (await Project.QsAsync("module", "repair", "shop", "--yes")).ShouldExitWith(0).Output.ShouldContain("Nothing needs repair");
    }

    [Test]
    public async Task A_commit_that_cannot_be_asked_for_is_refused()
    {
        await SquashAsync();
        await CloneAsync((await RecordedAsync()).Split);
        Directory.Move(Workplace["modules.git"], Workplace["moved.git"]);

        await RefusesAsync(5, [Remote.Address], Repair);
    }

    /// <summary>A project whose embed came to the branch as one ordinary commit.</summary>
    private async Task SquashAsync()
    {
        await PrepareAsync();
        await Project.GitAsync("reset", "--quiet", "--soft", "main~2");
        await Project.GitAsync("commit", "--quiet", "--message", "All in one");
    }

    private async Task CloneAsync(string split)
    {
        await Workplace.GitAsync(".", "clone", "--quiet", "file://" + Workplace["host"], "colleague");
        Project = Project.At("colleague");
        (await TestProcess.RunAsync("git", ["cat-file", "-e", split], Workplace["colleague"])).ExitCode.ShouldNotBe(0);
    }

    private async Task<(string Split, string Tree)> RecordedAsync()
    {
        var split = await Workplace.GitAsync("sources/shop", "rev-parse", "shop/v0.1.0");
        var tree = await Workplace.GitAsync("sources/shop", "rev-parse", "shop/v0.1.0^{tree}");
        Project.Read(".quickscale/config.yml").ShouldContain(split);
        Project.Read(".quickscale/config.yml").ShouldContain(tree);
        return (split, tree);
    }

    private async Task WriteEntryAsync(string old, string @new)
    {
        Project.Write(".quickscale/config.yml", Project.Read(".quickscale/config.yml").Replace(old, @new, StringComparison.Ordinal));
        await Project.CommitAsync("Change the entry");
    }

    private async Task ShouldBeLinkedAsync(string split)
    {
        var squash = await Project.GitAsync("log", "--all-match", "--grep=git-subtree-dir: modules/shop", $"--grep=git-subtree-split: {split}", "--format=%H %T", "HEAD");
        squash.Split(' ')[1].ShouldBe(await Workplace.GitAsync("sources/shop", "rev-parse", $"{split}^{{tree}}"));
    }
}
