using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>The project files of modules: by convention the library and, when there is one, its tests.</summary>
internal static class ModuleProjects
{
    /// <summary>Those of a tree whose files are known.</summary>
    public static IReadOnlyList<string> In(ModuleManifest manifest, IReadOnlyList<TreeEntry> files)
    {
        var paths = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return [.. Paths(manifest).Where(paths.Contains)];
    }

    /// <summary>Looks in trees, each given as an object's name with the manifest found in it; in one process.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(
        GitRepository repository,
        IReadOnlyList<(string Place, ModuleManifest? Manifest)> modules,
        CancellationToken cancellation)
    {
        var names = modules.SelectMany(module => module.Manifest is { } manifest
            ? Paths(manifest).Select(path => module.Place.Contains(':', StringComparison.Ordinal) ? $"{module.Place}/{path}" : $"{module.Place}:{path}")
            : []).ToList();
        var found = new Queue<string?>(repository.Ids(names, cancellation));
        return [.. modules.Select(module => module.Manifest is { } manifest
            ? (IReadOnlyList<string>)[.. Paths(manifest).Where(_ => found.Dequeue() is not null)]
            : [])];
    }

    private static IEnumerable<string> Paths(ModuleManifest manifest) =>
        [$"src/{manifest.Namespace}.csproj", $"tests/{manifest.Namespace}.Tests.csproj"];
}
