using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>
/// Two clones of one project live through the same random history, the one with qs, the other with <c>git subtree --squash</c>: the
/// module's files, its squash commits and its conflicts are the same after every step. Now and then git subtree takes over in the
/// first clone as well, and qs goes on from there.
/// </summary>
[Platform(Exclude = "Win", Reason = "Git for Windows starts too slowly for this many steps; modes of files are not kept there.")]
internal sealed class HistoriesEqualThoseOfGitSubtree : WorkplaceFixture
{
    private const int Updates = 3;
    private Random _chance = null!;
    private ModuleRemote _remote = null!;

    [Test]
    public async Task Step_by_step()
    {
        _chance = Rounds.Chance(nameof(HistoriesEqualThoseOfGitSubtree));
        _remote = await ModuleRemote.CreateAsync(Workplace);
        var conflicts = 0;
        for (var round = 0; round < Rounds.Of(10); round++)
        {
            var history = new TwoClones(Workplace, _remote, $"m{round}", _chance.Next());
            try
            {
                conflicts += await history.LiveAsync(Updates, withOwnChanges: round % 3 != 2);
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException($"Round {round} of seed {Rounds.Seed}, after:\n{string.Join('\n', history.Steps)}\n{problem.Message}", problem);
            }
        }

        TestContext.Out.WriteLine($"{conflicts} conflicts");
        if (Rounds.Of(1) > 1)
            conflicts.ShouldBePositive("without a conflict half of this is not tried");
    }

    private sealed class TwoClones(Workplace workplace, ModuleRemote remote, string module, int seed)
    {
        private const int EndOfId = 47;
        private readonly Random _chance = new(seed);
        private readonly List<string> _versions = [];
        private readonly RandomFiles _upstream = new(new Random(seed), "upstream");
        private readonly string _prefix = $"modules/{module}";
        private HostProject _project = null!;
        private string _other = string.Empty;

        public List<string> Steps { get; } = [];

        /// <returns>How many conflicts there were.</returns>
        public async Task<int> LiveAsync(int updates, bool withOwnChanges)
        {
            await PublishAsync();
            _project = await HostProject.CreateAsync(workplace, $"host-{module}", remote: remote.Address);
            (await _project.QsAsync("module", "embed", "core", "--remote", remote.Address)).ShouldExitWith(0);
            _other = $"other-{module}";
            await workplace.GitAsync(".", "clone", "--quiet", _project.Repository, _other);
            await EmbedAsync();
            var (current, conflicts) = (_versions[0], 0);
            for (var update = 0; update < updates; update++)
            {
                if (withOwnChanges)
                    await EditBothAsync();
                await PublishAsync();
                var next = Next(current);
                if (await UpdateAsync(next) is not { } isConflict)
                    return conflicts;
                conflicts += isConflict ? 1 : 0;
                current = next;
            }

            await EndAsync(current, isPristine: !withOwnChanges);
            return conflicts;
        }

        /// <summary>The newest version; sometimes another one, older or between.</summary>
        private string Next(string current)
        {
            var others = _versions.Where(version => version != current).ToList();
            return _chance.Next(4) == 0 ? others[_chance.Next(others.Count)] : others[^1];
        }

        private async Task PublishAsync()
        {
            var source = workplace["sources", module];
            if (!Directory.Exists(source))
            {
                await remote.ReleaseAsync(module, "0.1.0", ("notes.txt", string.Concat(Enumerable.Range(0, 9).Select(line => $"line {line}\n"))));
                _versions.Add("0.1.0");
            }

            for (var commits = _chance.Next(1, 3); commits > 0; commits--)
            {
                _upstream.Edit(source, _chance.Next(1, 5));
                await workplace.GitAsync(Path.Combine("sources", module), "add", "--all", "--force");
                await workplace.GitAsync(Path.Combine("sources", module), "commit", "--quiet", "--allow-empty", "--message", $"Größeres & \"anderes\"\n\ngit-subtree-dir: {_prefix}");
            }

            var version = $"0.{_versions.Count + 1}.0";
            await remote.ReleaseAsync(module, version);
            _versions.Add(version);
        }

        private async Task EmbedAsync()
        {
            var version = _versions[0];
            Step($"embed {version}");
            (await _project.QsAsync("module", "embed", $"{module}@{version}", "--remote", remote.Address)).ShouldExitWith(0);
            await workplace.GitAsync(_other, "subtree", "add", "-q", "--squash", $"--prefix={_prefix}", remote.Address, $"refs/tags/{module}/v{version}");
            await CompareAsync();
        }

        private async Task EditBothAsync()
        {
            var edits = _chance.Next();
            var count = _chance.Next(1, 5);
            foreach (var repository in new[] { _project.Repository, _other })
            {
                new RandomFiles(new Random(edits), "mine").Edit(workplace[repository, _prefix], count);
                new RandomFiles(new Random(edits), "mine").Edit(workplace[repository, "src", "Shop"], 1);
                await workplace.GitAsync(repository, "add", "--all");
                await workplace.GitAsync(repository, "commit", "--quiet", "--allow-empty", "--message", "Own changes");
            }

            Step("own changes");
            (await TreeAsync(_project.Repository)).ShouldBe(await TreeAsync(_other));
        }

        /// <returns>Whether there was a conflict; null when git itself has crashed, and there is nothing to compare with.</returns>
        private async Task<bool?> UpdateAsync(string version)
        {
            var byGit = _chance.Next(3) == 0;
            Step($"update to {version}{(byGit ? " by git subtree in both" : string.Empty)}");
            var other = await PullAsync(_other, version);
            if (other > 1)
            {
                Step("git crashes");
                var answer = await _project.QsAsync("module", "update", module, "--to", version, "--yes");
                answer.ExitCode.ShouldBeOneOf([0, 3], answer.Error);
                return null;
            }

            var isConflict = other != 0;
            if (byGit)
                (await PullAsync(_project.Repository, version)).ShouldBe(other);
            else
                (await _project.QsAsync("module", "update", module, "--to", version, "--merge", "--yes")).ShouldExitWith(isConflict ? 3 : 0);
            if (isConflict)
            {
                await CompareConflictAsync();
                await ResolveAsync(_other);
                await workplace.GitAsync(_other, "commit", "--quiet", "--no-edit");
                await ResolveAsync(_project.Repository);
                if (byGit)
                    await _project.GitAsync("commit", "--quiet", "--no-edit");
                else
                    (await _project.QsAsync("module", "update", "--continue")).ShouldExitWith(0);
            }

            await CompareAsync();
            return isConflict;
        }

        private async Task<int> PullAsync(string repository, string version)
        {
            var pull = await TestProcess.RunAsync("git", ["subtree", "pull", "-q", "--squash", $"--prefix={_prefix}", remote.Address, $"refs/tags/{module}/v{version}"], workplace[repository]);
            if (!pull.Text.Contains("Assertion", StringComparison.Ordinal))
                pull.ExitCode.ShouldBeInRange(0, 1, pull.Text);
            if (pull.ExitCode == 1)
                File.Exists(workplace[repository, ".git", "MERGE_HEAD"]).ShouldBeTrue(pull.Text);
            return pull.ExitCode;
        }

        /// <summary>Both clones are in a merge: of the same commit, with the same stages and markers.</summary>
        private async Task CompareConflictAsync()
        {
            Step("conflict");
            (await _project.GitAsync("log", "-1", "--format=%T%n%B", "MERGE_HEAD")).ShouldBe(await workplace.GitAsync(_other, "log", "-1", "--format=%T%n%B", "MERGE_HEAD"));
            var (mine, other) = (await StagesAsync(_project.Repository), await StagesAsync(_other));
            mine.Length.ShouldBe(other.Length);
            foreach (var (one, two) in mine.Zip(other).Where(pair => pair.First != pair.Second))
            {
                // Where two files have become one, a stage is itself a merge with markers, and they name the sides.
                Label().Replace(one[EndOfId..], "$1").ShouldBe(Label().Replace(two[EndOfId..], "$1"));
                (await ContentAsync(_project.Repository, one)).ShouldBe(await ContentAsync(_other, two), one);
            }

            Files(_project.Repository).ShouldBe(Files(_other));
        }

        private async Task<string[]> StagesAsync(string repository) => (await workplace.GitAsync(repository, "ls-files", "--stage", "--", _prefix)).Split('\n');

        private async Task<string> ContentAsync(string repository, string stage) =>
            Label().Replace(await workplace.GitAsync(repository, "cat-file", "blob", stage["100644 ".Length..EndOfId]), "$1");

        private async Task ResolveAsync(string repository)
        {
            var unmerged = await workplace.GitAsync(repository, "diff", "--name-only", "--diff-filter=U", "-z");
            foreach (var path in unmerged.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                if (path.Length % 3 == 0)
                {
                    await workplace.GitAsync(repository, "rm", "--quiet", "--force", "--", $":(literal){path}");
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(workplace[repository, path])!);
                await File.WriteAllTextAsync(workplace[repository, path], $"resolved {path}\n");
                await workplace.GitAsync(repository, "add", "--", $":(literal){path}");
            }
        }

        /// <summary>The same files at the prefix, the same squash commit with the same one before it, and nothing left over.</summary>
        private async Task CompareAsync()
        {
            (await FilesOfAsync(_project.Repository)).ShouldBe(await FilesOfAsync(_other));
            (await TreeAsync(_project.Repository)).ShouldBe(await TreeAsync(_other));
            (await SquashesAsync(_project.Repository)).ShouldBe(await SquashesAsync(_other));
            (await _project.GitAsync("status", "--porcelain", "--ignored")).ShouldBeEmpty();
        }

        /// <summary>Says which file differs, where the tree only says that one does.</summary>
        private async Task<string[]> FilesOfAsync(string repository) => (await workplace.GitAsync(repository, "ls-tree", "-r", "HEAD", "--", _prefix)).Split('\n');

        private Task<string> TreeAsync(string repository) => workplace.GitAsync(repository, "rev-parse", $"HEAD:{_prefix}");

        private Task<string> SquashesAsync(string repository) => workplace.GitAsync(repository, "log", "--first-parent", "--format=%T%n%B", "HEAD^2");

        /// <summary>Git subtree has the last word, and config.yml can be told.</summary>
        private async Task EndAsync(string current, bool isPristine)
        {
            (await _project.QsAsync("module", "repair", module, "--yes")).ShouldExitWith(0);
            var upstream = await workplace.GitAsync(Path.Combine("sources", module), "rev-parse", $"{module}/v{current}");
            _project.Read(".quickscale/config.yml").ShouldContain($"split: {upstream}");
            var split = await _project.GitAsync("subtree", "split", "-q", $"--prefix={_prefix}");
            (await _project.GitAsync("rev-parse", $"{split}^{{tree}}")).ShouldBe(await TreeAsync(_project.Repository));
            await _project.GitAsync("merge-base", "--is-ancestor", upstream, split);
            if (isPristine)
                (await _project.GitAsync("diff", upstream, split)).ShouldBeEmpty();
        }

        private List<string> Files(string repository)
        {
            var root = workplace[repository, _prefix];
            return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => $"{Label().Replace(Path.GetRelativePath(root, file), "~")}: {Convert.ToHexString(File.ReadAllBytes(file)) switch
                {
                    var bytes when bytes.Contains("3C3C3C3C3C3C3C", StringComparison.Ordinal) => Label().Replace(File.ReadAllText(file), "$1"),
                    var bytes => bytes,
                }}")];
        }

        private void Step(string text) => Steps.Add($"  {text}");
    }

    // Git names the sides by what it was given.
    private static Regex Label() => new("(<{7}|>{7}|~)[^\n]*", RegexOptions.CultureInvariant);
}
