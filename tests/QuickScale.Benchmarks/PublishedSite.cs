using System.Globalization;

namespace QuickScale.Benchmarks;

/// <summary>A project with modules as the tool brings them, published, with its migrated database and the settings of Production.</summary>
internal static class PublishedSite
{
    /// <summary>What a site sells whose pricing page is looked at.</summary>
    private const string Plans = """
        plans:
          - { key: free, name: Free, description: To look around, points: [3 projects] }
          - { key: team, name: Team, description: For work with others, points: [50 projects, Access for programs], prices: { month: { usd: 19 }, year: { usd: 190 } } }
          - { key: large, name: Large, description: For many, points: [Any number of projects, Help within a day], prices: { month: { usd: 49 }, year: { usd: 490 } } }
        """;

    /// <summary>Where the project lies, what was published, and the variables; those that say where it is reached are the caller's.</summary>
    public static async Task<(string Project, string Output, Dictionary<string, string?> Environment)> MakeAsync(Workshop workshop, string theme, string module = "auth")
    {
        var (tools, home, output, migrator) = (workshop.NewFolder(), workshop.NewFolder(), workshop.NewFolder(), workshop.NewFolder());
        await Workshop.RunAsync("dotnet", ["tool", "install", "QuickScale.Tool", "--tool-path", tools, "--source", workshop.Packages, "--version", Repository.Version]);
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "gitconfig"), "[user]\nname = Bench\nemail = bench@example.com\n[init]\ndefaultBranch = main\n");
        var git = new Dictionary<string, string?> { ["GIT_CONFIG_GLOBAL"] = Path.Combine(home, "gitconfig"), ["GIT_CONFIG_NOSYSTEM"] = "1", ["XDG_DATA_HOME"] = home };
        var project = Path.Combine(home, "Bench");
        await Workshop.RunAsync(Path.Combine(tools, "qs"), ["new", "Bench", "--theme", theme, "--no-restore"], home, environment: git);
        await Workshop.RunAsync("git", ["add", "--all"], project, environment: git);
        await Workshop.RunAsync("git", ["commit", "--quiet", "--allow-empty", "--message", "Start"], project, environment: git);
        await Workshop.RunAsync(Path.Combine(tools, "qs"), ["module", "embed", module], project, environment: git);
        await File.WriteAllTextAsync(Path.Combine(project, "src", "Bench", "billing.yml"), Plans);
        await Workshop.RunAsync("dotnet", ["publish", "src/Bench", "-c", "Release", "-o", output], project, TimeSpan.FromMinutes(8));
        await Workshop.RunAsync("dotnet", ["publish", "src/Bench.Migrator", "-c", "Release", "-o", migrator], project, TimeSpan.FromMinutes(8));
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DATABASE_URL"] = $"sqlite://{Path.Combine(home, "bench.db")}",
            ["App__Secret"] = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"),
            ["App__BaseUrl"] = "https://bench.example",
            ["App__SecurityContact"] = "mailto:security@bench.example",
            ["AllowedHosts"] = "bench.example",
            ["RateLimits__Global__PermitsPerMinute"] = "1000000000",
            // Nobody listens there. What would be mailed is made all the same.
            ["Mail__Url"] = string.Create(CultureInfo.InvariantCulture, $"smtp://127.0.0.1:{Loopback.FreePort()}?tls=off"),
            ["Mail__From"] = "hello@bench.example",
            ["Mail__DrainSeconds"] = "0",
            ["Modules__auth__verification_required"] = "false",
        };
        (await TestProcess.RunAsync("dotnet", [Path.Combine(migrator, "Bench.Migrator.dll"), "migrate"], migrator, environment)).ShouldSucceed();
        return (project, output, environment);
    }
}
