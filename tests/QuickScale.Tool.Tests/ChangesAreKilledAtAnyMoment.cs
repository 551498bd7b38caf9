using System.Globalization;

namespace QuickScale.Tool.Tests;

/// <summary>
/// Killed outright while it changes a project, before, during or after any of the git processes that it starts, or at any time: the next
/// qs finds exactly the old or exactly the new state, and what the user has not committed is still there.
/// </summary>
[Category("Slow")]
[Platform(Exclude = "Win", Reason = "The moments are chosen by a shell script in front of git.")]
internal sealed class ChangesAreKilledAtAnyMoment : WorkplaceFixture
{
    private static readonly string[] Edited = ["README.md", "notes.txt"];
    private readonly Dictionary<string, (string[] Command, string Before, string After)> _changes = [];
    private ModuleRemote _remote = null!;

    [Test]
    public async Task The_old_state_or_the_new_one()
    {
        await PrepareAsync();
        var chance = Rounds.Chance(nameof(The_old_state_or_the_new_one));
        var outcomes = new Dictionary<string, int>();
        for (var round = 0; round < (Rounds.IsFull ? Rounds.Of(14) : 7); round++)
        {
            var name = _changes.Keys.ElementAt(round % _changes.Count);
            var outcome = await RunAsync(name, round, chance);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        await TestContext.Out.WriteLineAsync(string.Join(", ", outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    private async Task<string> RunAsync(string name, int round, Random chance)
    {
        var (command, before, after) = _changes[name];
        var folder = $"round{round}";
        await CopyAsync(name, folder);
        var moment = chance.Next(4);
        var call = chance.Next(1, 26);
        var delay = chance.NextDouble() * 0.06;
        var context = string.Create(CultureInfo.InvariantCulture, $"round {round}: {name}, moment {moment} of git call {call}, delay {delay:0.000} s");
        await File.WriteAllTextAsync(Workplace["plan"], string.Create(CultureInfo.InvariantCulture, $"{moment} {call} {delay:0.000}\n"));
        await File.WriteAllTextAsync(Workplace["calls"], string.Empty);
        var environment = new Dictionary<string, string?> { ["PATH"] = $"{Workplace["shim"]}:{Environment.GetEnvironmentVariable("PATH")}" };
        await using (var process = TestProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "qs.dll"), .. command], Workplace[folder], environment))
        {
            if (moment == 3)
            {
                await Task.Delay(TimeSpan.FromSeconds(1.2 * chance.NextDouble()));
                process.KillAlone();
            }

            await process.WaitForExitAsync(TimeSpan.FromMinutes(2));
        }

        // The first command afterwards settles it, whatever it is.
        Workplace.CurrentFolder = Workplace[folder];
        var status = await Workplace.QsAsync("module", "status");
        status.ExitCode.ShouldBe(0, $"{context}\n{status.Output}{status.Error}");
        var state = await StateAsync(folder);
        (state == before || state == after).ShouldBeTrue($"{context}\n{status.Error}\nneither old nor new:\n{Difference(before, state)}\n-- and from the new --\n{Difference(after, state)}");
        Leftovers(folder).ShouldBeEmpty(context);
        Unmerged(folder).ShouldBe(name == "merge" && state == after, context);
        foreach (var file in Edited)
            (await File.ReadAllTextAsync(Workplace[folder, file])).ShouldBe("of the user\n", context);
        if (name != "merge" || state == before)
        {
            var again = await Workplace.QsAsync(command);
            var repeated = await StateAsync(folder);
            (repeated == after).ShouldBeTrue($"{context}\n{again.Error}\nnot the new state after a repetition:\n{Difference(after, repeated)}");
        }

        Directory.Delete(Workplace[folder], recursive: true);
        return state == before ? $"{name} old" : $"{name} new";
    }

    private async Task PrepareAsync()
    {
        // The commits have the same ids each time they are made, so that states can be compared whole.
        Workplace.Set("GIT_AUTHOR_DATE", "1700000000 +0000");
        Workplace.Set("GIT_COMMITTER_DATE", "1700000000 +0000");
        _remote = await ModuleRemote.CreateAsync(Workplace);
        await _remote.ReleaseAsync("shop", "0.1.0", "options: { level: { type: int, default: 1, change: mutable, summary: A number } }", [("a.txt", "a\n"), ("gone.txt", "gone\n"), .. Many("one")]);
        await _remote.ReleaseAsync("other", "0.1.0", [("c.txt", "c\n")]);
        await AddAsync("embed", ["module", "embed", "shop@0.1.0", "--remote", _remote.Address]);
        await AddAsync("set", ["module", "set", "shop", "level=2"], "module embed shop@0.1.0 --remote " + _remote.Address);
        await _remote.ReleaseAsync("shop", "0.2.0", [("a.txt", "b\n"), ("gone.txt", null), ("new.txt", "new\n"), .. Many("two")]);
        await AddAsync("update", ["module", "update", "--yes", "--trust-remote"], "module embed shop@0.1.0 --remote " + _remote.Address);
        await AddAsync("rollback", ["module", "rollback", "shop", "--yes"], "module embed shop@0.1.0 --remote " + _remote.Address, "module update --yes");
        await AddAsync("remove", ["module", "remove", "shop", "--yes"], "module embed shop --remote " + _remote.Address);
        await AddAsync("merge", ["module", "update", "shop", "--merge", "--yes", "--trust-remote"], "module embed shop@0.1.0 --remote " + _remote.Address, "edit modules/shop/a.txt");
        await AddAsync("apply", ["apply", "--yes", "--trust-remote"], "module embed shop@0.1.0 --remote " + _remote.Address, "want { other: {}, shop: { version: \"0.2\" } }");
        Directory.CreateDirectory(Workplace["shim"]);
        var real = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(path => Path.Combine(path, "git")).First(File.Exists);

        // Moment 0 kills qs before the call, 1 after it, 2 during it: git itself is killed too, in half of the cases.
        await File.WriteAllTextAsync(Workplace["shim", "git"], $$"""
            #!/bin/sh
            read moment call delay < '{{Workplace["plan"]}}'
            echo x >> '{{Workplace["calls"]}}'
            count=$(wc -l < '{{Workplace["calls"]}}')
            if [ "$moment" = 3 ] || [ "$count" -ne "$call" ]; then exec '{{real}}' "$@"; fi
            case $moment in
              0) kill -9 $PPID; exit 1 ;;
              1) '{{real}}' "$@"; kill -9 $PPID ;;
              2) '{{real}}' "$@" <&0 & sleep $delay; kill -9 $PPID; [ $((call % 2)) = 0 ] && kill -9 $!; wait $! ;;
            esac
            """.ReplaceLineEndings("\n"));
        (await TestProcess.RunAsync("chmod", ["+x", Workplace["shim", "git"]])).ShouldSucceed();
    }

    private static IEnumerable<(string, string?)> Many(string text) =>
        Enumerable.Range(0, 150).Select(number => ($"many/{number}.txt", (string?)$"{text} {number}\n{new string('x', 2000)}\n"));

    /// <summary>Makes a project ready for a change, and the same project with the change made.</summary>
    private async Task AddAsync(string name, string[] command, params string[] first)
    {
        var project = await HostProject.CreateAsync(Workplace, name, remote: _remote.Address);
        foreach (var line in first)
        {
            if (line.StartsWith("edit ", StringComparison.Ordinal))
            {
                project.Write(line[5..], "of the user\n");
                await project.CommitAsync("Edit");
            }
            else if (line.StartsWith("want ", StringComparison.Ordinal))
            {
                // Not committed: what is wanted is the user's, before and after.
                var text = project.Read("quickscale.yml");
                project.Write("quickscale.yml", $"{text[..text.IndexOf("modules:", StringComparison.Ordinal)]}modules: {line[5..]}\n");
            }
            else
            {
                (await project.QsAsync(line.Split(' '))).ShouldExitWith(0);
            }
        }

        foreach (var file in Edited)
            project.Write(file, "of the user\n");
        await CopyAsync(name, $"{name}-done");
        Workplace.CurrentFolder = Workplace[$"{name}-done"];
        var done = await Workplace.QsAsync(command);
        done.ExitCode.ShouldBe(name == "merge" ? 3 : 0, done.Output + done.Error);
        _changes[name] = (command, await StateAsync(name), await StateAsync($"{name}-done"));
        _changes[name].Before.ShouldNotBe(_changes[name].After);
    }

    private async Task CopyAsync(string from, string to) =>
        (await TestProcess.RunAsync("cp", ["-a", Workplace[from], Workplace[to]])).ShouldSucceed();

    private async Task<string> StateAsync(string folder)
    {
        var head = await Workplace.GitAsync(folder, "rev-parse", "HEAD");
        var branch = await Workplace.GitAsync(folder, "symbolic-ref", "HEAD");
        var index = await Workplace.GitAsync(folder, "ls-files", "--stage");
        var status = await Workplace.GitAsync(folder, "status", "--porcelain", "--ignored", "--untracked-files=all");
        var files = Directory.EnumerateFiles(Workplace[folder], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Workplace[folder], file))
            .Where(file => !file.StartsWith(".git/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Workplace[folder, file])))}");
        return string.Join('\n', [head, branch, index, status, .. files]);
    }

    private List<string> Leftovers(string folder) =>
        [.. Directory.EnumerateFiles(Workplace[folder, ".git"], "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".lock", StringComparison.Ordinal)
                || Path.GetFileName(file).StartsWith("tmp_", StringComparison.Ordinal)
                || Path.GetFileName(file).StartsWith("journal", StringComparison.Ordinal)
                || (file.EndsWith("/qs/lock", StringComparison.Ordinal) && new FileInfo(file).Length > 0)
                || file.EndsWith("refs/qs/transaction", StringComparison.Ordinal)
                || file.EndsWith("refs/qs/scratch", StringComparison.Ordinal))];

    private bool Unmerged(string folder) => File.Exists(Workplace[folder, ".git", "MERGE_HEAD"]);

    private static string Difference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join('\n', [.. left.Except(right).Take(8).Select(line => $"- {line}"), .. right.Except(left).Take(8).Select(line => $"+ {line}")]);
    }
}
