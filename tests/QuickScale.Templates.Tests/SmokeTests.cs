namespace QuickScale.Templates.Tests;

/// <summary>What a fast run still sees of a whole project.</summary>
[Category("Slow")]
[Category("Smoke")]
public class SmokeTests
{
    [Test]
    public Task One_generated_project_builds_and_serves_its_home_page() => new CombinationTests().It_serves_its_home_page(Combination.All[0]);
}
