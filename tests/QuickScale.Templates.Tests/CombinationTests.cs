using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>What every combination of choices must be on the day it is made. Those with modules are tested with the modules.</summary>
[Category("Slow")]
[TestFixtureSource(typeof(Combination), nameof(Combination.WithoutModules))]
public partial class CombinationTests(Combination combination)
{
    [Test]
    public async Task It_builds_without_a_warning() => await GeneratedProject.GetBuiltAsync(combination);

    [Test]
    public async Task Its_format_is_clean()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        await project.ShouldBeFormattedAsync();
    }

    [Test]
    public async Task Its_own_tests_pass()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        (await project.ShouldPassTestsAsync($"tests/{project.Name}.Tests", await EmptyDatabase.OfAsync(combination, "tests"))).ShouldBeGreaterThan(20);
    }

    [Test]
    public async Task It_serves_its_home_page()
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        await project.ShouldServeAsync(await EmptyDatabase.OfAsync(combination, "serve"), "/");
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

    [GeneratedRegex("(^|/)(bin|obj|App_Data|node_modules)/")]
    private static partial Regex BuildOutput();

    [GeneratedRegex("(Include=\"|\")QuickScale\\.[A-Za-z.]+(\"|/)")]
    private static partial Regex PackageOfOurs();
}
