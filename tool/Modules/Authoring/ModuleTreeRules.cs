using System.Globalization;
using QuickScale.Tool.Git;
using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Modules;

/// <summary>
/// What a tree must keep to before a module may be taken from it, whoever made it: every name can be written on every system,
/// nothing leads out of the folder or steers git, and the sizes stay within reason. Only modes, paths and sizes are looked at.
/// </summary>
internal static class ModuleTreeRules
{
    private const int MostFiles = 5_000;
    private const long LargestFile = PlainFile.Largest;
    private const long LargestModule = 50 * 1024 * 1024;

    // With modules/<name>/ and a project's folder before it, a path stays below the 260 characters of Windows.
    private const int LongestPath = 150;

    private const string NotOnWindows = "<>:\"|?*\\";

    private static readonly HashSet<string> DeviceNames = new(
        ["con", "prn", "aux", "nul", "conin$", "conout$", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"com{number}", $"lpt{number}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything that is wrong; nothing when the tree may be used.</summary>
    public static IReadOnlyList<ModuleFinding> Check(IEnumerable<TreeEntry> entries)
    {
        var files = entries.ToList();
        return [.. files.SelectMany(OfFile), .. SameNames(files), .. Installed(files), .. Sizes(files)];
    }

    private static IEnumerable<ModuleFinding> OfFile(TreeEntry file)
    {
        if (Mode(file.Mode) is { } mode)
        {
            yield return new ModuleFinding(file.Path, $"{file.Path} is {mode}; put the files themselves there.");
        }

        if (file.Path.Length > LongestPath)
        {
            yield return new ModuleFinding(file.Path, $"{file.Path} has more than {LongestPath} characters, too many for Windows inside a project; shorten it.");
        }

        foreach (var name in file.Path.Split('/'))
        {
            if (Name(name) is { } problem)
            {
                yield return new ModuleFinding(file.Path, $"{file.Path} {problem}; rename it.");
                break;
            }
        }
    }

    private static string? Mode(string mode) => mode switch
    {
        "100644" or "100664" or "100755" => null,
        "120000" => "a symbolic link, which may lead anywhere and which Windows cannot always make",
        "160000" => "a submodule",
        _ => $"of the unknown mode {mode}",
    };

    private static string? Name(string name) => name switch
    {
        "" or "." or ".." => "has an empty or relative part in its path",
        _ when name.Any(letter => char.IsControl(letter) || NotOnWindows.Contains(letter, StringComparison.Ordinal)) => "has a character that Windows does not allow in a name",
        _ when name[^1] is '.' or ' ' || name[0] == ' ' => "has a name that begins or ends as Windows does not allow",
        _ when DeviceNames.Contains(name.Split('.')[0].TrimEnd()) => "has the name of a device of Windows",
        _ when IsGits(name) => "has a name by which git is steered",
        _ when name.Any(IsInvisible) => "has an invisible character in its name",
        _ => null,
    };

    // .git, .gitmodules, .gitattributes and so on, and the short names that Windows gives to them.
    private static bool IsGits(string name) =>
        name.StartsWith(".git", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("git", StringComparison.OrdinalIgnoreCase) && name.Contains('~', StringComparison.Ordinal));

    // File systems of macOS ignore some of these, which makes one name of two.
    private static bool IsInvisible(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    /// <summary>Files and folders whose names differ in case alone.</summary>
    private static IEnumerable<ModuleFinding> SameNames(List<TreeEntry> files)
    {
        var seen = new Dictionary<string, (string Path, bool IsFile)>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in files.Select(file => file.Path))
        {
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); ; slash = path.IndexOf('/', slash + 1))
            {
                var isFile = slash < 0;
                var part = isFile ? path : path[..slash];
                if (!seen.TryAdd(part, (part, isFile)) && seen[part] is var (known, knownIsFile) && (known != part || isFile || knownIsFile))
                {
                    yield return new ModuleFinding(path, $"{path} and {known} are one name on Windows and macOS; rename one.");
                    break;
                }

                if (isFile)
                {
                    break;
                }
            }
        }
    }

    /// <summary>Packages that npm has installed: a project's own would be overruled by them, unseen. One finding stands for all.</summary>
    private static IEnumerable<ModuleFinding> Installed(List<TreeEntry> files) => files
        .Where(file => file.Path.Split('/').Contains("node_modules", StringComparer.OrdinalIgnoreCase))
        .Take(1)
        .Select(file => new ModuleFinding(file.Path, $"{file.Path} is part of an installed npm package; leave node_modules out."));

    private static IEnumerable<ModuleFinding> Sizes(List<TreeEntry> files)
    {
        foreach (var file in files.Where(file => file.Size > LargestFile))
        {
            yield return new ModuleFinding(file.Path, $"{file.Path} is larger than {LargestFile / 1024 / 1024} MB; a module is source: leave it out.");
        }

        if (files.Count > MostFiles)
        {
            yield return new ModuleFinding(string.Empty, $"The module has {files.Count} files, more than {MostFiles}; leave out what is no source.");
        }

        if (files.Sum(file => file.Size) > LargestModule)
        {
            yield return new ModuleFinding(string.Empty, $"The module is larger than {LargestModule / 1024 / 1024} MB; leave out what is no source.");
        }
    }
}
