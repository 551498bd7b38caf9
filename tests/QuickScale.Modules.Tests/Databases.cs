namespace QuickScale.Modules.Tests;

/// <summary>The databases that a project can be made for, and a fresh one for each test.</summary>
internal static class Databases
{
    public static IEnumerable<string> All { get; } = [.. Combination.All.Select(combination => combination.Database).Distinct()];

    /// <summary>For tests of many builds whose work on the database is that of others too: the server alone, and with <c>--full</c> every one.</summary>
    public static IEnumerable<string> Fewer { get; } = [.. All.Where(database => Rounds.IsFull || database == "postgres")];

    /// <summary>The variables by which a project finds a database that holds nothing yet.</summary>
    public static async Task<Dictionary<string, string?>> EnvironmentAsync(string database, string name)
    {
        if (database != "postgres")
            return new() { ["DATABASE_URL"] = $"sqlite:///{Path.Combine(TemporaryFolder.ForTheRun(), $"{name}.db").Replace('\\', '/').TrimStart('/')}" };
        var server = await PostgresServer.StartedAsync();
        return new() { ["TEST_DATABASE_URL"] = server.Url, ["DATABASE_URL"] = server.UrlOf($"modules_{name}") };
    }

    public static Task<ProcessResult> MigratorAsync(GeneratedProject project, Dictionary<string, string?> environment, params string[] arguments) =>
        project.DotnetAsync(
            [project.PathOf("src", $"{project.Name}.Migrator", "bin", "Debug", "net10.0", $"{project.Name}.Migrator.dll"), .. arguments],
            new Dictionary<string, string?>(environment) { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
}
