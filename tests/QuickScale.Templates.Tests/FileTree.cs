namespace QuickScale.Templates.Tests;

/// <summary>
/// A structure as documents draw it, two spaces a level:
/// <code>
/// MyApp/
///   src/
///     MyApp/          the web application
///   README.md         the next steps
/// </code>
/// The first line is the root. A folder ends with a slash. One that shows nothing below it stands for all it holds; one
/// that shows something shows everything.
/// </summary>
internal static class FileTree
{
    /// <summary>The paths that a drawing shows, relative to its root; a folder that stands for its content ends with a slash.</summary>
    public static IReadOnlyList<string> Parse(IReadOnlyList<string> drawing)
    {
        var paths = new List<string>();
        var folders = new List<string>();
        var lines = drawing.Where(line => line.Trim().Length > 0).Skip(1).ToList();
        for (var at = 0; at < lines.Count; at++)
        {
            var level = Level(lines[at]);
            if (level < 1 || level > folders.Count + 1)
                throw new FormatException($"'{lines[at]}' does not stand two spaces under its folder.");
            folders.RemoveRange(level - 1, folders.Count - level + 1);
            var name = lines[at].Trim().Split("  ", 2)[0];
            var path = string.Concat(folders) + name;
            if (!name.EndsWith('/'))
                paths.Add(path);
            else if (at + 1 == lines.Count || Level(lines[at + 1]) <= level)
                paths.Add(path);
            if (name.EndsWith('/'))
                folders.Add(name);
        }

        return paths;
    }

    /// <summary>What a list of paths and the true files do not agree on; a path that ends with a slash covers all below it.</summary>
    public static IEnumerable<string> Differences(IReadOnlyList<string> paths, IReadOnlyList<string> files)
    {
        bool Covers(string path, string file) => path == file || (path.EndsWith('/') && file.StartsWith(path, StringComparison.Ordinal));
        return paths.Where(path => !files.Any(file => Covers(path, file))).Select(path => $"'{path}' is named but does not exist.")
            .Concat(files.Where(file => !paths.Any(path => Covers(path, file))).Select(file => $"'{file}' exists but is not named."))
            .Concat(paths.GroupBy(path => path).Where(group => group.Count() > 1).Select(group => $"'{group.Key}' is named twice."));
    }

    private static int Level(string line) => (line.Length - line.TrimStart(' ').Length) / 2;
}
