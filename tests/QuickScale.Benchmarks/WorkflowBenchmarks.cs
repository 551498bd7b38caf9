using System.Diagnostics;
using System.Globalization;

namespace QuickScale.Benchmarks;

/// <summary>What is asked of the whole: a site with modules by one command, and a plan that has nothing to do. There is nothing like it to compare with: goals are times.</summary>
internal static class WorkflowBenchmarks
{
    private const string Modules = "auth,teams,notifications,billing";

    /// <summary>`qs plan` and `qs apply` on a project with five of the modules that `qs` brings; <c>core</c> comes with the four.</summary>
    public static async Task<IReadOnlyList<string>> PlanAsync(Workshop workshop, int rounds)
    {
        const double MostMilliseconds = 300;
        var (qs, environment, folder) = (await workshop.ToolAsync(), workshop.GitIdentity(), workshop.NewFolder());
        Directory.CreateDirectory(folder);
        await Workshop.RunAsync(qs, ["new", "Bench", "--no-restore", "--modules", Modules], folder, TimeSpan.FromMinutes(5), environment);
        var rows = new List<string>();
        foreach (var command in new[] { "plan", "apply" })
        {
            var times = new List<double>();
            for (var round = 0; round < Math.Max(rounds, 20); round++)
            {
                times.Add(1000 * await Workshop.RunAsync(qs, [command], Path.Combine(folder, "Bench"), environment: environment));
            }

            rows.Add(Row($"`qs {command}` of 5 modules with nothing to do", times, "ms", $"≤ {MostMilliseconds} ms | {(Statistics.Median(times) <= MostMilliseconds ? "reached" : "missed")}"));
        }

        return rows;
    }

    /// <summary>From an empty folder to the first good answer of a built and migrated site, package caches warm, and the same by its parts.</summary>
    public static async Task<IReadOnlyList<string>> SiteAsync(Workshop workshop, int rounds)
    {
        var (qs, environment) = (await workshop.ToolAsync(), workshop.GitIdentity());
        var (whole, make, build, serve) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Math.Min(rounds, 3); round++)
        {
            var (one, other) = (workshop.NewFolder(), workshop.NewFolder());
            Directory.CreateDirectory(one);
            Directory.CreateDirectory(other);
            var total = await ServedAsync(qs, New("--run"), one);
            var made = await Workshop.RunAsync(qs, New()(Loopback.FreePort()), other, TimeSpan.FromMinutes(5), environment);
            var project = Path.Combine(other, "Bench");
            var built = await Workshop.RunAsync("dotnet", ["build", "--no-restore"], project, TimeSpan.FromMinutes(10), environment);
            var served = await ServedAsync("dotnet", port => ["run", "--no-build", "--project", "src/Bench", "--launch-profile", "http", "--", "--urls", $"http://127.0.0.1:{port}"], project);
            whole.Add(total);
            make.Add(made);
            build.Add(built);
            serve.Add(served);
        }

        return
        [
            Row($"`qs new --theme react --modules {Modules} --run`, to the first page", whole, "s", " | "),
            Row("its parts: `qs new`, with restore and a commit for each module", make, "s", " | "),
            Row("`dotnet build`, with `npm ci` and the client", build, "s", " | "),
            Row("migration, start and the first page", serve, "s", " | "),
        ];

        Func<int, string[]> New(params string[] more) => port => ["new", "Bench", "--theme", "react", "--modules", Modules, "--http-port", $"{port}", .. more];

        async Task<double> ServedAsync(string program, Func<int, string[]> arguments, string folder)
        {
            var port = Loopback.FreePort();
            var clock = Stopwatch.StartNew();
            await using var server = TestProcess.Start(program, arguments(port), folder, environment);
            await Workshop.WaitForPageAsync(server, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready"), limit: TimeSpan.FromMinutes(10));
            await Workshop.WaitForPageAsync(server, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            var seconds = clock.Elapsed.TotalSeconds;
            await server.StopAsync();
            return seconds;
        }
    }

    private static string Row(string name, List<double> times, string unit, string goal) => $"| {name} | {Statistics.Summary(times)} {unit} | | {times.Count} | | {goal} |";
}
