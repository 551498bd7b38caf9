using YamlDotNet.RepresentationModel;

namespace QuickScale.Templates.Tests;

/// <summary>What the template makes of a name: namespace and files, slug, database name, display name.</summary>
[Category("Slow")]
public class NameTests
{
    [TestCase("my-app", "MyApp", "my-app", "my_app", "my-app")]
    [TestCase("My App", "MyApp", "my-app", "my_app", "My App")]
    [TestCase("1app", "App1App", "app-1-app", "app_1_app", "1app")]
    [TestCase("My.App", "My.App", "my-app", "my_app", "My.App")]
    [TestCase("Ünï", "Uni", "uni", "uni", "Ünï")]
    [TestCase("class", "Class", "class", "class", "class")]
    [TestCase("ACME", "ACME", "acme", "acme", "ACME")]
    [TestCase("HTTPServer", "HTTPServer", "http-server", "http_server", "HTTPServer")]
    [TestCase("日本", "App", "app", "app", "日本")]
    [TestCase("Acme.my-shop", "AcmeMyShop", "acme-my-shop", "acme_my_shop", "Acme.my-shop")]
    [TestCase("App3D.v2", "App3DV2", "app-3-d-v-2", "app_3_d_v_2", "App3D.v2")]
    [TestCase(".hidden", "Hidden", "hidden", "hidden", "hidden")]
    [TestCase("a", "A", "a", "a", "a")]
    [TestCase("my_app", "MyApp", "my-app", "my_app", "my_app")]
    [TestCase("System", "SystemApp", "system", "system", "System")]
    [TestCase("Health", "HealthApp", "health", "health", "Health")]
    [TestCase("Acme.Console", "Acme.ConsoleApp", "acme-console", "acme_console", "Acme.Console")]
    [TestCase("Tom & Co", "TomCo", "tom-co", "tom_co", "Tom Co")]
    [TestCase("MyApp2", "MyApp2", "my-app-2", "my_app_2", "MyApp2")]
    public async Task A_name_takes_its_forms(string name, string code, string slug, string snake, string display)
    {
        var project = await GeneratedProject.GetAsync(new Combination("html", "postgres"), name);

        project.Name.ShouldBe(code);
        var wanted = new YamlStream();
        wanted.Load(new StringReader(project.Read("quickscale.yml")));
        wanted.Documents[0].RootNode["project"]["name"].ToString().ShouldBe(code);
        wanted.Documents[0].RootNode["project"]["slug"].ToString().ShouldBe(slug);
        project.Read("src", code, "Data", "AppDbContext.cs").ShouldContain($"namespace {code}.Data;");
        project.Read("src", code, "Data", "Database.cs").ShouldContain($"Database={snake};");
        project.Read("README.md").ShouldStartWith($"# {display}\n");
    }

    [TestCaseSource(nameof(UnusualNames))]
    public async Task A_project_of_an_unusual_name_builds(string name, string theme, string database) =>
        await GeneratedProject.GetBuiltAsync(new Combination(theme, database), name);

    private static IEnumerable<string[]> UnusualNames() => Rounds.Some<string[]>(
        nameof(UnusualNames),
        ["My.App", "html", "sqlite"],
        ["my-app", "html", "postgres"],
        ["1app", "html", "sqlite"],
        ["class", "html", "postgres"],
        ["Ünï", "html", "sqlite"],
        ["Health", "html", "sqlite"]);

    [Test]
    public async Task Its_format_is_clean_wherever_the_name_stands_in_the_alphabet()
    {
        var project = await GeneratedProject.GetBuiltAsync(new Combination("html", "sqlite"), "1app");
        await project.ShouldBeFormattedAsync();
    }
}
