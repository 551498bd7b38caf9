using System.Net;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>What every combination of choices must be on the day it is made.</summary>
[Category("Slow")]
[TestFixtureSource(typeof(Combination), nameof(Combination.All))]
public partial class CombinationTests(Combination combination)
{
    [Test]
    public async Task It_builds_without_a_warning() => await GeneratedProject.GetBuiltAsync(combination);

    [Test]
    public async Task Its_format_is_clean()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        (await project.DotnetAsync(["format", "--verify-no-changes", "--no-restore"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
    }

    [Test]
    public async Task Its_own_tests_pass()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        var tests = await project.DotnetAsync(["test", "--no-build"], await DatabaseAsync("tests"), TimeSpan.FromMinutes(10));
        var counts = TestCounts().Match(tests.ShouldSucceed().Text);
        counts.Success.ShouldBeTrue(tests.Text);
        counts.Groups["failed"].Value.ShouldBe("0");
        counts.Groups["skipped"].Value.ShouldBe("0");
        int.Parse(counts.Groups["passed"].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(20);
    }

    [Test]
    public async Task It_serves_its_home_page()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        var environment = await DatabaseAsync("serve");
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        await using var server = TestProcess.Start(
            "dotnet", [project.PathOf("src", project.Name, "bin", "Debug", "net10.0", $"{project.Name}.dll"), "--urls", "http://127.0.0.1:0"], project.WebProject, environment);
        var address = (await server.WaitForTextAsync(Address(), TimeSpan.FromMinutes(1))).Value;

        using var client = new HttpClient { BaseAddress = new Uri(address) };
        using var home = await client.GetAsync("/");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await home.Content.ReadAsStringAsync()).ShouldContain("MyApp");
        using var ready = await client.GetAsync("/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var missing = await client.GetAsync("/no-such-page");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await server.StopAsync()).ShouldSucceed();
    }

    [Test]
    public async Task It_stands_alone()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        foreach (var file in project.Files().Where(file => file.EndsWith("/project.assets.json", StringComparison.Ordinal) || !BuildOutput().IsMatch(file)))
        {
            var text = project.Read(file);
            text.ShouldNotContain(Repository.Root + "/", Case.Sensitive, file);
            PackageOfOurs().Match(text).Value.ShouldBeEmpty(file);
        }
    }

    [Test]
    public async Task Its_packages_have_no_known_vulnerability()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        var audit = await project.DotnetAsync(["list", "package", "--vulnerable", "--include-transitive"]);
        audit.ShouldSucceed().Output.ShouldContain("has no vulnerable packages");
        audit.Output.ShouldNotContain("has the following vulnerable packages");
    }

    /// <summary>The variables by which a project finds its database: none for SQLite, a real server for PostgreSQL.</summary>
    private async Task<Dictionary<string, string?>> DatabaseAsync(string database)
    {
        if (combination.Database != "postgres")
            return [];
        var server = await PostgresServer.StartedAsync();
        return new() { ["TEST_DATABASE_URL"] = server.Url, ["DATABASE_URL"] = server.UrlOf($"{combination.Theme}_{database}") };
    }

    [GeneratedRegex(@"Failed:\s+(?<failed>\d+), Passed:\s+(?<passed>\d+), Skipped:\s+(?<skipped>\d+)")]
    private static partial Regex TestCounts();

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();

    [GeneratedRegex("(^|/)(bin|obj|App_Data)/")]
    private static partial Regex BuildOutput();

    [GeneratedRegex("(Include=\"|\")QuickScale\\.[A-Za-z.]+(\"|/)")]
    private static partial Regex PackageOfOurs();
}
