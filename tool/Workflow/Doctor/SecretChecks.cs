using System.Text.Json;
using System.Text.RegularExpressions;
using QuickScale.Tool.Git;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Doctor;

/// <summary>Whether secrets lie where others read them: in git, in files that everybody may read, in settings that are committed. Values are never shown.</summary>
internal sealed partial class SecretChecks(LocalProject project, GitRepository? repository)
{
    private const string Check = "secrets";
    private const string EnvName = ".env";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // How the template marks the one value that it writes itself, which no deployed application takes.
    private const string Harmless = "development-only-";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public IReadOnlyList<Finding> Examine(CancellationToken cancellation)
    {
        List<Finding> found = [.. InGit(cancellation), .. Readable(), .. InSettings()];
        return found.Count > 0 ? found : [new Finding(Check, "no secret lies in git or in a committed setting")];
    }

    private IEnumerable<Finding> InGit(CancellationToken cancellation)
    {
        if (repository is null)
        {
            yield break;
        }

        var prefix = repository.Place.Prefix;
        var tracked = repository.Git.Do(cancellation, ["ls-files", "-z", "--", prefix.Length == 0 ? "." : GitRepository.Literal(prefix)]).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (var path in tracked.Where(path => IsSecretFile(path[(path.LastIndexOf('/') + 1)..])))
        {
            yield return new Finding(Check, $"{path[prefix.Length..]} is in git, for everybody who has the repository", $"run 'git rm --cached -- {Phrase.Typed(path[prefix.Length..])}', commit that, and change every secret in it, for the history keeps them");
        }

        if (!repository.Git.Ask(cancellation, "check-ignore", "--quiet", "--no-index", prefix + EnvName).Succeeded)
        {
            yield return new Finding(Check, $"Git does not ignore {EnvName}, where secrets of this machine belong", $"add the line '{EnvName}' to .gitignore");
        }
    }

    private IEnumerable<Finding> Readable()
    {
        var path = project.PathOf(EnvName);
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            // Where a link leads may be another's.
            var isOurs = new FileInfo(path).LinkTarget is null;
            yield return new Finding(Check, $"Other users of this machine may read {EnvName}", $"run 'chmod 600 {EnvName}'", isOurs ? _ => Hide(path) : null);
        }
    }

    private static bool Hide(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~Others);
        }

        return true;
    }

    private IEnumerable<Finding> InSettings()
    {
        foreach (var file in Directory.EnumerateFiles(project.PathOf(project.WebProject), "appsettings*.json").Order(StringComparer.Ordinal))
        {
            var shown = $"src/{project.File.Name}/{Path.GetFileName(file)}";
            var isDevelopment = file.EndsWith(".Development.json", StringComparison.OrdinalIgnoreCase);
            var secrets = default(List<string>);
            try
            {
                using var settings = JsonDocument.Parse(PlainFile.ReadText(file), Lenient);
                secrets = [.. Secrets(settings.RootElement, string.Empty, isDevelopment)];
            }
            catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
            {
                // Said below, outside: no value may be given out from here.
            }

            if (secrets is null)
            {
                yield return new Finding("settings", $"{shown} cannot be read as JSON", "correct it; an editor shows where");
                continue;
            }

            foreach (var key in secrets)
            {
                var variable = key.Replace(":", "__", StringComparison.Ordinal);
                yield return new Finding(Check, $"{shown} holds a value for {key}", $"take it out, change the secret if it was committed, and set {variable} in the environment, in {EnvName} or in user secrets");
            }
        }
    }

    private static IEnumerable<string> Secrets(JsonElement element, string key, bool isDevelopment)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return element.EnumerateObject().SelectMany(member => Secrets(member.Value, key.Length == 0 ? member.Name : $"{key}:{member.Name}", isDevelopment));
            case JsonValueKind.Array:
                return element.EnumerateArray().SelectMany((item, index) => Secrets(item, $"{key}:{index}", isDevelopment));
            case JsonValueKind.String when element.GetString() is { Length: > 0 } value && !value.StartsWith(Harmless, StringComparison.Ordinal):
                return SecretName().IsMatch(key) || (!isDevelopment && Password().IsMatch(value)) ? [key] : [];
            default:
                return [];
        }
    }

    private static bool IsSecretFile(string name) =>
        name == EnvName || (name.StartsWith(".env.", StringComparison.Ordinal) && name != ".env.example") || name.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".p12", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("(?:secret|secret_?key|password|passphrase|token|api_?key|access_?key|private_?key)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // In a connection string, or in an address.
    [GeneratedRegex("(?:^|;)\\s*(?:password|pwd)\\s*=|://[^/\\s:@]+:[^/\\s@]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();
}
