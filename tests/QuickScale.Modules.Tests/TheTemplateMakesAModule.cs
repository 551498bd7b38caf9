using System.Text.Json.Nodes;
using System.Xml.Linq;
using QuickScale.Tool.Modules;

namespace QuickScale.Modules.Tests;

/// <summary><c>dotnet new quickscale-module</c> writes a module that keeps every rule, builds and passes its tests wherever core lies beside it.</summary>
public class TheTemplateMakesAModule
{
    private static string Template => Repository.PathOf("content", "items", "quickscale-module");

    [TestCase("crm", null, "QuickScale.Modules.Crm")]
    [TestCase("crm-export", "Acme.Modules.CrmExport", "Acme.Modules.CrmExport")]
    public async Task Every_rule_is_kept(string name, string? given, string ns)
    {
        using var folder = new TemporaryFolder();

        await NewAsync(folder.Root, ["--name", name, "--summary", "Customers: theirs & ours", .. given is null ? Array.Empty<string>() : ["--namespace", given]]);

        var (manifest, findings) = ModuleRules.Check(ModuleContent.InFolder(folder[name]));
        findings.ShouldBeEmpty();
        manifest!.Name.ShouldBe(name);
        manifest.Namespace.ShouldBe(ns);
        manifest.Summary.ShouldBe("Customers: theirs & ours");
        manifest.Source.ShouldBe($"content/modules/{name}");
        ShouldHoldNoToken(folder[name]);
    }

    [Test]
    [Category("Slow")]
    public async Task In_a_repository_of_modules_it_passes_its_tests()
    {
        var root = TemporaryFolder.ForTheRun();
        string[] around = ["content/Directory.Build.props", "content/Directory.Build.rsp", "content/modules/Directory.Build.targets", "content/modules/Directory.Packages.props", "content/starters/quickscale/base/Directory.Build.props"];
        foreach (var file in around.Concat(await Repository.FilesAsync("content/modules/core")))
            Copy(Repository.PathOf(file), Path.Combine(root, file));
        var modules = Path.Combine(root, "content", "modules");

        await NewAsync(modules, ["--name", "crm-export"]);

        await ShouldPassItsTestsAsync(Path.Combine(modules, "crm-export", "tests"));
    }

    [Test]
    [Category("Slow")]
    public async Task In_a_project_it_builds_passes_its_tests_and_is_formatted()
    {
        // Of the theme react, whose client takes in the module's own pages too.
        var project = await ProjectWithModules.CreateAsync(Combination.All.First(one => one.Theme == "react"), [Repository.PathOf("content", "modules", "core")]);

        await NewAsync(project.PathOf("modules"), ["--name", "crm-export"]);

        await ProjectWithModules.WireAsync(project, 2);
        await project.BuildAsync();
        await ShouldPassItsTestsAsync(project.PathOf("modules", "crm-export", "tests"));
        await project.ShouldBeFormattedAsync();
        (await NpmAsync("test", "--", "modules/crm-export")).ShouldSucceed().Text.ShouldContain("2 passed");
        string[] types = ["openapi.json", "schema.d.ts"];
        var committed = types.Select(Types).ToList();
        (await NpmAsync("run", "api", "--", "crm-export")).ShouldSucceed();
        types.Select(Types).ShouldBe(committed);

        Task<ProcessResult> NpmAsync(params string[] arguments) => TestProcess.RunAsync("npm", arguments, project.Root, limit: TimeSpan.FromMinutes(5));
        string Types(string file) => project.Read("modules", "crm-export", "react", file);
    }

    [Test]
    public void Its_style_and_package_versions_are_those_of_core()
    {
        File.ReadAllText(Path.Combine(Template, ".editorconfig")).ShouldBe(File.ReadAllText(Repository.PathOf("content", "modules", "core", ".editorconfig")));
        var core = Versions(Repository.PathOf("content", "modules", "core"));
        Versions(Template).ShouldAllBe(version => core.Contains(version));
    }

    private static HashSet<(string, string)> Versions(string module) =>
        [.. XDocument.Load(Path.Combine(module, "Packages.props")).Descendants("PackageVersion").Select(version => ((string)version.Attribute("Include")!, (string)version.Attribute("Version")!))];

    private static async Task NewAsync(string folder, IEnumerable<string> arguments)
    {
        var pack = await TemplatePack.InstalledAsync();
        (await TestProcess.DotnetAsync(["new", "quickscale-module", .. arguments, "--no-update-check", "--debug:custom-hive", pack.Hive], folder)).ShouldSucceed();
    }

    private static async Task ShouldPassItsTestsAsync(string tests) =>
        (await TestProcess.DotnetAsync(["test"], tests, limit: TimeSpan.FromMinutes(5))).ShouldSucceed().Text.ShouldContain("Failed:     0, Passed:     5");

    private static void ShouldHoldNoToken(string folder)
    {
        var symbols = JsonNode.Parse(File.ReadAllText(Path.Combine(Template, ".template.config", "template.json")))!["symbols"]!.AsObject();
        var tokens = symbols.Select(symbol => symbol.Value!["replaces"]?.GetValue<string>()).OfType<string>().ToList();
        tokens.Count.ShouldBe(5);
        foreach (var file in GeneratedProject.FilesOf(folder))
        {
            var text = $"{file}\n{File.ReadAllText(Path.Combine(folder, file))}";
            tokens.ShouldAllBe(token => !text.Contains(token, StringComparison.Ordinal), file);
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
