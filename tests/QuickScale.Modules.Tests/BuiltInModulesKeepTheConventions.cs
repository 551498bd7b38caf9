using System.Text.RegularExpressions;
using System.Xml.Linq;
using QuickScale.Tool.Modules;

namespace QuickScale.Modules.Tests;

/// <summary>What holds for every module of this repository, so that it holds in every project that embeds one.</summary>
public partial class BuiltInModulesKeepTheConventions
{
    private static IEnumerable<string> Names => Directory.GetDirectories(Repository.PathOf("content", "modules")).Select(folder => Path.GetFileName(folder)!);

    [TestCaseSource(nameof(Names))]
    public void The_manifest_says_what_the_folder_holds(string name)
    {
        var manifest = Manifest(name);

        manifest.Name.ShouldBe(name);
        manifest.Source.ShouldBe($"content/modules/{name}");
        if (manifest.Status != ModuleStatus.Released)
            return;
        var door = $"{ModuleName.Pascal(name)}Module";
        File.Exists(PathOf(name, "src", $"{manifest.Namespace}.csproj")).ShouldBeTrue();
        File.Exists(PathOf(name, "tests", $"{manifest.Namespace}.Tests.csproj")).ShouldBeTrue();
        File.ReadAllText(PathOf(name, "src", $"{door}.cs")).ShouldMatch($@"namespace {Regex.Escape(manifest.Namespace)};[\s\S]*public sealed class {door} : IModule");
        File.ReadAllText(PathOf(name, "CHANGELOG.md")).ShouldContain($"## {manifest.Version}");
        File.Exists(PathOf(name, "README.md")).ShouldBeTrue();
    }

    [TestCaseSource(nameof(Names))]
    public async Task A_module_stands_apart_from_the_rules_around_it(string name)
    {
        var files = (await Repository.FilesAsync($"content/modules/{name}")).Select(file => Path.GetRelativePath($"content/modules/{name}", file)).ToList();

        files.ShouldNotContain(file => Path.GetFileName(file).StartsWith("Directory.", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(file) == ".gitattributes");
        if (Manifest(name).Status != ModuleStatus.Released)
            return;
        (await File.ReadAllLinesAsync(PathOf(name, ".editorconfig"))).ShouldContain("root = true");
        foreach (var project in files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            var properties = XDocument.Load(PathOf(name, project)).Descendants("PropertyGroup").Elements().ToDictionary(property => property.Name.LocalName, property => property.Value);
            properties.ShouldContainKeyAndValue("TargetFramework", "net10.0");
            properties.ShouldContainKeyAndValue("Nullable", "enable");
            properties.ShouldContainKeyAndValue("ImplicitUsings", "enable");
            properties.ShouldContainKeyAndValue("TreatWarningsAsErrors", "false");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Every_package_that_a_module_names_has_one_version(string name)
    {
        if (!File.Exists(PathOf(name, "Packages.props")))
            return;
        var known = Names.Where(other => other != name).Select(other => PathOf(other, "Packages.props")).Where(File.Exists)
            .Append(Path.Combine(Repository.Starter, "base", "Directory.Packages.props"))
            .SelectMany(Versions)
            .ToLookup(version => version.Key, version => version.Value);

        foreach (var (package, version) in Versions(PathOf(name, "Packages.props")))
            known[package].ShouldAllBe(other => other == version, package);
        // The project's own version wins, and nothing is declared twice.
        XDocument.Load(PathOf(name, "Packages.props")).Descendants("PackageVersion").ShouldAllBe(version => (string?)version.Attribute("Exclude") == "@(PackageVersion)");
    }

    [Test]
    public async Task Pages_use_only_classes_that_core_lists()
    {
        var listed = ListedClasses();
        listed.Count.ShouldBeGreaterThan(20);
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in (await Repository.FilesAsync("content/modules")).Where(file => Path.GetExtension(file) is ".cshtml" or ".tsx" && !file.Contains("/tests/", StringComparison.Ordinal)))
            used.UnionWith(ClassesIn(await File.ReadAllTextAsync(Repository.PathOf(file))));

        used.Except(listed).ShouldBeEmpty("list them in core's README and style them in every theme");
        used.ShouldContain("is-danger", "the search finds what stands in code too");
    }

    /// <summary>In the project as it is generated: a theme may take another one's styles.</summary>
    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task Every_theme_styles_every_class_that_core_lists(Combination combination)
    {
        var project = await GeneratedProject.GetAsync(combination);
        var styles = string.Concat(project.Files().Where(file => file.EndsWith(".css", StringComparison.Ordinal)).Select(file => project.Read(file)));
        ListedClasses().Where(name => !Regex.IsMatch(styles, $@"(\.|@utility ){Regex.Escape(name)}(?![\w-])")).ShouldBeEmpty();
    }

    private static HashSet<string> ListedClasses()
    {
        var lines = File.ReadAllLines(PathOf("core", "README.md"));
        return lines.SkipWhile(line => line != "| class | for |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(name => name.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The words of class attributes, and texts in code that look like the class of a state.</summary>
    private static IEnumerable<string> ClassesIn(string page) =>
        ClassAttribute().Matches(page).SelectMany(attribute => attribute.Groups["classes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(name => !name.Contains('@', StringComparison.Ordinal))
            .Concat(StateInCode().Matches(page).Select(state => state.Groups["name"].Value));

    private static IEnumerable<KeyValuePair<string, string>> Versions(string path)
    {
        var document = XDocument.Load(path);
        var ef = document.Descendants("EfVersion").SingleOrDefault()?.Value;
        return document.Descendants("PackageVersion").Select(version =>
            KeyValuePair.Create((string)version.Attribute("Include")!, ((string)version.Attribute("Version")!).Replace("$(EfVersion)", ef, StringComparison.Ordinal)));
    }

    private static ModuleManifest Manifest(string name)
    {
        ModuleManifest.Read(File.ReadAllText(PathOf(name, ModuleManifest.FileName)), name).Failed(out var failure, out var manifest).ShouldBeFalse(failure?.Sentence);
        return manifest!;
    }

    private static string PathOf(string name, params ReadOnlySpan<string> parts) => Path.Combine([Repository.PathOf("content", "modules", name), .. parts]);

    [GeneratedRegex("`(?<name>[a-z-]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("""\bclass(Name)?="(?<classes>[^"]*)["]""")]
    private static partial Regex ClassAttribute();

    [GeneratedRegex("\"(?<name>is-[a-z]+)\"")]
    private static partial Regex StateInCode();
}
