using System.Xml.Linq;

namespace QuickScale.Tool.Modules;

/// <summary>
/// A module's packages: its projects name them without a version, and <c>Packages.props</c> gives each a version that a
/// project's own wins over.
/// </summary>
internal static class ModulePackages
{
    public const string FileName = "Packages.props";

    private const string UnlessDeclared = "@(PackageVersion)";
    private static readonly string[] VersionParts = ["Version", "VersionOverride"];

    public static IReadOnlyList<ModuleFinding> Check(ModuleContent module, IReadOnlyList<ModuleProject> projects)
    {
        var declared = projects.FirstOrDefault(project => project.Path == FileName);
        var versions = declared?.Root.Descendants("PackageVersion").Select(item => item.Attribute("Include")?.Value).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        return
        [
            .. declared is null ? [] : Versions(declared),
            .. projects.Where(project => project.Path != FileName).SelectMany(project => References(project, versions)),
        ];
    }

    private static IEnumerable<ModuleFinding> Versions(ModuleProject packages)
    {
        var others = packages.Root.Elements().Where(element => element.Name.LocalName != "ItemGroup")
            .Concat(packages.Root.Elements("ItemGroup").Elements().Where(element => element.Name.LocalName != "PackageVersion"));
        foreach (var element in others)
        {
            yield return new ModuleFinding(FileName, $"{FileName} has a {element.Name.LocalName}; every project reads this file: leave nothing in it but PackageVersion.");
        }

        foreach (var item in packages.Root.Descendants("PackageVersion"))
        {
            var name = item.Attribute("Include")?.Value;
            if (name is null || item.Attribute("Exclude")?.Value != UnlessDeclared)
            {
                yield return new ModuleFinding(FileName, $"{FileName} declares {name ?? "a package"} in a way that the project's own version cannot win over; write Include=\"…\" Exclude=\"{UnlessDeclared}\".");
            }

            if (!SemanticVersion.TryParse(item.Attribute("Version")?.Value ?? string.Empty, out _) && !Version.TryParse(item.Attribute("Version")?.Value, out _))
            {
                yield return new ModuleFinding(FileName, $"{FileName} gives {name} no single version; write one like Version=\"1.2.3\".");
            }
        }
    }

    private static IEnumerable<ModuleFinding> References(ModuleProject project, HashSet<string> versions)
    {
        foreach (var reference in project.Root.Descendants("PackageReference"))
        {
            var name = (reference.Attribute("Include") ?? reference.Attribute("Update"))?.Value ?? "a package";
            if (VersionParts.Any(part => reference.Attribute(part) is not null || reference.Element(part) is not null))
            {
                yield return new ModuleFinding(project.Path, $"{project.Path} gives {name} a version; give it in {FileName}, where a project's own wins.");
            }
            else if (!versions.Contains(name))
            {
                yield return new ModuleFinding(project.Path, $"{project.Path} refers to {name}, to which {FileName} gives no version; add it there.");
            }
        }
    }
}
