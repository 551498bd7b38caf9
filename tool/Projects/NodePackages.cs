using System.Text.Json;

namespace QuickScale.Tool.Projects;

/// <summary>The npm packages of a project, as its <c>package.json</c> asks for them and its lock has settled them.</summary>
internal sealed class NodePackages
{
    private const string FileName = "package.json";
    private const string LockName = "package-lock.json";
    private const int Largest = 32 * 1024 * 1024;
    private static readonly string[] Kinds = ["dependencies", "devDependencies"];

    private readonly IReadOnlySet<string> _named;
    private readonly IReadOnlyDictionary<string, SemanticVersion> _settled;

    private NodePackages(IReadOnlySet<string> named, IReadOnlyDictionary<string, SemanticVersion> settled) => (_named, _settled) = (named, settled);

    /// <summary>
    /// Reads them from the work tree, because that is what the next build takes. Null when the project has no package.json, or one that
    /// cannot be read, about which npm itself has more to say.
    /// </summary>
    public static NodePackages? In(string folder)
    {
        if (Read(folder, FileName) is not { } manifest)
        {
            return null;
        }

        using (manifest)
        {
            var named = Kinds.SelectMany(kind => Members(manifest.RootElement, kind)).Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
            using var settled = Read(folder, LockName);
            return new NodePackages(named, settled is null ? new Dictionary<string, SemanticVersion>() : Versions(settled.RootElement, named));
        }
    }

    /// <summary>Whether a project's package.json has a script of that name.</summary>
    public static bool HasScript(string folder, string name)
    {
        using var manifest = Read(folder, FileName);
        return manifest is not null && Members(manifest.RootElement, "scripts").Any(script => script.Name == name);
    }

    /// <summary>Whether the project asks for a package.</summary>
    public bool Has(string name) => _named.Contains(name);

    /// <summary>The version that the lock has for a package; null when it has none.</summary>
    public SemanticVersion? VersionOf(string name) => _settled.GetValueOrDefault(name);

    private static JsonDocument? Read(string folder, string name)
    {
        try
        {
            return JsonDocument.Parse(PlainFile.ReadBytes(Path.Combine(folder, name), Largest));
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, SemanticVersion> Versions(JsonElement root, HashSet<string> named)
    {
        var versions = new Dictionary<string, SemanticVersion>(StringComparer.Ordinal);
        foreach (var package in Members(root, "packages"))
        {
            const string Folder = "node_modules/";
            if (package.Name.StartsWith(Folder, StringComparison.Ordinal)
                && named.Contains(package.Name[Folder.Length..])
                && package.Value.ValueKind == JsonValueKind.Object
                && package.Value.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.String
                && SemanticVersion.TryParse(version.GetString()!, out var read))
            {
                versions[package.Name[Folder.Length..]] = read!;
            }
        }

        return versions;
    }

    private static IEnumerable<JsonProperty> Members(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object
            ? members.EnumerateObject()
            : Enumerable.Empty<JsonProperty>();
}
