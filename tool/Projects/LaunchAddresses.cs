using System.Text.Json;

namespace QuickScale.Tool.Projects;

/// <summary>Where <c>dotnet run</c> serves the project, as <c>Properties/launchSettings.json</c> has it.</summary>
internal sealed record LaunchAddresses(Uri Http, Uri Https)
{
    public static LaunchAddresses Read(string webProject)
    {
        using var file = File.OpenRead(Path.Combine(webProject, "Properties", "launchSettings.json"));
        using var settings = JsonDocument.Parse(file, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var profiles = settings.RootElement.GetProperty("profiles");
        return new LaunchAddresses(First(profiles, "http"), First(profiles, "https"));
    }

    private static Uri First(JsonElement profiles, string profile) =>
        new(profiles.GetProperty(profile).GetProperty("applicationUrl").GetString()!.Split(';')[0]);
}
