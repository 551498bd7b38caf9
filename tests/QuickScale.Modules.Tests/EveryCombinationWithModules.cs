namespace QuickScale.Modules.Tests;

/// <summary>What every combination of choices must be when all modules that exist are embedded.</summary>
[Category("Slow")]
public class EveryCombinationWithModules
{
    [TestCaseSource(typeof(Combination), nameof(Combination.WithModules))]
    public async Task It_builds_without_a_warning(Combination combination) => await ProjectWithModules.GetBuiltAsync(combination);

    [TestCaseSource(nameof(Tested))]
    public async Task Its_own_tests_pass(Combination combination)
    {
        var project = await ProjectWithModules.GetBuiltAsync(combination);
        (await project.ShouldPassTestsAsync("tests/MyApp.Tests", await EmptyDatabase.OfAsync(combination, "whole_tests"))).ShouldBeGreaterThan(20);
    }

    /// <summary>Of one module, core, an ordinary run does this in <see cref="AProjectWithModules"/>.</summary>
    [TestCaseSource(nameof(TestedModules))]
    [Category("Full")]
    public async Task The_tests_of_its_modules_pass(Combination combination, string module)
    {
        var project = await ProjectWithModules.GetBuiltAsync(combination);
        // What measures says no more than its figures, and what is about PostgreSQL is left out by SQLite with a reason.
        var filter = combination.Database == "postgres" ? "TestCategory!=Measured" : "TestCategory!=Measured&TestCategory!=Postgres";
        var tests = Path.Combine("modules", module, "tests");
        (await project.ShouldPassTestsAsync(tests, await EmptyDatabase.OfAsync(combination, $"whole_{module}"), "--filter", filter)).ShouldBeGreaterThan(50);
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.WithModules))]
    public async Task It_serves_its_pages_and_those_of_its_modules(Combination combination)
    {
        var project = await ProjectWithModules.GetBuiltAsync(combination);
        await project.ShouldServeAsync(await EmptyDatabase.OfAsync(combination, "whole_serve"), "/", "/auth/login");
    }

    private static IEnumerable<Combination> Tested() => Rounds.Some(nameof(Its_own_tests_pass), Combination.WithModules);

    /// <summary>The modules' own tests run in this repository too, on the database that the machine has; here they do among one another.</summary>
    private static IEnumerable<object[]> TestedModules() => from combination in Combination.WithModules from module in ModulesWithTests() select new object[] { combination, module };

    private static IEnumerable<string> ModulesWithTests() =>
        Directory.GetDirectories(Repository.PathOf("content", "modules")).Where(module => Directory.Exists(Path.Combine(module, "tests"))).Select(module => Path.GetFileName(module)!).Order(StringComparer.Ordinal);
}
