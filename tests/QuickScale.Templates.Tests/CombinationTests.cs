using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>What every combination of choices must be on the day it is made. Those with modules are tested with the modules.</summary>
[Category("Slow")]
public partial class CombinationTests
{
    [TestCaseSource(typeof(Combination), nameof(Combination.WithoutModules))]
    public async Task It_builds_without_a_warning(Combination combination) => await GeneratedProject.GetBuiltAsync(combination);

    [TestCaseSource(nameof(Formatted))]
    public async Task Its_format_is_clean(Combination combination)
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        await project.ShouldBeFormattedAsync();
    }

    /// <summary>The README's own <c>dotnet test</c> and a feature's tests run them in every ordinary run.</summary>
    [TestCaseSource(typeof(Combination), nameof(Combination.WithoutModules))]
    [Category("Full")]
    public async Task Its_own_tests_pass(Combination combination)
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        (await project.ShouldPassTestsAsync($"tests/{project.Name}.Tests", await EmptyDatabase.OfAsync(combination, "tests"))).ShouldBeGreaterThan(20);
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.WithoutModules))]
    public async Task It_serves_its_home_page(Combination combination)
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        await project.ShouldServeAsync(await EmptyDatabase.OfAsync(combination, "serve"), "/");
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.WithoutModules))]
    public async Task It_stands_alone(Combination combination)
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        foreach (var file in project.Files().Where(file => file.EndsWith("/project.assets.json", StringComparison.Ordinal) || !BuildOutput().IsMatch(file)))
        {
            var text = project.Read(file);
            text.ShouldNotContain(Repository.Root + "/", Case.Sensitive, file);
            PackageOfOurs().Match(text).Value.ShouldBeEmpty(file);
        }
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.WithoutModules))]
    public async Task Its_packages_have_no_known_vulnerability(Combination combination)
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        var audit = await project.DotnetAsync(["list", "package", "--vulnerable", "--include-transitive"]);
        audit.ShouldSucceed().Output.ShouldContain("has no vulnerable packages");
        audit.Output.ShouldNotContain("has the following vulnerable packages");
    }

    private static IEnumerable<Combination> Formatted() => Rounds.Some(nameof(Its_format_is_clean), Combination.WithoutModules);

    [GeneratedRegex("(^|/)(bin|obj|App_Data|node_modules)/")]
    private static partial Regex BuildOutput();

    [GeneratedRegex("(Include=\"|\")QuickScale\\.[A-Za-z.]+(\"|/)")]
    private static partial Regex PackageOfOurs();
}
