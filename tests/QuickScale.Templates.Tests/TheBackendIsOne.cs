namespace QuickScale.Templates.Tests;

/// <summary>The backend does not change by one line between the themes: what a theme has of its own is what visitors see.</summary>
public class TheBackendIsOne
{
    // Pages with their models, and how they are served.
    private static readonly string[] Own = ["src/MyApp/Hosting/FrontEnd.cs", "src/MyApp/Hosting/Fragments.cs", "src/MyApp/Pages/"];

    [TestCaseSource(nameof(Others))]
    public async Task A_theme_has_the_code_of_the_html_theme(Combination combination)
    {
        var html = await GeneratedProject.GetAsync(combination with { Theme = "html" });
        var other = await GeneratedProject.GetAsync(combination);
        var expected = Code(html);
        expected.Count.ShouldBeGreaterThan(50);
        expected.ShouldContain("src/MyApp/Program.cs");

        Code(other).ShouldBe(expected);
        expected.Where(file => html.Read(file) != other.Read(file)).ShouldBeEmpty();
    }

    private static IEnumerable<Combination> Others() => Combination.All.Where(combination => combination.Theme != "html");

    /// <summary>Everything that is compiled or configures what is, without the tests: those of pages differ as the pages do.</summary>
    private static List<string> Code(GeneratedProject project) =>
        [.. project.Files().Where(file => file.StartsWith("src/", StringComparison.Ordinal)
            && Path.GetExtension(file) is ".cs" or ".csproj" or ".json"
            && !file.StartsWith("src/MyApp/client/", StringComparison.Ordinal)
            && !Own.Any(own => file.StartsWith(own, StringComparison.Ordinal)))];
}
