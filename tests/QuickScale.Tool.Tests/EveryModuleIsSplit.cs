using System.Text;

namespace QuickScale.Tool.Tests;

/// <summary>What a split history holds, and that it is the same however and wherever it is made.</summary>
internal sealed class EveryModuleIsSplit : WorkplaceFixture
{
    private Monorepo _mono = null!;

    [SetUp]
    public async Task Start()
    {
        _mono = await new Monorepo(Workplace).InitAsync();
        _mono.Write("README.md", "all").Module("core", "0.1.0").Write("content/modules/core/src/A.cs", "a");
        await _mono.CommitAsync("Begin");
    }

    [Test]
    public async Task Only_commits_that_change_the_folder_remain_with_author_dates_and_message()
    {
        _mono.Write("README.md", "other");
        await _mono.CommitAsync("Elsewhere");
        _mono.Write("content/modules/core/src/A.cs", "b").Write("README.md", "both");
        await _mono.CommitAsync("Here and elsewhere\n\nWith a body.", "--author=Grace Hopper <grace@example.com>");
        await _mono.CommitAsync("Empty", "--allow-empty");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--format=%s|%an|%ae|%aI|%cn|%cI", "splits/core-module")).Split('\n').ShouldBe(
        [
            "Here and elsewhere|Grace Hopper|grace@example.com|2026-01-01T10:02:00+02:00|Ada Lovelace|2026-01-01T10:02:00+02:00",
            "Begin|Ada Lovelace|ada@example.com|2026-01-01T10:00:00+02:00|Ada Lovelace|2026-01-01T10:00:00+02:00",
        ]);
        (await _mono.GitAsync("log", "-1", "--format=%b", "splits/core-module")).Trim().ShouldBe("With a body.");
        (await _mono.GitAsync("rev-parse", "splits/core-module^{tree}")).ShouldBe(await _mono.GitAsync("rev-parse", "HEAD:content/modules/core"));
        (await _mono.GitAsync("fsck", "--strict")).ShouldBeEmpty();
    }

    [Test]
    public async Task Modes_and_names_are_those_of_the_folder()
    {
        _mono.Write("content/modules/core/Grüße und 漢字.txt", "ü").Write("content/modules/core/run", "#!/bin/sh\n");
        await _mono.CommitAsync("Ünïcödé — ✅");
        await _mono.GitAsync("update-index", "--chmod=+x", "content/modules/core/run");
        await _mono.GitAsync("commit", "--quiet", "--message", "Executable");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--format=%s", "splits/core-module")).Split('\n').ShouldBe(["Executable", "Ünïcödé — ✅", "Begin"]);
        (await _mono.GitAsync("-c", "core.quotePath=false", "ls-tree", "-r", "--format=%(objectmode) %(path)", "splits/core-module")).Split('\n').ShouldBe(
            ["100644 Grüße und 漢字.txt", "100644 module.yml", "100755 run", "100644 src/A.cs"], ignoreOrder: true);
    }

    [Test]
    public async Task A_message_in_another_encoding_stays_as_it_is()
    {
        _mono.Write("content/modules/core/src/A.cs", "b");
        await _mono.GitAsync("add", "--all");
        var message = Workplace["message"];
        File.WriteAllBytes(message, Encoding.Latin1.GetBytes("Für später\r\n\r\nGrün\r\n"));
        await _mono.GitAsync("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "--cleanup=verbatim", "--file", message);
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "-1", "--format=%e", "splits/core-module")).ShouldBe("ISO-8859-1");
        (await _mono.GitAsync("log", "-1", "--format=%B", "splits/core-module")).ShouldBe(await _mono.GitAsync("log", "-1", "--format=%B", "HEAD"));
        (await _mono.GitAsync("log", "-1", "--format=%B", "splits/core-module")).ShouldContain("Für später\r\n\r\nGrün");
    }

    [Test]
    public async Task A_merge_stays_a_merge_only_where_both_sides_changed_the_folder()
    {
        await _mono.GitAsync("checkout", "--quiet", "-b", "elsewhere");
        _mono.Write("README.md", "branch");
        await _mono.CommitAsync("Elsewhere");
        await _mono.GitAsync("checkout", "--quiet", "-b", "here", "main");
        _mono.Write("content/modules/core/src/B.cs", "b");
        await _mono.CommitAsync("On a branch");
        await _mono.GitAsync("checkout", "--quiet", "main");
        _mono.Write("content/modules/core/src/C.cs", "c");
        await _mono.CommitAsync("On main");
        await _mono.GitAsync("merge", "--quiet", "--no-edit", "elsewhere");
        await _mono.GitAsync("merge", "--quiet", "--no-edit", "--message", "Both", "here");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--topo-order", "--format=%s: %p", "splits/core-module")).Split('\n').Select(line => line.Split(": ")).Select(parts => (parts[0], parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length))
            .ShouldBe([("Both", 2), ("On main", 1), ("On a branch", 1), ("Begin", 0)], ignoreOrder: true);
        (await _mono.GitAsync("log", "-1", "--format=%s", "splits/core-module^1")).ShouldBe("On main");
    }

    [Test]
    public async Task A_pull_that_makes_the_other_line_the_first_rewrites_nothing()
    {
        await _mono.GitAsync("branch", "mine");
        _mono.Write("content/modules/core/src/B.cs", "b");
        await _mono.CommitAsync("On main");
        var released = await _mono.TipAsync();
        await _mono.GitAsync("checkout", "--quiet", "mine");
        _mono.Write("content/modules/core/src/C.cs", "c");
        await _mono.CommitAsync("Mine");
        await _mono.GitAsync("merge", "--quiet", "--no-edit", "main");
        await _mono.GitAsync("checkout", "--quiet", "main");
        await _mono.GitAsync("merge", "--quiet", "--ff-only", "mine");
        (await _mono.GitAsync("log", "-1", "--format=%s", "HEAD^1")).ShouldBe("Mine");
        await _mono.SplitHereAsync();

        await _mono.GitAsync("merge-base", "--is-ancestor", released, "splits/core-module");
    }

    [Test]
    public async Task Commits_that_a_rebase_doubled_become_one()
    {
        await _mono.GitAsync("checkout", "--quiet", "-b", "rebased");
        _mono.Write("content/modules/core/src/B.cs", "b");
        await _mono.CommitAsync("Once");
        await _mono.GitAsync("checkout", "--quiet", "main");
        _mono.Write("README.md", "main");
        await _mono.CommitAsync("Elsewhere");
        Workplace.Set("GIT_COMMITTER_DATE", Environment.GetEnvironmentVariable("GIT_AUTHOR_DATE"));
        await _mono.GitAsync("cherry-pick", "rebased");
        await _mono.GitAsync("commit", "--quiet", "--amend", "--no-edit", "--date", "2026-01-01T10:01:00+02:00");
        Workplace.Set("GIT_COMMITTER_DATE", "2026-01-01T10:01:00+02:00");
        await _mono.GitAsync("commit", "--quiet", "--amend", "--no-edit", "--date", "2026-01-01T10:01:00+02:00");
        await _mono.GitAsync("merge", "--quiet", "--no-edit", "rebased");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--format=%s", "splits/core-module")).Split('\n').ShouldBe(["Once", "Begin"]);
    }

    [TestCase("modules/core")]
    [TestCase("core")]
    [TestCase("old stüff/the core")]
    public async Task A_folder_that_was_moved_keeps_its_history(string earlier)
    {
        // A second module, which came by no move.
        _mono.Module("auth", "0.0.1");
        await _mono.CommitAsync("Auth");
        var before = await _mono.TipAsync();
        Directory.CreateDirectory(Path.Combine(_mono.Root, Path.GetDirectoryName(earlier)!));
        await _mono.GitAsync("mv", "content/modules/core", earlier);
        await _mono.CommitAsync("Away");
        _mono.Write($"{earlier}/src/A.cs", "while away");
        await _mono.CommitAsync("While away");
        await _mono.GitAsync("mv", earlier, "content/modules/core");
        _mono.Write("content/modules/core/src/B.cs", "and changed");
        await _mono.CommitAsync("Back again");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--format=%s", "splits/core-module")).Split('\n').ShouldBe(["Back again", "While away", "Begin"]);
        await _mono.GitAsync("merge-base", "--is-ancestor", before, "splits/core-module");
        (await _mono.GitAsync("log", "--format=%s", "splits/auth-module")).ShouldBe("Auth");
    }

    [Test]
    public async Task What_else_lay_in_an_earlier_folder_is_not_the_modules_history()
    {
        var mono = await new Monorepo(Workplace, "other").InitAsync();
        await mono.Write("old/core/notes.txt", "not a module").CommitAsync("Notes");
        await mono.Module("auth", "0.1.0", "old").CommitAsync("Another module");
        await mono.GitAsync("rm", "--quiet", "-r", "old");
        await mono.Module("core", "0.1.0").CommitAsync("Begin");
        var before = await mono.TipAsync();
        await mono.GitAsync("mv", "content/modules", "old");
        await mono.CommitAsync("Away");
        Directory.CreateDirectory(Path.Combine(mono.Root, "content"));
        await mono.GitAsync("mv", "old", "content/modules");
        await mono.Write("content/modules/core/a", "a").CommitAsync("Back");
        await mono.SplitHereAsync();

        (await mono.GitAsync("log", "--format=%s", "splits/core-module")).Split('\n').ShouldBe(["Back", "Begin"]);
        (await mono.GitAsync("rev-parse", "splits/core-module^")).ShouldBe(before);
    }

    [Test]
    public async Task A_folder_that_was_away_for_a_while_goes_on()
    {
        var before = await _mono.TipAsync();
        Directory.Delete(Path.Combine(_mono.Root, "content", "modules", "core"), recursive: true);
        await _mono.CommitAsync("Gone");
        _mono.Module("core", "0.2.0");
        await _mono.CommitAsync("Back");
        await _mono.SplitHereAsync();

        (await _mono.GitAsync("log", "--format=%s", "splits/core-module")).Split('\n').ShouldBe(["Back", "Begin"]);
        (await _mono.GitAsync("rev-parse", "splits/core-module^")).ShouldBe(before);
    }

    [Test]
    public async Task It_is_the_same_in_another_clone_and_in_every_run()
    {
        _mono.Module("auth", "0.0.1").Write("content/modules/core/src/A.cs", "b");
        await _mono.CommitAsync("More");
        await _mono.GitAsync("clone", "--quiet", ".", Workplace["clone"]);
        await _mono.GitAsync("gc", "--quiet", "--aggressive");

        var one = await _mono.SplitAsync("--bundle", Workplace["one.bundle"]);
        var two = await _mono.SplitAsync("--bundle", Workplace["two.bundle"]);
        Workplace.GitConfig("[user]", "name = Somebody", "email = else@example.com", "[pack]", "window = 2", "compression = 0", "threads = 4", "[core]", "autocrlf = true", "compression = 1");
        var three = await new Monorepo(Workplace, "clone").SplitAsync("--bundle", Workplace["three.bundle"]);

        foreach (var other in new[] { two, three })
        {
            other["modules"]!.ToJsonString().ShouldBe(one["modules"]!.ToJsonString());
            other["sha256"]!.GetValue<string>().ShouldBe(one["sha256"]!.GetValue<string>());
        }

        File.ReadAllBytes(Workplace["three.bundle"]).ShouldBe(File.ReadAllBytes(Workplace["one.bundle"]));
    }

    [Test]
    public async Task It_only_grows_whatever_is_merged()
    {
        var chance = Rounds.Chance(nameof(It_only_grows_whatever_is_merged));
        var branches = new List<string> { "main" };
        var splits = new Dictionary<string, string>();
        for (var step = 0; step < Rounds.Of(25); step++)
        {
            var branch = branches[chance.Next(branches.Count)];
            await _mono.GitAsync("checkout", "--quiet", branch);
            var before = await _mono.TipAsync();
            switch (chance.Next(5))
            {
                case 0:
                    branches.Add($"b{step}");
                    await _mono.GitAsync("branch", $"b{step}");
                    continue;
                case 1 or 2:
                    // Either side may become the first parent, as with a pull that merges; a branch may also just move forward.
                    await _mono.GitAsync("merge", "--quiet", "--no-edit", "--strategy-option", "ours", branches[chance.Next(branches.Count)]);
                    break;
                default:
                    _mono.Write(chance.Next(3) == 0 ? "README.md" : $"content/modules/core/src/{chance.Next(4)}.cs", $"{chance.Next()}");
                    await _mono.CommitAsync($"Step {step}");
                    break;
            }

            await _mono.SplitHereAsync();
            var after = await _mono.TipAsync();
            await _mono.GitAsync("merge-base", "--is-ancestor", before, after);
            (await _mono.GitAsync("rev-parse", $"{after}^{{tree}}")).ShouldBe(await _mono.GitAsync("rev-parse", "HEAD:content/modules/core"));
            splits[await _mono.GitAsync("rev-parse", "HEAD")] = after;

            // Branches of the test are not one line; only main's split is kept from step to step.
            await _mono.GitAsync("branch", "--quiet", "-D", "splits/core-module");
        }

        foreach (var (commit, split) in splits)
        {
            await _mono.GitAsync("checkout", "--quiet", "--detach", commit);
            (await _mono.TipAsync()).ShouldBe(split);
        }
    }
}
