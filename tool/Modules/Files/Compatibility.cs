namespace QuickScale.Tool.Modules;

/// <summary>Whether a module goes with the project that is to hold it.</summary>
internal static class Compatibility
{
    /// <summary>The end of a sentence that begins with the module's name and version; null when it fits.</summary>
    public static string? Problem(ModuleManifest manifest, Snapshot snapshot)
    {
        var contract = new SemanticVersion(snapshot.Config.Contract, 0, 0);
        if (!manifest.Contract.Contains(contract))
        {
            return $"needs a host contract {manifest.Contract}, and this project has {snapshot.Config.Contract}";
        }

        return manifest.Themes.Count > 0 && !manifest.Themes.Contains(snapshot.Config.Theme, StringComparer.Ordinal)
            ? $"supports the themes {string.Join(", ", manifest.Themes)}, and this project has {snapshot.Config.Theme}"
            : null;
    }
}
