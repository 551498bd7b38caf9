using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace QuickScale.Tool.Modules;

/// <summary>
/// What a module must keep to, so that it builds in every project beside every other module. One list for
/// <c>qs module validate</c>, for the split of a release and for the tests of the module template.
/// </summary>
internal static partial class ModuleRules
{
    private static readonly string[] FilesOfAll = [ModuleManifest.FileName, "README.md"];
    private static readonly string[] FilesOfReleased = ["CHANGELOG.md", ModulePackages.FileName, ".editorconfig"];
    private static readonly string[] SaidByTheProject = ["TargetFramework", "Nullable", "ImplicitUsings", "TreatWarningsAsErrors"];
    private static readonly string[] ProjectFiles = [".csproj", ".props", ".targets", ".proj"];

    /// <summary>Checks one module. A tree that must not be used, or a manifest that cannot be read, leaves the other rules unchecked.</summary>
    public static (ModuleManifest? Manifest, IReadOnlyList<ModuleFinding> Findings) Check(ModuleContent module)
    {
        var findings = ModuleTreeRules.Check(module.Files).ToList();
        if (findings.Count > 0)
        {
            // No file is opened before it is known where it leads and how large it is.
            return (null, findings);
        }

        findings.AddRange(FilesOfAll.Where(file => !module.Has(file)).Select(file => new ModuleFinding(file, $"{file} is missing; add it.")));
        if (!module.Has(ModuleManifest.FileName))
        {
            return (null, findings);
        }

        if (ModuleManifest.Read(module.Read(ModuleManifest.FileName), ModuleManifest.FileName).Failed(out var failure, out var manifest))
        {
            return (null, [.. findings, new ModuleFinding(ModuleManifest.FileName, failure.Sentence)]);
        }

        if (manifest.Name != module.Folder)
        {
            findings.Add(new ModuleFinding(ModuleManifest.FileName, $"The module is named {manifest.Name} and lies in {module.Folder}; give both one name."));
        }

        // A placeholder has nothing yet that could break the other rules.
        if (manifest.Status == ModuleStatus.Released)
        {
            findings.AddRange(OfReleased(module, manifest));
        }

        return (manifest, findings);
    }

    /// <summary>Checks what modules that lie side by side must not do to each other.</summary>
    public static IReadOnlyList<ModuleFinding> CheckTogether(IReadOnlyList<ModuleManifest> modules)
    {
        var released = modules.Where(module => module.Status == ModuleStatus.Released).OrderBy(module => module.Name, StringComparer.Ordinal).ToList();
        var shared = released.GroupBy(module => module.Namespace, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => new ModuleFinding(string.Empty, $"{string.Join(" and ", group.Select(module => module.Name))} share the namespace and assembly {group.Key}; give each its own."));
        var unmet = released.SelectMany(module => module.Requires.SelectMany(required => released
            .Where(other => other.Name == required.Key && !required.Value.Contains(other.Version))
            .Select(other => new ModuleFinding(
                string.Empty,
                $"{module.Name} requires {required.Key} {required.Value}, and {other.Version} lies beside it; widen the range in {module.Name}/{ModuleManifest.FileName}."))));
        return [.. shared, .. unmet];
    }

    private static IEnumerable<ModuleFinding> OfReleased(ModuleContent module, ModuleManifest manifest)
    {
        var missing = FilesOfReleased.Concat([$"src/{manifest.Namespace}.csproj", $"tests/{manifest.Namespace}.Tests.csproj"])
            .Concat(manifest.Upgrades.Select(upgrade => upgrade.Notes).OfType<string>())
            .Where(file => !module.Has(file))
            .Select(file => new ModuleFinding(file, $"{file} is missing; add it."));
        return
        [
            .. missing,
            .. Directories(module),
            .. Texts(module, manifest),
            .. Types(module, manifest),
            .. ModulePages.Check(module, manifest),
            .. ReadableProjects(module, out var projects),
            .. projects.SelectMany(project => Project(project, manifest)),
            .. ModulePackages.Check(module, projects),
        ];
    }

    /// <summary>MSBuild and Node.js take these from every folder above a file: in a module they would end the search for the host's.</summary>
    private static IEnumerable<ModuleFinding> Directories(ModuleContent module) => module.Files
        .Where(file => Name(file.Path).StartsWith("Directory.", StringComparison.OrdinalIgnoreCase) || Name(file.Path).Equals("package.json", StringComparison.OrdinalIgnoreCase))
        .Select(file => new ModuleFinding(file.Path, $"{file.Path} would take the place of the project's own; move what it says into the module's project files, or under npm in {ModuleManifest.FileName}."));

    private static IEnumerable<ModuleFinding> Texts(ModuleContent module, ModuleManifest manifest)
    {
        if (module.Has(".editorconfig") && !RootIsTrue().IsMatch(module.Read(".editorconfig")))
        {
            yield return new ModuleFinding(".editorconfig", ".editorconfig does not begin with 'root = true'; add it, so that a project's own rules do not break the module.");
        }

        if (module.Has("CHANGELOG.md") && !module.Read("CHANGELOG.md").Contains(manifest.Version.ToNormalizedString(), StringComparison.Ordinal))
        {
            yield return new ModuleFinding("CHANGELOG.md", $"CHANGELOG.md does not mention {manifest.Version}; say what it changes.");
        }
    }

    private static IEnumerable<ModuleFinding> Types(ModuleContent module, ModuleManifest manifest)
    {
        var types = module.Files.Where(file => file.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
            .SelectMany(file => DeclaredType.In(module.Read(file.Path)).Select(type => (file.Path, Type: type)))
            .ToList();
        var strangers = types.Where(found => !IsWithin(found.Type.Namespace, manifest.Namespace))
            .Select(found => new ModuleFinding(
                found.Path,
                $"{found.Path}({found.Type.Line}): {found.Type.Name} is declared {(found.Type.Namespace.Length == 0 ? "without a namespace" : $"in {found.Type.Namespace}")}; declare it in {manifest.Namespace} or below."));
        var pages = module.Files.Where(file => file.Path.EndsWith(".cshtml", StringComparison.OrdinalIgnoreCase) || file.Path.EndsWith(".razor", StringComparison.OrdinalIgnoreCase))
            .SelectMany(file => RazorNamespace().Matches(module.Read(file.Path)).Select(match => (file.Path, Namespace: match.Groups["name"].Value)))
            .Where(found => !IsWithin(found.Namespace, manifest.Namespace))
            .Select(found => new ModuleFinding(found.Path, $"{found.Path} says @namespace {found.Namespace}; name {manifest.Namespace} or one below."));
        var door = $"{ModuleName.Pascal(manifest.Name)}Module";
        var doors = types.Exists(found => found.Type == (found.Type with { Namespace = manifest.Namespace, Name = door }) && found.Path.StartsWith("src/", StringComparison.Ordinal))
            ? Enumerable.Empty<ModuleFinding>()
            : [new ModuleFinding($"src/{door}.cs", $"src has no class {manifest.Namespace}.{door}, by which a project finds the module; add it.")];
        return [.. strangers, .. pages, .. doors];
    }

    private static List<ModuleFinding> ReadableProjects(ModuleContent module, out IReadOnlyList<ModuleProject> projects)
    {
        var read = new List<ModuleProject>();
        var findings = new List<ModuleFinding>();
        foreach (var file in module.Files.Where(file => ProjectFiles.Contains(Path.GetExtension(file.Path), StringComparer.OrdinalIgnoreCase)))
        {
            try
            {
                using var reader = XmlReader.Create(new StringReader(module.Read(file.Path)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
                read.Add(new ModuleProject(file.Path, XDocument.Load(reader).Root!));
            }
            catch (XmlException problem)
            {
                findings.Add(new ModuleFinding(file.Path, $"{file.Path} is not the XML of a project ({problem.Message.TrimEnd('.')}); correct it."));
            }
        }

        projects = read;
        return findings;
    }

    private static IEnumerable<ModuleFinding> Project(ModuleProject project, ModuleManifest manifest) =>
        project.Path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)
            ? [.. Assembly(project, manifest), .. Paths(project, manifest)]
            : Paths(project, manifest);

    private static IEnumerable<ModuleFinding> Assembly(ModuleProject project, ModuleManifest manifest)
    {
        if (!IsWithin(Path.GetFileNameWithoutExtension(project.Path), manifest.Namespace))
        {
            yield return new ModuleFinding(project.Path, $"{project.Path} is not named after the namespace {manifest.Namespace}; rename it, since its name is the assembly's.");
        }

        foreach (var name in project.Properties("AssemblyName").Concat(project.Properties("RootNamespace")).Where(name => !IsWithin(name.Value, manifest.Namespace)))
        {
            yield return new ModuleFinding(project.Path, $"{project.Path} sets {name.Name.LocalName} to {name.Value}; leave it out, so that it is the file's name.");
        }

        foreach (var property in SaidByTheProject.Where(property => !project.Properties(property).Any()))
        {
            yield return new ModuleFinding(project.Path, $"{project.Path} does not set {property}; set it, since the folders above are another's.");
        }
    }

    /// <summary>Paths that lead out of the module. Only a required module's project may be named, as a reference.</summary>
    private static IEnumerable<ModuleFinding> Paths(ModuleProject project, ModuleManifest manifest)
    {
        var values = project.Root.DescendantsAndSelf().SelectMany(element => element.Attributes().Select(attribute => (Element: element, attribute.Value))
            .Concat(element.HasElements ? [] : [(Element: element, element.Value)]));
        foreach (var (element, value) in values)
        {
            if (value.Contains("FileAbove", StringComparison.OrdinalIgnoreCase))
            {
                yield return new ModuleFinding(project.Path, $"{project.Path} looks for files in the folders above; name what lies in the module.");
            }

            foreach (var path in value.Split([';', '\'', '"', '(', ')', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (ModulePaths.Outside(project.Path, path) is { } target && !IsRequiredProject(element, target, manifest))
                {
                    yield return new ModuleFinding(project.Path, $"{project.Path} refers to {path}, outside the module; refer to the project of a required module, or move it here.");
                }
            }
        }
    }

    private static bool IsRequiredProject(XElement element, string target, ModuleManifest manifest) =>
        element.Name.LocalName == "ProjectReference" && target.Split('/') is ["..", var name, "src", var file]
        && manifest.Requires.ContainsKey(name) && file.EndsWith(".csproj", StringComparison.Ordinal);

    private static bool IsWithin(string name, string parent) => name == parent || name.StartsWith(parent + ".", StringComparison.Ordinal);

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    [GeneratedRegex(@"\A\uFEFF?(?:\s*[#;].*\n|\s)*root\s*=\s*true\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RootIsTrue();

    [GeneratedRegex(@"^\s*@namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex RazorNamespace();
}

/// <summary>A file of MSBuild's in a module.</summary>
internal sealed record ModuleProject(string Path, XElement Root)
{
    public IEnumerable<XElement> Properties(string name) => Root.Elements("PropertyGroup").Elements(name);
}
