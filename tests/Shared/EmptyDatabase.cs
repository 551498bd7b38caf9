namespace QuickScale.Tests.Shared;

/// <summary>A database that holds nothing yet, of the kind that a project is made for.</summary>
internal static class EmptyDatabase
{
    /// <summary>The variables by which a project finds it; those of PostgreSQL name the server for its tests too.</summary>
    public static async Task<Dictionary<string, string?>> OfAsync(Combination combination, string name)
    {
        if (combination.Database != "postgres")
            return new() { ["DATABASE_URL"] = $"sqlite:///{Path.Combine(TemporaryFolder.ForTheRun(), $"{name}.db").Replace('\\', '/').TrimStart('/')}" };
        var server = await PostgresServer.StartedAsync();
        return new() { ["TEST_DATABASE_URL"] = server.Url, ["DATABASE_URL"] = server.UrlOf($"{combination.Theme}_{name}") };
    }
}
