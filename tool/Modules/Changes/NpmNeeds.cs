using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>A package that a module's react part needs and the project does not have in a version that fits.</summary>
/// <param name="Module">The module.</param>
/// <param name="Package">The package.</param>
/// <param name="Range">The versions that fit.</param>
/// <param name="Present">The version that the project has; null when it has none.</param>
internal sealed record NpmNeed(string Module, string Package, NpmRange Range, SemanticVersion? Present);

/// <summary>
/// What modules need of npm and a project lacks. It is said and not done: which packages a project depends on is decided in its
/// <c>package.json</c>, which is the user's.
/// </summary>
internal static class NpmNeeds
{
    // Only there are the modules' react folders built.
    private const string Theme = "react";

    public static IReadOnlyList<NpmNeed> Of(Workspace workspace, IEnumerable<ModuleManifest> manifests)
    {
        if (workspace.Snapshot.Config.Theme != Theme || NodePackages.In(workspace.Folder) is not { } packages)
        {
            return [];
        }

        return [.. manifests.SelectMany(manifest => manifest.Npm
            .Where(needed => !packages.Has(needed.Key) || (packages.VersionOf(needed.Key) is { } version && !needed.Value.Contains(version)))
            .OrderBy(needed => needed.Key, StringComparer.Ordinal)
            .Select(needed => new NpmNeed(manifest.Name, needed.Key, needed.Value, packages.Has(needed.Key) ? packages.VersionOf(needed.Key) : null)))];
    }

    /// <summary>The command that adds them, for any shell; null when nothing is needed.</summary>
    public static string? Command(IReadOnlyList<NpmNeed> needs) =>
        needs.Count == 0 ? null : $"npm install {string.Join(' ', needs.Select(need => Phrase.Typed($"{need.Package}@{need.Range}")).Distinct(StringComparer.Ordinal))}";
}
