using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Tests;

/// <summary>All that <c>quickscale.yml</c> says, read strictly.</summary>
internal sealed class WantedModulesAreRead
{
    internal const string Whole =
        """
        schema: 1
        project: { name: MyApp, slug: my-app }
        theme: html                     # html | htmx | react
        database: sqlite                # sqlite | postgres
        remotes: { acme: "https://example.com/acme/modules.git" }
        modules:
          auth:
            version: "0.1"              # optional: a range or an exact pin
            remote: builtin
            options: { registration: invite }
          crm: { remote: acme }
          core:
        environments:                   # overrides of mutable options
          production: { modules: { auth: { registration: closed } } }
        deploy:
          railway: { project: my-app, region: eu-west }

        """;

    [Test]
    public void With_every_key()
    {
        ProjectFile.Parse(Whole, "quickscale.yml").Failed(out var failure, out var file).ShouldBeFalse(failure?.Sentence);

        var none = new Dictionary<string, OptionValue>();
        (file!.Name, file.Slug, file.Theme, file.Database).ShouldBe(("MyApp", "my-app", "html", "sqlite"));
        file.Remotes["acme"].ShouldBe("https://example.com/acme/modules.git");
        file.Modules.ShouldBe([
            new WantedModule("auth", "0.1", "builtin", new Dictionary<string, OptionValue> { ["registration"] = new TextValue("invite") }),
            new WantedModule("crm", null, "acme", none),
            new WantedModule("core", null, null, none),
        ]);
        file.Environments["production"]["auth"]["registration"].ShouldBe(new TextValue("closed"));
        file.Deploy["railway"]["region"].ShouldBe(new TextValue("eu-west"));
    }

    [Test]
    public void As_the_template_writes_it()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Starter, "base", "quickscale.yml"))
            .Replace("qs-theme", "html", StringComparison.Ordinal).Replace("qs-database", "sqlite", StringComparison.Ordinal);

        ProjectFile.Parse(text, "quickscale.yml").Failed(out var failure, out var file).ShouldBeFalse(failure?.Sentence);

        file.ShouldBe(new ProjectFile("QsApp", "qs-app", "html", "sqlite"));
    }
}
