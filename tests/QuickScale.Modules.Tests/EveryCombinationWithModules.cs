namespace QuickScale.Modules.Tests;

/// <summary>What every combination of choices must be when all modules that exist are embedded.</summary>
[Category("Slow")]
[TestFixtureSource(typeof(Combination), nameof(Combination.WithModules))]
public class EveryCombinationWithModules(Combination combination)
{
    [Test]
    public async Task It_builds_without_a_warning() => await ProjectWithModules.GetBuiltAsync(combination);

    [Test]
    public async Task Its_own_tests_pass()
    {
        var project = await ProjectWithModules.GetBuiltAsync(combination);
        var environment = await EmptyDatabase.OfAsync(combination, "whole_tests");
        (await project.ShouldPassTestsAsync("tests/MyApp.Tests", environment)).ShouldBeGreaterThan(20);
        // The modules' own tests know no theme: one project of each run is enough for them.
        if (Rounds.IsFull || combination == Combination.WithModules[0])
        {
            // What measures says no more than its figures, and what is about PostgreSQL is left out by SQLite with a reason.
            var filter = combination.Database == "postgres" ? "TestCategory!=Measured" : "TestCategory!=Measured&TestCategory!=Postgres";
            foreach (var tests in Directory.GetDirectories(project.PathOf("modules")).Select(module => Path.Combine(module, "tests")).Where(Directory.Exists))
                (await project.ShouldPassTestsAsync(tests, environment, "--filter", filter)).ShouldBeGreaterThan(50);
        }
    }

    [Test]
    public async Task It_serves_its_pages_and_those_of_its_modules()
    {
        var project = await ProjectWithModules.GetBuiltAsync(combination);
        await project.ShouldServeAsync(await EmptyDatabase.OfAsync(combination, "whole_serve"), "/", "/auth/login");
    }
}
