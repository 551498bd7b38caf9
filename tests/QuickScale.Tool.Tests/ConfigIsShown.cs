using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs config</c>: what quickscale.yml says, checked and with what stands behind it.</summary>
internal sealed class ConfigIsShown : WorkplaceFixture
{
    private const string File = """
        schema: 1
        project: { name: Shop, slug: shop }
        theme: html
        database: sqlite
        modules:
          auth:
            options: { registration: invite }
        environments:
          production: { modules: { auth: { registration: closed } } }
          staging:
        deploy:
          railway: { project: my-shop, region: eu-west }

        """;

    [Test]
    public async Task With_defaults_and_the_overrides_of_an_environment()
    {
        Write(File);
        CopyModule();

        var production = Json(await Workplace.QsAsync("config", "show", "--environment", "production", "--json"));
        var development = Json(await Workplace.QsAsync("config", "show", "--json"));

        Option(production, "registration").ShouldBe("closed production");
        Option(production, "verification_required").ShouldBe("true default");
        Option(development, "registration").ShouldBe("invite quickscale.yml");
        production["deploy"]!["railway"]!["region"]!.GetValue<string>().ShouldBe("eu-west");
        (await Workplace.QsAsync("config", "show", "-e", "production")).ShouldExitWith(0).Output.ShouldContain("registration: closed  production");
        (await Workplace.QsAsync("config", "show", "-e", "produktion")).ShouldRefuse(2, "there are production and staging");
    }

    [Test]
    public async Task A_right_file_is_valid_also_by_the_other_spelling_and_outside_a_project()
    {
        Write(File);

        (await Workplace.QsAsync("validate")).ShouldExitWith(0).Output.ShouldStartWith("quickscale.yml is valid.");
        (await Workplace.QsAsync("config", "validate", "quickscale.yml", "--json")).ShouldExitWith(0).Output.ShouldContain("\"notEmbedded\"");
        (await Workplace.QsAsync("config", "migrate")).ShouldExitWith(0).Output.ShouldContain("has schema 1 already");
        Read().ShouldBe(File);
        (await Workplace.QsAsync("config", "validate", "other.yml")).ShouldRefuse(4, "other.yml cannot be read");
    }

    [TestCase("theme: html", "thema: html", "quickscale.yml:3:1: unknown key 'thema'; perhaps 'theme' is meant.")]
    [TestCase("theme: html", "theme: htm", "quickscale.yml:3:8: 'htm' is not known here; perhaps 'html' is meant.")]
    [TestCase("railway", "raiwlay", "quickscale.yml:12:3: unknown key 'raiwlay'; perhaps 'railway' is meant.")]
    [TestCase("registration: invite", "registratoin: invite", "quickscale.yml:7:16: auth has no option 'registratoin'; perhaps 'registration' is meant.")]
    [TestCase("registration: closed", "registration: shut", "quickscale.yml:9:50: auth.registration: 'shut' is not possible; write one of open, invite, closed.")]
    [TestCase("production: { modules: { auth:", "production: { modules: { billing:", "quickscale.yml:9:28: the environment production overrides options of 'billing', which is not under modules; name it there, or remove it here.")]
    [TestCase("schema: 1", "schema: 2", "quickscale.yml:1:9: the file has schema 2, and this qs knows 1; update qs.")]
    public async Task A_mistake_is_named_by_its_place_and_what_was_meant(string from, string to, string sentence)
    {
        Write(File.Replace(from, to, StringComparison.Ordinal));
        CopyModule();

        (await Workplace.QsAsync("config", "validate")).ShouldRefuse(4, sentence);
        (await Workplace.QsAsync("config", "show")).ShouldRefuse(4, sentence);
    }

    private static JsonNode Json(Answer answer) => JsonNode.Parse(answer.ShouldExitWith(0).Output)!;

    private static string Option(JsonNode shown, string name)
    {
        var option = shown["modules"]!["auth"]!["options"]![name]!;
        return $"{option["value"]} {option["from"]}";
    }

    private void CopyModule()
    {
        Directory.CreateDirectory(Workplace["modules", "auth"]);
        System.IO.File.Copy(Repository.PathOf("content", "modules", "auth", "module.yml"), Workplace["modules", "auth", "module.yml"], overwrite: true);
    }

    private void Write(string text) => System.IO.File.WriteAllText(Workplace["quickscale.yml"], text.ReplaceLineEndings("\n"));

    private string Read() => System.IO.File.ReadAllText(Workplace["quickscale.yml"]);
}
