using System.Diagnostics;

namespace QuickScale.Benchmarks;

/// <summary>How long a developer waits: generation, the first page, the tool.</summary>
internal static class StartBenchmarks
{
    public static async Task<Comparison> GenerationAsync(Workshop workshop, int pairs)
    {
        Task<double> Ours() => workshop.NewAsync(workshop.NewFolder(), "quickscale", "--skip-restore");
        Task<double> Theirs() => workshop.NewAsync(workshop.NewFolder(), "webapp", "--no-restore");
        await Ours();
        await Theirs();
        return await Comparison.TakeAsync("generation: `dotnet new quickscale --skip-restore` / `webapp --no-restore`", "s", pairs, Ours, Theirs, Goal.AtMost(1.3));
    }

    /// <summary>From an empty folder to the first 200: create with restore, build, start, answer. Package caches are warm.</summary>
    public static async Task<Comparison> FirstPageAsync(Workshop workshop, int pairs)
    {
        async Task<double> Side(string template, string project)
        {
            var folder = workshop.NewFolder();
            var address = Workshop.FreeAddress();
            var clock = Stopwatch.StartNew();
            await workshop.NewAsync(folder, template);
            await using var server = TestProcess.Start("dotnet", ["run", "--project", project, "--launch-profile", "http", "--", "--urls", address], folder);
            await Workshop.WaitForPageAsync(server, address);
            return clock.Elapsed.TotalSeconds;
        }

        Task<double> Ours() => Side("quickscale", "src/Bench");
        Task<double> Theirs() => Side("webapp", ".");
        await Ours();
        await Theirs();
        return await Comparison.TakeAsync("from nothing to the first 200: quickscale / webapp", "s", pairs, Ours, Theirs, Goal.AtMost(2.5));
    }

    /// <summary>The installed tool against a tool that only has System.CommandLine, both ReadyToRun.</summary>
    public static async Task<IReadOnlyList<Comparison>> ToolAsync(Workshop workshop, int pairs)
    {
        var (qs, tools) = (await workshop.ToolAsync(), workshop.NewFolder());
        await HelloTool.InstallAsync(workshop, tools);
        var hello = Path.Combine(tools, "hello");

        var comparisons = new List<Comparison>();
        foreach (var (ours, theirs) in new[] { (new[] { "--version" }, new[] { "--version" }), (["new", "--help"], ["greet", "--help"]) })
        {
            async Task<double> Milliseconds(string program, string[] arguments) => 1000 * await Workshop.RunAsync(program, arguments);
            await Milliseconds(qs, ours);
            await Milliseconds(hello, theirs);
            comparisons.Add(await Comparison.TakeAsync(
                $"`qs {string.Join(' ', ours)}` / `hello {string.Join(' ', theirs)}`", "ms", Math.Max(pairs, 20), () => Milliseconds(qs, ours), () => Milliseconds(hello, theirs), Goal.AtMost(1.5)));
        }

        return comparisons;
    }

    /// <summary>Whole `qs new` with restore and warm caches, in seconds; it stands alone, there is nothing to compare it with.</summary>
    public static async Task<IReadOnlyList<double>> QsNewAsync(Workshop workshop, int rounds)
    {
        var (qs, values) = (await workshop.ToolAsync(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var folder = workshop.NewFolder();
            Directory.CreateDirectory(folder);
            var seconds = await Workshop.RunAsync(qs, ["new", Path.Combine(folder, "Bench")], folder);
            if (round > 0)
            {
                values.Add(seconds);
            }
        }

        return values;
    }
}
