using QuickScale.Tool.Git;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>The files of a module, wherever they lie.</summary>
/// <param name="Folder">The name of its folder.</param>
/// <param name="Files">Its files, with paths relative to it.</param>
/// <param name="Read">Reads a file as text.</param>
internal sealed record ModuleContent(string Folder, IReadOnlyList<TreeEntry> Files, Func<string, string> Read)
{
    // What a build or an editor leaves behind.
    private static readonly HashSet<string> NotSource = new(["bin", "obj", "node_modules", ".vs", ".idea"], StringComparer.OrdinalIgnoreCase);

    public bool Has(string path) => Files.Any(file => file.Path == path);

    /// <summary>The module in a folder, without what a build left there.</summary>
    public static ModuleContent InFolder(string folder)
    {
        var root = new DirectoryInfo(folder);
        var files = FilesOf(root, string.Empty).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        return new ModuleContent(root.Name, files, path => ProjectFile.ReadText(Path.Combine(folder, path), path).Failed(out var failure, out var text) ? throw new FailureException(failure) : text);
    }

    private static IEnumerable<TreeEntry> FilesOf(DirectoryInfo folder, string prefix)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = prefix + entry.Name;
            if (path == ".git" && entry.LinkTarget is null)
            {
                // A clone of the module alone; in a linked work tree it is a file.
                continue;
            }

            if (entry.LinkTarget is not null)
            {
                yield return new TreeEntry("120000", "blob", string.Empty, 0, path);
            }
            else if (entry is FileInfo file)
            {
                yield return new TreeEntry("100644", "blob", string.Empty, file.Length, path);
            }
            else if (!NotSource.Contains(entry.Name))
            {
                foreach (var inner in FilesOf((DirectoryInfo)entry, path + "/"))
                {
                    yield return inner;
                }
            }
        }
    }
}
