using System.Globalization;

namespace QuickScale.Benchmarks;

/// <summary>
/// What the rows of other teams cost: a team's list page among 100,000 rows of 1,000 teams against the same page of a database that
/// holds this team alone. The module's own tests hold the application; they also check that the database plans by the index.
/// </summary>
internal static class TenantBenchmarks
{
    private const string Test = "FullyQualifiedName~ListsUseTheIndex&FullyQualifiedName~Measured_among";

    public static async Task<IReadOnlyList<Comparison>> RunAsync(int pairs)
    {
        var server = await PostgresServer.StartedAsync();
        var environment = new Dictionary<string, string?> { ["TEST_DATABASE_URL"] = server.Url, ["TENANTS_PAIRS"] = pairs.ToString(CultureInfo.InvariantCulture) };
        var result = (await TestProcess.RunAsync(
            "dotnet",
            ["test", Repository.PathOf("content", "modules", "teams", "tests"), "-c", "Release", "--filter", Test, "--logger", "console;verbosity=detailed"],
            environment: environment, limit: TimeSpan.FromMinutes(15))).ShouldSucceed();
        // The runner prints what a test says at once, and again with its result.
        var rows = result.Text.Split('\n').Select(line => line.Trim()).Distinct().Select(line => line.Split(' ')).Where(words => words is ["TENANTS", _, _, _]).Select(words => new Comparison(
            $"a team's list page on {words[1]}: among 1,000 teams / alone", "ms", Numbers(words[2]), Numbers(words[3]), Goal.AtMost(1.2))).ToList();
        return rows.Count == 2 ? rows : throw new InvalidOperationException($"The measurement did not run on both databases:\n{result.Text}");
    }

    private static double[] Numbers(string text) => [.. text.Split(';').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
