using System.Text.Json;

namespace QuickScale.Tool.Projects;

/// <summary>The npm packages that a new project of the theme react has, which its modules may count on.</summary>
internal static class ReactTheme
{
    private static readonly Lazy<(IReadOnlySet<string> Packages, IReadOnlySet<string> TestPackages)> Read = new(() =>
    {
        using var manifest = JsonDocument.Parse(typeof(ReactTheme).Assembly.GetManifestResourceStream("react/package.json")!);
        return (Names(manifest, "dependencies"), Names(manifest, "devDependencies"));
    });

    /// <summary>Those that run in the browser.</summary>
    public static IReadOnlySet<string> Packages => Read.Value.Packages;

    /// <summary>Those that build and test.</summary>
    public static IReadOnlySet<string> TestPackages => Read.Value.TestPackages;

    private static HashSet<string> Names(JsonDocument manifest, string kind) =>
        manifest.RootElement.GetProperty(kind).EnumerateObject().Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
}
