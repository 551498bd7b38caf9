using System.Net;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>What the Dockerfile builds, run in Production with nothing but variables that .env.example names.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Published))]
public partial class ProductionTests(Combination combination)
{
    private static IEnumerable<Combination> Published() => Rounds.Some(nameof(ProductionTests), Combination.WithoutModules);

    private const string Host = "shop.example.com";
    private static readonly string[] Inherited = ["PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "DOTNET_ROOT", "LANG"];

    private readonly string _folder = TemporaryFolder.ForTheRun();
    private readonly int _port = Loopback.FreePort();
    private GeneratedProject _project = null!;

    private string Output => Path.Combine(_folder, "out");

    [OneTimeSetUp]
    public async Task Build()
    {
        _project = await GeneratedProject.GetAsync(combination);
        await new ContainerBuild(_project.Root, Path.Combine(_folder, "src"), Output).RunAsync();
    }

    [Test]
    public async Task It_migrates_serves_and_stops()
    {
        var environment = await EnvironmentAsync();
        (await RunAsync($"{_project.Name}.Migrator.dll", ["migrate"], environment)).ShouldSucceed();
        (await RunAsync($"{_project.Name}.Migrator.dll", ["status"], environment)).ShouldSucceed();

        await using var server = TestProcess.Start("dotnet", [$"{_project.Name}.dll"], Output, environment);
        await server.WaitForTextAsync(Listening(), TimeSpan.FromMinutes(1));
        (await GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK, server.Text);
        // As a platform's proxy passes it on.
        var home = await GetAsync("/", scheme: "https");
        home.StatusCode.ShouldBe(HttpStatusCode.OK, server.Text);
        home.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
        (await GetAsync("/", scheme: "http")).StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
        // The image says by this variable where it listens; here that would be every address of the machine.
        var container = new Dictionary<string, string?>(environment) { ["ASPNETCORE_HTTP_PORTS"] = $"{_port}" };
        (await RunAsync($"{_project.Name}.dll", HealthCheck(), container)).ShouldSucceed();

        var stopped = await server.StopAsync();
        stopped.ShouldSucceed();
        stopped.Text.ShouldNotContain(environment["App__Secret"]!);
        stopped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith('{') && line.TrimEnd().EndsWith('}'));
    }

    [Test]
    public async Task Without_what_production_needs_it_says_so_in_one_sentence_and_ends_with_4()
    {
        foreach (var name in new[] { "App__Secret", "App__BaseUrl", "AllowedHosts", "DATABASE_URL" })
        {
            var environment = await EnvironmentAsync();
            environment[name] = null;
            var refused = (await RunAsync($"{_project.Name}.dll", [], environment)).ShouldExitWith(4);
            refused.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(name);
            refused.Text.ShouldNotContain("   at ");
        }
    }

    [Test]
    public void It_holds_what_the_Dockerfile_starts_and_no_design_time_library()
    {
        var files = GeneratedProject.FilesOf(Output);
        var started = Library().Matches(_project.Read("Dockerfile")).Select(match => match.Groups["file"].Value).Distinct().ToList();
        started.ShouldBe([$"{_project.Name}.Migrator.dll", $"{_project.Name}.dll"], ignoreOrder: true);
        started.ShouldBeSubsetOf(files);
        files.ShouldNotContain(file => file.Contains("CodeAnalysis", StringComparison.Ordinal) || file.Contains("EntityFrameworkCore.Design", StringComparison.Ordinal));
    }

    /// <summary>A clean environment with the settings of production, each of which .env.example must name.</summary>
    private async Task<Dictionary<string, string?>> EnvironmentAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["App__Secret"] = (await TestProcess.DotnetAsync([$"{_project.Name}.Migrator.dll", "secret"], Output)).ShouldSucceed().Output.Trim(),
            ["App__BaseUrl"] = $"https://{Host}",
            ["App__SecurityContact"] = $"mailto:security@{Host}",
            ["AllowedHosts"] = Host,
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}",
            ["Proxy__TrustPlatform"] = "true",
            ["Health__DrainSeconds"] = "1",
            ["DATABASE_URL"] = combination.Database == "postgres"
                ? (await PostgresServer.StartedAsync()).UrlOf($"{combination.Theme}_production")
                : $"sqlite://{Path.Combine(_folder, "production.db")}",
        };
        settings.Keys.ShouldBeSubsetOf(Setting().Matches(_project.Read(".env.example")).Select(match => match.Groups["name"].Value));

        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => !Inherited.Contains(name, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in settings)
            environment[name] = value;
        return environment;
    }

    private Task<ProcessResult> RunAsync(string program, IEnumerable<string> arguments, Dictionary<string, string?> environment) =>
        TestProcess.DotnetAsync([program, .. arguments], Output, environment, TimeSpan.FromMinutes(1));

    private IEnumerable<string> HealthCheck() =>
        HealthCheckCommand().Match(_project.Read("Dockerfile")).Groups["arguments"].Value.Split(',').Select(argument => argument.Trim(' ', '"'));

    private async Task<HttpResponseMessage> GetAsync(string path, string? scheme = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_port}{path}") { Headers = { Host = Host } };
        if (scheme is not null)
            request.Headers.Add("X-Forwarded-Proto", scheme);
        return await client.SendAsync(request);
    }

    [GeneratedRegex("Now listening on")]
    private static partial Regex Listening();

    [GeneratedRegex("\"(?<file>[^\" ]+\\.dll)\"")]
    private static partial Regex Library();

    [GeneratedRegex(@"^HEALTHCHECK .*CMD \[""dotnet"", ""[^""]+\.dll"", (?<arguments>.*)\]", RegexOptions.Multiline)]
    private static partial Regex HealthCheckCommand();

    [GeneratedRegex(@"^(# )?(?<name>[A-Za-z][A-Za-z0-9_]*)=", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
