using System.Text.Json;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>Where <c>dotnet run</c> serves the project, as <c>Properties/launchSettings.json</c> has it; a project may have given up its https address.</summary>
internal sealed record LaunchAddresses(Uri Http, Uri? Https)
{
    /// <summary>Reads them from a file that may have been changed since it was made.</summary>
    public static Result<LaunchAddresses> Load(LocalProject project)
    {
        try
        {
            return Read(project.PathOf(project.WebProject));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException or IOException or UnauthorizedAccessException)
        {
            var path = $"src/{project.File.Name}/Properties/launchSettings.json";
            return new Failure(ExitCode.Precondition, $"{path} does not name the addresses of its profiles http and https, as in http://localhost:5000; correct it, or bring it back ('git checkout -- {path}').", wrong.Message);
        }
    }

    /// <summary>Reads them from a file that was just made.</summary>
    public static LaunchAddresses Read(string webProject)
    {
        using var settings = JsonDocument.Parse(PlainFile.ReadText(Path.Combine(webProject, "Properties", "launchSettings.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var profiles = settings.RootElement.GetProperty("profiles");
        return new LaunchAddresses(First(profiles, "http"), profiles.TryGetProperty("https", out _) ? First(profiles, "https") : null);
    }

    private static Uri First(JsonElement profiles, string profile)
    {
        var first = new Uri(profiles.GetProperty(profile).GetProperty("applicationUrl").GetString()?.Split(';')[0] ?? string.Empty);

        // On a path of files nothing is served, and no port can be asked for.
        return first.Scheme == Uri.UriSchemeHttp || first.Scheme == Uri.UriSchemeHttps ? first : throw new UriFormatException($"{first} is no address of a server.");
    }
}
