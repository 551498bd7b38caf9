using System.Text;

namespace QuickScale.Tool.Tests;

/// <summary>What a push sends: the project's own commits to a module, on the monorepo's main branch.</summary>
internal sealed class ModulePushSendsABranch : WorkplaceFixture
{
    private const string Branch = "feature/crm-improvements";
    private ModuleHost _host = null!;

    private async Task StartAsync(string history = "subtree", string project = "host", string folder = "")
    {
        _host = new ModuleHost(Workplace, project, folder);
        await _host.PublishAsync("crm");
        await _host.StartAsync();
        await _host.EmbedAsync("crm", "--history", history);
    }

    private async Task<string> EditAsync(string text, string message, params string[] options)
    {
        _host.Write("modules/crm/src/Text.cs", text);
        return await _host.CommitAsync(message, options);
    }

    [TestCase("subtree", "host", "")]
    [TestCase("linear", "host", "")]
    [TestCase("subtree", "höst mit Raum", "apps/the shöp")]
    [TestCase("linear", "höst mit Raum", "apps/the shöp")]
    public async Task The_commits_come_with_author_date_and_message_and_nothing_of_the_project(string history, string project, string folder)
    {
        await StartAsync(history, project, folder);
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout\n\nBecause it matters.", "--author=Grace Hopper <grace@example.com>");
        _host.Write("src/Shop/Program.cs", "// elsewhere\n");
        await _host.CommitAsync("Elsewhere");
        _host.Write("modules/crm/src/Grüße und 漢字.cs", "// ü\n").Write("src/Shop/Program.cs", "// both\n");
        var both = await _host.CommitAsync("Ünïcödé");
        var state = await StateAsync();
        var report = await _host.PushedAsync("crm");

        (await _host.ThereAsync("log", "--format=%s|%b|%an|%ae|%aI|%cI", $"main..{Branch}")).Split('\n').Where(line => line.Length > 0).ShouldBe(
        [
            "Ünïcödé||Ada Lovelace|ada@example.com|2026-02-01T10:02:00+02:00|2026-02-01T10:02:00+02:00",
            "Shout|Because it matters.",
            "|Grace Hopper|grace@example.com|2026-02-01T10:00:00+02:00|2026-02-01T10:00:00+02:00",
        ]);
        (await _host.ThereAsync("rev-parse", $"{Branch}:content/modules/crm")).ShouldBe(await _host.GitAsync("rev-parse", $"HEAD:{_host.PathOf("crm")}"));
        (await _host.ThereAsync("-c", "core.quotePath=false", "diff", "--name-only", "main", Branch)).Split('\n')
            .ShouldBe(["content/modules/crm/src/Grüße und 漢字.cs", "content/modules/crm/src/Text.cs"], ignoreOrder: true);
        (await _host.ThereAsync("fsck", "--strict")).ShouldBeEmpty();
        report["commits"]!.AsArray().Select(commit => (string)commit!["from"]!).Last().ShouldBe(both);
        ((string)report["commits"]![1]!["notSent"]![0]!).ShouldEndWith("src/Shop/Program.cs");
        (await StateAsync()).ShouldBe(state);
    }

    private async Task<string> StateAsync() => string.Join('\n', [
        await _host.GitAsync("rev-parse", "HEAD"),
        await _host.GitAsync("status", "--porcelain"),
        await _host.GitAsync("for-each-ref"),
        string.Join(' ', Directory.EnumerateDirectories(Path.Combine(await _host.GitAsync("rev-parse", "--absolute-git-dir"), "qs")))]);

    [TestCase("subtree")]
    [TestCase("linear")]
    public async Task After_the_merge_and_the_next_release_an_update_ends_where_upstream_is(string history)
    {
        await StartAsync(history);
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await _host.PushedAsync("crm");
        await _host.Mono.GitAsync("fetch", "--quiet", _host.Remote, Branch);
        _host.Mono.Write("content/modules/crm/src/Other.cs", "// upstream's own\n");
        await _host.Mono.CommitAsync("Meanwhile");
        await _host.Mono.GitAsync("merge", "--quiet", "--no-ff", "--message", "Merge the pull request", "FETCH_HEAD");
        await _host.ReleaseAsync("crm", "0.2.0");
        await _host.UpdateAsync("crm");

        (await _host.GitAsync("rev-parse", "HEAD:modules/crm")).ShouldBe(await _host.ThereAsync("rev-parse", "splits/crm-module^{tree}"));
        (await _host.PushAsync("crm", "--yes")).ShouldExitWith(0).Output.ShouldContain("nothing to push");
    }

    [Test]
    public async Task Pushing_again_adds_to_the_branch_though_main_has_moved_on()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await _host.PushedAsync("crm");
        var first = await _host.ThereAsync("rev-parse", Branch);
        _host.Mono.Write("README.md", "moved on");
        await _host.Mono.CommitAsync("Elsewhere");
        await _host.PublishAgainAsync();

        ((bool)(await _host.PushedAsync("crm"))["changed"]!).ShouldBeFalse();
        (await _host.ThereAsync("rev-parse", Branch)).ShouldBe(first);
        await EditAsync("ONE\nTWO\nthree\nfour\nfive\n", "Louder");
        var report = await _host.PushedAsync("crm");

        report["commits"]!.AsArray().Select(commit => (bool)commit!["present"]!).ShouldBe([true, false]);
        (await _host.ThereAsync("rev-parse", $"{Branch}^")).ShouldBe(first);
        (await _host.ThereAsync("log", "--format=%s", $"main..{Branch}")).ShouldBe("Louder\nShout");
    }

    [Test]
    public async Task Changes_from_before_an_update_are_sent_on_top_of_it()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        _host.Mono.Write("content/modules/crm/src/Text.cs", "one\ntwo\nthree\nfour\nFIVE\n");
        await _host.ReleaseAsync("crm", "0.2.0");
        await _host.UpdateAsync("crm");
        await EditAsync("ONE\nTWO\nthree\nfour\nFIVE\n", "Louder");
        await _host.PushedAsync("crm");

        (await _host.ThereAsync("log", "--format=%s", $"main..{Branch}")).ShouldBe("Louder\nKeep local changes to crm from before v0.2.0");
        (await _host.ThereAsync("show", $"{Branch}~1:content/modules/crm/src/Text.cs")).ShouldBe("ONE\ntwo\nthree\nfour\nFIVE");
        (await _host.ThereAsync("show", $"{Branch}:content/modules/crm/src/Text.cs")).ShouldBe("ONE\nTWO\nthree\nfour\nFIVE");
    }

    [Test]
    public async Task A_monorepo_that_has_moved_on_is_merged_with_commit_by_commit()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await EditAsync("ONE\nTWO\nthree\nfour\nfive\n", "Louder");
        _host.Mono.Write("content/modules/crm/src/Text.cs", "one\ntwo\nthree\nfour\nFIVE\n");
        await _host.Mono.CommitAsync("Not released");
        await _host.PublishAgainAsync();
        await _host.PushedAsync("crm");

        (await _host.ThereAsync("show", $"{Branch}:content/modules/crm/src/Text.cs")).ShouldBe("ONE\nTWO\nthree\nfour\nFIVE");
        (await _host.ThereAsync("show", $"{Branch}~1:content/modules/crm/src/Text.cs")).ShouldBe("ONE\ntwo\nthree\nfour\nFIVE");
        (await _host.ThereAsync("diff", "--stat", "--shortstat", $"{Branch}~1", Branch)).ShouldContain("1 file changed");
    }

    [Test]
    public async Task What_main_has_already_is_not_sent_again()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        _host.Mono.Write("content/modules/crm/src/Text.cs", "ONE\ntwo\nthree\nfour\nfive\n");
        await _host.Mono.CommitAsync("The same idea");
        await _host.PublishAgainAsync();

        (await _host.PushAsync("crm", "--yes", "--trust-remote")).ShouldExitWith(0).Output.ShouldContain("has these changes already");
        (await _host.ThereAsync("for-each-ref", "refs/heads/feature")).ShouldBeEmpty();
    }

    [Test]
    public async Task Work_on_a_side_branch_is_one_commit_and_what_was_taken_back_is_none()
    {
        await StartAsync();
        await EditAsync("zero\n", "Mistake");
        await _host.GitAsync("revert", "--no-edit", "HEAD");
        await _host.GitAsync("checkout", "--quiet", "-b", "side");
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Part one");
        await EditAsync("ONE\nTWO\nthree\nfour\nfive\n", "Part two");
        await _host.GitAsync("checkout", "--quiet", "main");
        await _host.GitAsync("merge", "--quiet", "--no-ff", "--message", "Merge side", "side");
        await _host.PushedAsync("crm");

        (await _host.ThereAsync("log", "--format=%s", $"main..{Branch}")).ShouldBe("Merge side");
        (await _host.ThereAsync("show", $"{Branch}:content/modules/crm/src/Text.cs")).ShouldBe("ONE\nTWO\nthree\nfour\nfive");
    }

    [Test]
    public async Task A_rewritten_history_is_sent_as_far_as_it_can_be_told()
    {
        await StartAsync("linear");
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await _host.GitAsync("checkout", "--quiet", "--orphan", "again");
        await _host.CommitAsync("All in one");
        await EditAsync("ONE\nTWO\nthree\nfour\nfive\n", "Louder");
        await _host.GitAsync("branch", "--quiet", "-D", "main");
        await _host.PushedAsync("crm");

        (await _host.ThereAsync("log", "--format=%s", $"main..{Branch}")).ShouldBe("Louder\nKeep local changes to crm from before v0.1.0");
    }

    [Test]
    public async Task A_plain_git_subtree_pull_is_not_taken_for_a_change_of_the_project()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        _host.Mono.Write("content/modules/crm/src/Text.cs", "one\ntwo\nthree\nfour\nFIVE\n");
        await _host.ReleaseAsync("crm", "0.2.0");
        await _host.GitAsync("subtree", "-q", "pull", "--squash", "--prefix", "modules/crm", "--message", "By hand", _host.Remote, "splits/crm-module");
        await EditAsync("ONE\nTWO\nthree\nfour\nFIVE\n", "Louder");
        await _host.PushedAsync("crm");

        (await _host.ThereAsync("log", "--format=%s", $"main..{Branch}")).ShouldBe("Louder\nKeep local changes to crm from before v0.2.0");
        (await _host.ThereAsync("rev-parse", $"{Branch}:content/modules/crm")).ShouldBe(await _host.GitAsync("rev-parse", "HEAD:modules/crm"));
    }

    [Test]
    public async Task Squashed_it_is_one_commit_with_its_own_message()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Secret plan of ours", "--author=Grace Hopper <grace@example.com>");
        await EditAsync("ONE\nTWO\nthree\nfour\nfive\n", "More of it");
        await _host.PushedAsync("crm", "--squash", "-m", "Shout louder");
        await _host.PushedAsync("crm", "--squash", "-m", "Shout louder");

        (await _host.ThereAsync("log", "--format=%B%an", $"main..{Branch}")).ShouldBe("Shout louder\nAda Lovelace");
        (await _host.ThereAsync("show", $"{Branch}:content/modules/crm/src/Text.cs")).ShouldBe("ONE\nTWO\nthree\nfour\nfive");
    }

    [Test]
    public async Task A_repository_of_the_module_alone_gets_commits_on_the_modules_own_history()
    {
        await StartAsync();
        var split = await _host.ThereAsync("rev-parse", "splits/crm-module");
        await Workplace.GitAsync(".", "init", "--quiet", "--bare", "--initial-branch=main", "alone.git");
        await _host.ThereAsync("push", "--quiet", Workplace["alone.git"], "splits/crm-module:main");
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await _host.PushedAsync("crm", "--remote", Workplace["alone.git"]);
        await EditAsync("ONE\nTWO\nthree\nfour\nfive\n", "Louder");
        await _host.PushedAsync("crm", "--remote", Workplace["alone.git"]);

        (await Workplace.GitAsync("alone.git", "log", "--format=%s", $"main..{Branch}")).ShouldBe("Louder\nShout");
        (await Workplace.GitAsync("alone.git", "rev-parse", $"{Branch}~2")).ShouldBe(split);
        (await Workplace.GitAsync("alone.git", "rev-parse", $"{Branch}^{{tree}}")).ShouldBe(await _host.GitAsync("rev-parse", "HEAD:modules/crm"));
    }

    [Test]
    public async Task A_fresh_clone_can_push_too()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await _host.GitAsync("clone", "--quiet", ".", Workplace["clone"]);
        await _host.GitAsync("clone", "--quiet", "--depth=1", $"file://{Workplace["host"]}", Workplace["shallow"]);
        foreach (var clone in new[] { "clone", "shallow" })
        {
            Workplace.CurrentFolder = Workplace[clone];
            await _host.PushedAsync("crm", "--branch", $"feature/{clone}");
            (await _host.ThereAsync("rev-parse", $"feature/{clone}:content/modules/crm")).ShouldBe(await _host.GitAsync("rev-parse", "HEAD:modules/crm"));
            (await _host.ThereAsync("rev-list", "--count", $"main..feature/{clone}")).ShouldBe("1");
        }
    }

    [Test]
    public async Task A_message_in_another_encoding_stays_as_it_is()
    {
        await StartAsync();
        _host.Write("modules/crm/src/Text.cs", "ONE\n");
        File.WriteAllBytes(Workplace["message"], Encoding.Latin1.GetBytes("Für später\n"));
        await _host.GitAsync("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "--all", "--file", Workplace["message"]);
        var report = await _host.PushedAsync("crm");

        (await _host.ThereAsync("log", "-1", "--format=%e %s", Branch)).ShouldBe("ISO-8859-1 Für später");
        ((string)report["commits"]![0]!["message"]!).ShouldBe("Für später");
    }

    [Test]
    public async Task A_linked_work_tree_and_the_projects_own_git_configuration_count()
    {
        await StartAsync();
        await EditAsync("ONE\ntwo\nthree\nfour\nfive\n", "Shout");
        await _host.GitAsync("config", $"url.{_host.Remote}.insteadOf", "https://modules.example/all.git");
        await _host.GitAsync("config", "push.followTags", "true");
        await _host.GitAsync("config", "log.showRoot", "false");
        await _host.GitAsync("worktree", "add", "--quiet", Workplace["linked"], "-b", "linked");
        Workplace.CurrentFolder = Workplace["linked"];
        await _host.PushedAsync("crm", "--remote", "https://modules.example/all.git");

        (await _host.ThereAsync("log", "--format=%s", $"main..{Branch}")).ShouldBe("Shout");
    }

    [Test]
    public async Task Whatever_both_sides_change_the_update_after_a_push_ends_where_upstream_is()
    {
        for (var round = 0; round < Rounds.Of(2); round++)
        {
            var chance = Rounds.Chance($"push {round}");
            var host = new ModuleHost(Workplace, $"host{round}", folder: chance.Next(2) == 0 ? "" : "sub", mono: $"mono{round}");
            await host.PublishAsync("crm");
            await host.StartAsync();
            await host.EmbedAsync("crm", "--history", chance.Next(2) == 0 ? "subtree" : "linear");
            for (var cycle = 1; cycle <= 3; cycle++)
            {
                await CycleAsync(host, chance, cycle);
                (await host.GitAsync("rev-parse", $"HEAD:{host.PathOf("crm")}")).ShouldBe(await host.ThereAsync("rev-parse", "splits/crm-module^{tree}"), $"seed {Rounds.Seed}, round {round}, cycle {cycle}");
            }
        }
    }

    /// <summary>Commits of the project, a push, work of others, the merge, a release and an update.</summary>
    private static async Task CycleAsync(ModuleHost host, Random chance, int cycle)
    {
        for (var commit = 0; commit < chance.Next(1, 4); commit++)
        {
            host.Write("modules/crm/src/Text.cs", $"{cycle}.{commit} {chance.Next()}\ntwo\nthree\nfour\n{LastLine(host)}\n");
            host.Write($"modules/crm/src/ours{chance.Next(3)}.cs", $"// {chance.Next()}\n");
            host.Write("README.md", chance.Next(2) == 0 ? "same" : $"{chance.Next()}");
            await host.CommitAsync($"Work {cycle}.{commit}");
        }

        if (chance.Next(2) == 0)
            await TheirsAsync(host, chance);
        await host.PushedAsync("crm", "--branch", $"feature/cycle{cycle}");
        if (chance.Next(2) == 0)
            await TheirsAsync(host, chance);
        await host.Mono.GitAsync("fetch", "--quiet", host.Remote, $"feature/cycle{cycle}");
        await host.Mono.GitAsync("merge", "--quiet", "--no-edit", "FETCH_HEAD");
        await host.ReleaseAsync("crm", $"0.{cycle + 1}.0");
        await host.UpdateAsync("crm");
    }

    private static string LastLine(ModuleHost host) => host.Project.Read("modules/crm/src/Text.cs").TrimEnd('\n').Split('\n')[^1];

    private static async Task TheirsAsync(ModuleHost host, Random chance)
    {
        var file = Path.Combine(host.Mono.Root, "content", "modules", "crm", "src", "Text.cs");
        var lines = (await File.ReadAllTextAsync(file)).TrimEnd('\n').Split('\n');
        host.Mono.Write("content/modules/crm/src/Text.cs", string.Join('\n', [.. lines[..^1], $"five {chance.Next()}"]) + "\n");
        host.Mono.Write($"content/modules/crm/src/theirs{chance.Next(3)}.cs", $"// {chance.Next()}\n");
        await host.Mono.CommitAsync("Work of others");
        await host.PublishAgainAsync();
    }
}
