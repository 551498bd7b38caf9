using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>A project that the template wrote, outside this repository. What is only read or run is made once in a run and shared.</summary>
public sealed partial class GeneratedProject
{
    private static readonly ConcurrentDictionary<(Combination, string), Lazy<Task<GeneratedProject>>> Pristine = new();
    private static readonly ConcurrentDictionary<(Combination, string), Lazy<Task<GeneratedProject>>> Built = new();

    /// <summary>One that lies in a folder already.</summary>
    public GeneratedProject(Combination combination, string root)
    {
        Combination = combination;
        Root = root;
        Name = Path.GetFileNameWithoutExtension(Directory.GetFiles(root, "*.slnx").Single());
    }

    public Combination Combination { get; }

    public string Root { get; }

    /// <summary>The name that the template made of the one that was asked for.</summary>
    public string Name { get; }

    public string WebProject => PathOf("src", Name);

    /// <summary>As the template left it, with fixed ports and ids: for reading only.</summary>
    public static Task<GeneratedProject> GetAsync(Combination combination, string name = "MyApp") =>
        Pristine.GetOrAdd((combination, name), _ => new(() => CreateAsync(combination, name, deterministic: true))).Value;

    /// <summary>Restored and built without a warning, for all test projects of the run: it may be run, with a database from elsewhere, and not be changed.</summary>
    public static Task<GeneratedProject> GetBuiltAsync(Combination combination, string name = "MyApp") =>
        Built.GetOrAdd((combination, name), _ => new(() => BuildAsync(combination, name))).Value;

    /// <summary>A fresh project for a test that changes it, in a new folder or in <paramref name="root"/>.</summary>
    public static async Task<GeneratedProject> CreateAsync(Combination combination, string name = "MyApp", bool deterministic = false, string? root = null)
    {
        var pack = await TemplatePack.InstalledAsync();
        root ??= Path.Combine(TemporaryFolder.ForTheRun(), "project");
        (await pack.NewAsync(["--name", name, "--output", root, "--skip-restore", .. combination.Arguments], deterministic: deterministic)).ShouldSucceed();
        return new GeneratedProject(combination, root);
    }

    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public string Read(params ReadOnlySpan<string> parts) => File.ReadAllText(PathOf(parts));

    /// <summary>All files, relative, with forward slashes, sorted.</summary>
    public IReadOnlyList<string> Files() => FilesOf(Root);

    public static IReadOnlyList<string> FilesOf(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];

    public Task<ProcessResult> DotnetAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? limit = null) =>
        TestProcess.DotnetAsync(arguments, Root, environment, limit);

    /// <summary>Restores and builds the solution, or one project of it.</summary>
    public async Task BuildAsync(params string[] arguments)
    {
        await NodeModules.PlaceAsync(Root);
        var build = (await DotnetAsync(["build", .. arguments], TestProcess.WithAnalyzers, TimeSpan.FromMinutes(10))).ShouldSucceed();
        if (!build.Text.Contains("0 Warning(s)", StringComparison.Ordinal))
            throw new InvalidOperationException($"'{Name}' ({Combination}) builds with warnings:\n{build.Text}");
    }

    /// <summary>The format that the project's own rules ask for.</summary>
    public async Task ShouldBeFormattedAsync() =>
        (await DotnetAsync(["format", "--verify-no-changes", "--no-restore"], TestProcess.WithAnalyzers, TimeSpan.FromMinutes(5))).ShouldSucceed();

    /// <summary>Runs tests that are built; none may fail or be left out. Returns how many there were.</summary>
    public async Task<int> ShouldPassTestsAsync(string folder, IReadOnlyDictionary<string, string?> environment, params string[] options)
    {
        var tests = (await DotnetAsync(["test", folder, "--no-build", .. options], environment, TimeSpan.FromMinutes(20))).ShouldSucceed();
        var counts = TestCounts().Match(tests.Text);
        if (!counts.Success || counts.Groups["failed"].Value != "0" || counts.Groups["skipped"].Value != "0")
            throw new InvalidOperationException($"Not every test of '{folder}' ({Combination}) passed:\n{tests.Text}");
        return int.Parse(counts.Groups["passed"].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Starts what is built, in Development: it is ready, the pages answer, another does not, and it stops when it is asked to.</summary>
    public async Task ShouldServeAsync(IReadOnlyDictionary<string, string?> environment, params string[] pages)
    {
        await using var server = TestProcess.Start(
            "dotnet",
            [PathOf("src", Name, "bin", "Debug", "net10.0", $"{Name}.dll"), "--urls", "http://127.0.0.1:0"],
            WebProject,
            new Dictionary<string, string?>(environment) { ["ASPNETCORE_ENVIRONMENT"] = "Development" });
        using var client = new HttpClient { BaseAddress = new Uri((await server.WaitForTextAsync(Address(), TimeSpan.FromMinutes(1))).Value) };
        foreach (var path in pages)
        {
            if (!(await client.GetStringAsync(path)).Contains(Name, StringComparison.Ordinal))
                throw new InvalidOperationException($"'{path}' ({Combination}) does not name the site.");
        }

        (await client.GetAsync("/health/ready")).EnsureSuccessStatusCode();
        var missing = await client.GetAsync("/no-such-page");
        if (missing.StatusCode != HttpStatusCode.NotFound)
            throw new InvalidOperationException($"A page that does not exist ({Combination}) answers with {missing.StatusCode}.");
        (await server.StopAsync()).ShouldSucceed();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();

    [GeneratedRegex(@"Failed:\s+(?<failed>\d+), Passed:\s+(?<passed>\d+), Skipped:\s+(?<skipped>\d+)")]
    private static partial Regex TestCounts();

    private static async Task<GeneratedProject> BuildAsync(Combination combination, string name)
    {
        var folder = await SharedFolder.GetAsync($"{combination}-{name}", async folder =>
            await (await CreateAsync(combination, name, root: RootIn(folder))).BuildAsync());
        return new GeneratedProject(combination, RootIn(folder));
    }

    private static string RootIn(string folder) => Path.Combine(folder, "project");
}
