using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>Where paths in a module's files lead.</summary>
internal static partial class ModulePaths
{
    /// <summary>Where a path of a file leads, relative to the module, when that is outside; else null.</summary>
    public static string? Outside(string file, string path)
    {
        var written = path.Replace('\\', '/');
        if (RootedPath().IsMatch(written))
        {
            return written;
        }

        var parts = new List<string>(file.Split('/')[..^1]);
        foreach (var part in written.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return parts is ["..", ..] ? string.Join('/', parts) : null;
    }

    // A folder of the machine, of the user, or of another machine; "/x" alone may be an address in a site.
    [GeneratedRegex(@"^(?:[A-Za-z]:/|//|~/|/(?:home|root|usr|opt|var|etc|tmp|mnt|Users)/)", RegexOptions.CultureInvariant)]
    private static partial Regex RootedPath();
}
