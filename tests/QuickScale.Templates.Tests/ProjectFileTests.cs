using YamlDotNet.Serialization;

namespace QuickScale.Templates.Tests;

/// <summary>The two files that qs reads, as a YAML parser sees them.</summary>
public class ProjectFileTests
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().Build();

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task Quickscale_yml_says_what_is_wanted(Combination combination)
    {
        var project = await GeneratedProject.GetAsync(combination);
        var wanted = Yaml.Deserialize<Dictionary<string, object>>(project.Read("quickscale.yml"));

        wanted.Keys.ShouldBe(["schema", "project", "theme", "database", "modules"]);
        wanted["schema"].ShouldBe("1");
        wanted["project"].ShouldBeOfType<Dictionary<object, object>>()
            .ShouldBe(new Dictionary<object, object> { ["name"] = "MyApp", ["slug"] = "my-app" }, ignoreOrder: true);
        wanted["theme"].ShouldBe(combination.Theme);
        wanted["database"].ShouldBe(combination.Database);
        wanted["modules"].ShouldBeOfType<Dictionary<object, object>>().ShouldBeEmpty();
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task Config_yml_says_what_is_installed(Combination combination)
    {
        var project = await GeneratedProject.GetAsync(combination);
        var installed = Yaml.Deserialize<Dictionary<string, object>>(project.Read(".quickscale", "config.yml"));

        installed.Keys.ShouldBe(["schema", "starter", "contract", "theme", "default_remote", "modules"]);
        installed["schema"].ShouldBe("1");
        installed["starter"].ShouldBe(Repository.Version);
        installed["contract"].ShouldBe("1");
        installed["theme"].ShouldBe(combination.Theme);
        installed["default_remote"].ShouldBe("builtin");
        installed["modules"].ShouldBeOfType<Dictionary<object, object>>().ShouldBeEmpty();
    }
}
