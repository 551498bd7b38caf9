using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Projects;

/// <summary>
/// An embedded module, as far as the project's files depend on it.
/// <paramref name="Options"/>: the options in force; one that is missing has its default.
/// <paramref name="Projects"/>: the module's project files, relative to its folder, with forward slashes.
/// </summary>
internal sealed record WiredModule(ModuleManifest Manifest, IReadOnlyDictionary<string, OptionValue> Options, IReadOnlyList<string> Projects)
{
    public string Name => Manifest.Name;

    /// <summary>The module's folder in the project.</summary>
    public string Folder => $"modules/{Name}";

    /// <summary>The project that the web application refers to.</summary>
    public string WebProject => $"src/{Manifest.Namespace}.csproj";

    /// <summary>The options of one kind that have a value, in the manifest's order.</summary>
    public IEnumerable<(string Name, OptionValue Value)> InForce(bool mutable) =>
        from option in Manifest.Options
        where option.Mutable == mutable
        let value = Options.GetValueOrDefault(option.Name) ?? option.Default
        where value is not null
        select (option.Name, value);
}
