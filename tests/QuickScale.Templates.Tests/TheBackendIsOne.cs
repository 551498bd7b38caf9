namespace QuickScale.Templates.Tests;

/// <summary>The backend does not change by one line between the themes: what a theme has of its own is what visitors see, and how it is served.</summary>
public class TheBackendIsOne
{
    private static readonly string[] Layers = [.. Directory.GetDirectories(Path.Combine(Repository.Starter, "themes")), Path.Combine(Repository.Starter, "razor"), Path.Combine(Repository.Starter, "node")];

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

    [Test]
    public void The_code_of_a_theme_is_pages_and_how_they_are_served()
    {
        var code = Layers.SelectMany(GeneratedProject.FilesOf).Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).ToList();
        code.ShouldContain("src/QsApp/Hosting/FrontEnd.cs");
        code.ShouldAllBe(file => file.StartsWith("src/QsApp/Pages/", StringComparison.Ordinal) || file.StartsWith("src/QsApp/Hosting/", StringComparison.Ordinal) || file.StartsWith("tests/", StringComparison.Ordinal));
    }

    private static IEnumerable<Combination> Others() => Combination.All.Where(combination => combination.Theme != "html");

    /// <summary>Everything that is compiled or configures what is, without the tests: those of pages differ as the pages do.</summary>
    private static List<string> Code(GeneratedProject project) =>
        [.. project.Files().Where(file => file.StartsWith("src/", StringComparison.Ordinal)
            && Path.GetExtension(file) is ".cs" or ".csproj" or ".json"
            && !Layers.Any(layer => File.Exists(Path.Combine(layer, file.Replace("MyApp", "QsApp", StringComparison.Ordinal)))))];
}
