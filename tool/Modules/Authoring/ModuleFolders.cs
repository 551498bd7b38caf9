using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Finding modules on disk.</summary>
internal static class ModuleFolders
{
    /// <summary>The folder itself when it is a module; else the modules in it, by name.</summary>
    public static Result<IReadOnlyList<string>> Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return new Failure(ExitCode.Precondition, $"There is no folder {folder}; name a module's folder, or a folder of modules.");
        }

        if (File.Exists(Path.Combine(folder, ModuleManifest.FileName)))
        {
            return new[] { Path.TrimEndingDirectorySeparator(folder) };
        }

        var modules = Directory.EnumerateDirectories(folder).Where(inner => File.Exists(Path.Combine(inner, ModuleManifest.FileName))).Order(StringComparer.Ordinal).ToArray();
        return modules.Length > 0
            ? modules
            : new Failure(ExitCode.Precondition, $"{folder} has no {ModuleManifest.FileName}, nor has a folder in it; name a module's folder, or a folder of modules.");
    }
}
