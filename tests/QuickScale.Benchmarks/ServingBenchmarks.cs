using System.Globalization;

namespace QuickScale.Benchmarks;

/// <summary>
/// The generated home page against the same page, with the same layout and imports, in an otherwise bare `webapp`, both
/// published and in Production: what is compared is the pipeline around the page. The generated application keeps all
/// of it; only the numbers of the rate limiter are raised, by configuration.
/// </summary>
internal static class ServingBenchmarks
{
    // The layout asks for the settings; here they are constants.
    private const string BareSettings = """
        namespace Bench.Hosting;

        public sealed class AppSettings
        {
            public string Name { get; set; } = "Bench";

            public string BaseUrl { get; set; } = "https://bench.example";

            public string SecurityContact { get; set; } = "mailto:security@bench.example";
        }
        """;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(Workshop workshop, int pairs)
    {
        var oursFolder = workshop.NewFolder();
        await workshop.NewAsync(oursFolder, "quickscale");
        var oursOut = workshop.NewFolder();
        await Workshop.RunAsync("dotnet", ["publish", "src/Bench", "-c", "Release", "-o", oursOut], oursFolder);
        var migratorOut = workshop.NewFolder();
        await Workshop.RunAsync("dotnet", ["publish", "src/Bench.Migrator", "-c", "Release", "-o", migratorOut], oursFolder);
        var database = workshop.NewFolder();
        Directory.CreateDirectory(database);
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DATABASE_URL"] = $"sqlite://{Path.Combine(database, "bench.db")}",
            ["App__Secret"] = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"),
            ["App__BaseUrl"] = "https://bench.example",
            ["AllowedHosts"] = "127.0.0.1",
            ["App__SecurityContact"] = "mailto:security@bench.example",
            ["Proxy__KnownProxies"] = "127.0.0.1",
            ["RateLimits__Global__PermitsPerMinute"] = "1000000000",
        };
        (await TestProcess.RunAsync("dotnet", [Path.Combine(migratorOut, "Bench.Migrator.dll"), "migrate"], migratorOut, environment)).ShouldSucceed();

        var oursAddress = Workshop.FreeAddress();
        await using var ours = TestProcess.Start("dotnet", [Path.Combine(oursOut, "Bench.dll"), "--urls", oursAddress], oursOut, environment);
        await Workshop.WaitForPageAsync(ours, oursAddress, behindProxy: true);

        var theirsOut = await PublishBarePageAsync(workshop, oursFolder);
        var theirsAddress = Workshop.FreeAddress();
        await using var theirs = TestProcess.Start("dotnet", [Path.Combine(theirsOut, "Bench.dll"), "--urls", theirsAddress], theirsOut, new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        await Workshop.WaitForPageAsync(theirs, theirsAddress, behindProxy: true);
        if ((await PageAsync(theirsAddress)).Length != (await PageAsync(oursAddress)).Length)
        {
            throw new InvalidOperationException("The two pages are not of one size.");
        }

        // The first run of each side is warm-up: the run-time still recompiles what is hot.
        await Load.RunAsync(oursAddress + "/");
        await Load.RunAsync(theirsAddress + "/");
        var oursTail = new List<double>();
        var theirsTail = new List<double>();
        var rate = await Comparison.TakeAsync(
            "requests/s of the home page: generated / bare `webapp`", "1/s", pairs, () => SideAsync(oursAddress, oursTail), () => SideAsync(theirsAddress, theirsTail), Goal.AtLeast(0.9));
        return
        [
            rate,
            new Comparison("99th percentile of its latency", "ms", oursTail, theirsTail),
            new Comparison("memory after the load (resident)", "MB", [ResidentMegabytes(ours)], [ResidentMegabytes(theirs)]),
        ];
    }

    private static async Task<double> SideAsync(string address, List<double> tail)
    {
        var (rate, percentile) = await Load.RunAsync(address + "/");
        tail.Add(percentile);
        return rate;
    }

    /// <summary>The page files of the generated project in a fresh `webapp`, whose own pipeline stays as it comes.</summary>
    private static async Task<string> PublishBarePageAsync(Workshop workshop, string generated)
    {
        var folder = workshop.NewFolder();
        await workshop.NewAsync(folder, "webapp");
        Directory.Delete(Path.Combine(folder, "Pages"), recursive: true);
        Directory.Delete(Path.Combine(folder, "wwwroot"), recursive: true);
        var web = Path.Combine(generated, "src", "Bench");
        string[] pages = ["Index.cshtml", "_ViewImports.cshtml", "_ViewStart.cshtml", "Shared/_Layout.cshtml"];
        foreach (var file in pages.Select(page => $"Pages/{page}").Concat(Directory.EnumerateFiles(Path.Combine(web, "wwwroot"), "*", SearchOption.AllDirectories).Select(asset => Path.GetRelativePath(web, asset))))
        {
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(web, file), target);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "AppSettings.cs"), BareSettings);
        var output = workshop.NewFolder();
        await Workshop.RunAsync("dotnet", ["publish", "-c", "Release", "-o", output], folder);
        return output;
    }

    private static async Task<string> PageAsync(string address)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return await client.GetStringAsync(new Uri(address + "/"));
    }

    private static double ResidentMegabytes(TestProcess server)
    {
        var line = File.ReadLines($"/proc/{server.Id}/status").Single(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
