using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Plans the removal of a module: its folder, its entries and its wiring. Its tables stay, unless that is asked for.</summary>
internal static class ModuleRemoval
{
    private static readonly string[] BuildFolders = ["bin", "obj"];

    public static Result<ModuleStep> Plan(Workspace workspace, string name, bool keepFiles, bool force)
    {
        if (workspace.Snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, workspace.Snapshot);
        }

        var needing = workspace.Snapshot.Modules.Where(other => other.Name != name && (name == ModuleName.Core || other.Manifest?.Requires.ContainsKey(name) == true)).Select(other => other.Name).ToList();
        if (needing.Count > 0)
        {
            return new Failure(ExitCode.Precondition, $"{Phrase.All(needing)} {(needing.Count == 1 ? "requires" : "require")} {name}; remove {(needing.Count == 1 ? "it" : "them")} first.");
        }

        if (module.HasLocalChanges && !keepFiles && !force)
        {
            return new Failure(ExitCode.Precondition, $"{module.Entry.Prefix} holds changes of your own ('qs module diff {name}' shows them); send them back with 'qs module push {name}', keep the folder with --keep-files, or pass --force.");
        }

        return new ModuleStep(
            name,
            keepFiles ? $"Take {name} off the list of modules" : $"Remove {name} {ModuleVersion.Tag(module.Entry.InstalledVersion)}",
            keepFiles ? $"{module.Entry.Prefix} stays, as code of the project." : "Its tables and data stay in the database.",
            keepFiles ? module.Tree : null,
            Squash: null,
            Entry: null,
            Wanted: null,
            Wired: null);
    }

    /// <summary>
    /// Deletes what building has left in a removed module's folder, and then the empty folders. Anything else that lies there is the
    /// user's and stays.
    /// </summary>
    /// <param name="folder">The module's folder.</param>
    /// <param name="projects">The project files that it had: beside them, and nowhere else, a build writes its folders.</param>
    public static void Clean(string folder, IReadOnlyList<string> projects)
    {
        foreach (var place in projects.Select(project => Path.GetDirectoryName(Path.Combine(folder, project))!).Where(place => IsPlain(place) && Directory.GetFiles(place).Length == 0))
        {
            foreach (var left in BuildFolders.Select(name => Path.Combine(place, name)).Where(IsPlain))
            {
                Directory.Delete(left, recursive: true);
            }
        }

        DeleteEmpty(folder);
    }

    private static bool IsPlain(string folder) => Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is null;

    private static void DeleteEmpty(string folder)
    {
        if (!IsPlain(folder))
        {
            return;
        }

        foreach (var child in Directory.GetDirectories(folder))
        {
            DeleteEmpty(child);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
