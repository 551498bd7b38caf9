using System.Security.Cryptography;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// The modules that this tool brings along: a git bundle with the full history of every split branch and its version tags,
/// beside the tool. It is the remote <c>builtin</c>.
/// </summary>
internal sealed class ModuleBundle
{
    public const string FileName = "modules.bundle";

    private ModuleBundle(string path, string sha256, IReadOnlyDictionary<string, string> refs) => (Path, Sha256, Refs) = (path, sha256, refs);

    /// <summary>The bundle's absolute path; git resolves a relative one in surprising folders.</summary>
    public string Path { get; }

    /// <summary>Its hash, in small hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Every branch and tag by its full name, with the commit that it leads to.</summary>
    public IReadOnlyDictionary<string, string> Refs { get; }

    /// <summary>Opens the bundle beside the tool.</summary>
    public static Result<ModuleBundle> Open() => Open(System.IO.Path.Combine(AppContext.BaseDirectory, "modules", FileName));

    /// <summary>
    /// Opens a bundle and compares it with the hash in the file beside it: git finds nothing wrong with the beginning of a
    /// bundle whose end is missing.
    /// </summary>
    public static Result<ModuleBundle> Open(string path)
    {
        if (!File.Exists(path))
        {
            return new Failure(
                ExitCode.Precondition,
                "This qs was built without its modules, as it is from a source archive or a shallow clone; install a released qs, or build it in a full clone.");
        }

        var damaged = new Failure(ExitCode.Precondition, $"The modules that qs brings along are damaged ({path}); reinstall qs.");
        try
        {
            var bytes = File.ReadAllBytes(path);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            var stated = File.ReadAllText(HashFile(path)).Split(' ')[0].Trim();
            return stated == sha256 && ReadRefs(bytes) is { } refs ? new ModuleBundle(path, sha256, refs) : damaged;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return damaged with { Detail = problem.ToString() };
        }
    }

    /// <summary>Writes the hash of a bundle beside it, in the form of <c>sha256sum</c>, and returns it.</summary>
    public static string WriteHash(string path)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        File.WriteAllText(HashFile(path), $"{sha256}  {System.IO.Path.GetFileName(path)}\n");
        return sha256;
    }

    public static string HashFile(string path) => path + ".sha256";

    /// <summary>The header of a bundle: a signature, capabilities, lines of id and name, an empty line, and then the pack.</summary>
    private static Dictionary<string, string>? ReadRefs(ReadOnlySpan<byte> bundle)
    {
        var end = bundle.IndexOf("\n\n"u8);
        var lines = end < 0 ? [] : System.Text.Encoding.UTF8.GetString(bundle[..end]).Split('\n');
        if (lines is not ["# v2 git bundle" or "# v3 git bundle", ..])
        {
            return null;
        }

        var refs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1).Where(line => line[0] != '@'))
        {
            // A line that begins with '-' names a commit that the receiver must have: such a bundle is not whole.
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (line[0] == '-' || space < 0)
            {
                return null;
            }

            refs[line[(space + 1)..]] = line[..space];
        }

        return refs;
    }
}
