using System.Globalization;
using System.Text;

namespace QuickScale.Benchmarks;

/// <summary>`qs module` against `git subtree --squash`, on the same hosts and the same modules.</summary>
internal sealed class ModuleBenchmarks
{
    private readonly Workshop _workshop;
    private readonly Dictionary<string, string?> _environment;
    private readonly int _pairs;
    private string _qs = "";
    private ModuleSource _source = null!;

    private ModuleBenchmarks(Workshop workshop, int pairs)
    {
        (_workshop, _pairs) = (workshop, pairs);
        _environment = workshop.GitIdentity();
    }

    public static async Task<IReadOnlyList<string>> RunAsync(Workshop workshop, int pairs)
    {
        var benchmarks = new ModuleBenchmarks(workshop, pairs);
        await benchmarks.PrepareAsync();
        List<Comparison> comparisons =
        [
            await benchmarks.EmbedAsync(0, subtractsStart: false, Goal.AtMost(3)),
            await benchmarks.EmbedAsync(5000, subtractsStart: true, Goal.AtMost(1)),
            await benchmarks.UpdateAsync(benchmarks._source.Address, "local", Goal.AtMost(0.9)),
            await benchmarks.SlowUpdateAsync(),
            await benchmarks.StatusAsync(),
        ];
        return [.. comparisons.Select(comparison => comparison.ToMarkdownRow()), .. await benchmarks.PushAsync()];
    }

    private async Task PrepareAsync()
    {
        _qs = await _workshop.ToolAsync();
        _source = await ModuleSource.CreateAsync(_workshop.NewFolder(), _environment);
    }

    /// <summary>A generated project with a number of further files, committed.</summary>
    private async Task<string> HostAsync(int files)
    {
        var host = Path.Combine(_workshop.NewFolder(), "Bench");
        Directory.CreateDirectory(Path.GetDirectoryName(host)!);
        await QsAsync(Path.GetDirectoryName(host)!, "new", "Bench", "--no-restore");
        for (var number = 0; number < files; number++)
        {
            var folder = Path.Combine(host, "files", $"{number / 100}");
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number}.txt"), $"{number}\n");
        }

        await GitAsync(host, "add", "--all");
        await GitAsync(host, "commit", "--quiet", "--allow-empty", "--message", "Files");
        return host;
    }

    private async Task<Comparison> EmbedAsync(int files, bool subtractsStart, Goal goal)
    {
        var host = await HostAsync(files);
        return await Comparison.TakeAsync(
            $"embed into a host of {(files == 0 ? "the starter's" : files.ToString(CultureInfo.InvariantCulture))} files{(subtractsStart ? ", less `qs --version`" : string.Empty)}",
            "ms",
            _pairs,
            async () =>
            {
                var copy = await CopyAsync(host);
                var start = subtractsStart ? await Workshop.RunAsync(_qs, ["--version"], copy, environment: _environment) : 0;
                return 1000 * (await QsAsync(copy, "module", "embed", "core@0.1.0", "--remote", _source.Address) - start);
            },
            async () => 1000 * await GitAsync(await CopyAsync(host), "subtree", "add", "--squash", "--prefix=modules/core", _source.Address, "refs/tags/core/v0.1.0"),
            goal);
    }

    private async Task<Comparison> UpdateAsync(string remote, string name, Goal goal)
    {
        var ours = await HostAsync(0);
        await QsAsync(ours, ["module", "embed", .. ModuleSource.Names.Append("core").Select(module => $"{module}@0.1.0"), "--remote", remote]);
        var theirs = await HostAsync(0);
        foreach (var module in ModuleSource.Names.Append("core"))
        {
            await GitAsync(theirs, "subtree", "add", "--squash", $"--prefix=modules/{module}", _source.Address, $"refs/tags/{module}/v0.1.0");
        }

        return await Comparison.TakeAsync(
            $"update of 10 modules, {name}",
            "ms",
            _pairs,
            async () => 1000 * await QsAsync(await CopyAsync(ours), "module", "update", "--yes", "--trust-remote"),
            async () =>
            {
                var copy = await CopyAsync(theirs);
                var seconds = 0.0;
                foreach (var module in ModuleSource.Names.Append("core"))
                {
                    seconds += await GitAsync(copy, "subtree", "pull", "--squash", $"--prefix=modules/{module}", remote, ModuleSource.Branch(module));
                }

                return 1000 * seconds;
            },
            goal);
    }

    /// <summary>Half a second for each connection: a stand-in for ssh waits and then runs what it was asked to run, here.</summary>
    private async Task<Comparison> SlowUpdateAsync()
    {
        var script = Path.Combine(_workshop.NewFolder(), "slow-ssh");
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        await File.WriteAllTextAsync(script, "#!/bin/sh\nsleep 0.5\nwhile [ $# -gt 1 ]; do shift; done\nexec sh -c \"$1\"\n");
        await Workshop.RunAsync("chmod", ["+x", script]);
        _environment["GIT_SSH_COMMAND"] = script;
        _environment["GIT_SSH_VARIANT"] = "simple";
        var comparison = await UpdateAsync($"ssh://bench.example{_source.Address}", "0.5 s latency", Goal.AtMost(0.35));
        _environment.Remove("GIT_SSH_COMMAND");
        _environment.Remove("GIT_SSH_VARIANT");
        return comparison;
    }

    private async Task<Comparison> StatusAsync()
    {
        var host = await HostAsync(0);
        await QsAsync(host, ["module", "embed", .. ModuleSource.Names.Append("core").Select(module => $"{module}@0.1.0"), "--remote", _source.Address]);
        return await Comparison.TakeAsync(
            "`qs module status` of 10 modules / `qs --version`",
            "ms",
            Math.Max(_pairs, 20),
            async () => 1000 * await QsAsync(host, "module", "status"),
            async () => 1000 * await QsAsync(host, "--version"),
            Goal.AtMost(4));
    }

    /// <summary>Ten commits that change a module, at the end of a long history of others.</summary>
    private async Task<IReadOnlyList<string>> PushAsync()
    {
        var rows = new List<string>();
        foreach (var commits in new[] { 1_000, 10_000, 30_000 })
        {
            var host = await HostAsync(0);
            await QsAsync(host, "module", "embed", "core@0.1.0", "--remote", _source.Address);
            await GrowAsync(host, commits);
            var count = 0;
            Task<double> OursAsync() => QsAsync(host, "module", "push", "core", "--branch", $"feature/bench-{commits}-{count++}", "--yes");

            // git subtree walks the whole history, for minutes: it is measured once, and where the goal is.
            if (commits == 10_000)
            {
                var comparison = await Comparison.TakeAsync(
                    "push of 10 commits at 10000 host commits", "s", 1, OursAsync, () => GitAsync(host, "subtree", "split", "--prefix=modules/core"), Goal.AtMost(0.02));
                rows.Add(comparison.ToMarkdownRow());
            }
            else
            {
                var seconds = new List<double>();
                for (var round = 0; round < Math.Min(_pairs, 5); round++)
                {
                    seconds.Add(await OursAsync());
                }

                rows.Add($"| push of 10 commits at {commits} host commits | {Statistics.Summary(seconds)} s | | {seconds.Count} | | | |");
            }
        }

        return rows;
    }

    private async Task GrowAsync(string host, int commits)
    {
        var stream = new StringBuilder();
        for (var number = 0; number < commits; number++)
        {
            FastImport.Commit(stream, "refs/heads/main", $"Work {number}", [($"work/{number % 50}.txt", $"{number}\n")], number == 0 ? "refs/heads/main^0" : null);
        }

        for (var number = 0; number < 10; number++)
        {
            FastImport.Commit(stream, "refs/heads/main", $"Improve the module {number}", [("modules/core/improved.txt", $"{number}\n")]);
        }

        await FastImport.RunAsync(host, stream.ToString(), _environment);
        await GitAsync(host, "reset", "--quiet", "--hard");
    }

    private async Task<string> CopyAsync(string host)
    {
        var copy = _workshop.NewFolder();
        await Workshop.RunAsync("cp", ["-a", host, copy]);

        // A copy's files are new to the index; that is settled before the clock runs.
        await GitAsync(copy, "status", "--short");
        return copy;
    }

    private Task<double> QsAsync(string folder, params string[] arguments) => Workshop.RunAsync(_qs, arguments, folder, TimeSpan.FromMinutes(5), _environment);

    private Task<double> GitAsync(string folder, params string[] arguments) => Workshop.RunAsync("git", arguments, folder, TimeSpan.FromMinutes(15), _environment);
}
