using System.Globalization;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Modules;

internal enum ModuleStatus
{
    Released,

    /// <summary>A placeholder; the module comes with the version in <see cref="ModuleManifest.AvailableIn"/>.</summary>
    Planned,
}

/// <summary>
/// What an update to <paramref name="Version"/> asks of the user.
/// <paramref name="Notes"/>: the file with manual steps, under <c>upgrades/</c>; null when there are none.
/// <paramref name="RenamedOptions"/>: from the old name to the new one.
/// </summary>
internal sealed record ModuleUpgrade(SemanticVersion Version, string? Notes, IReadOnlyDictionary<string, string> RenamedOptions);

/// <summary>
/// What a module says about itself in <c>module.yml</c>.
/// <paramref name="Contract"/>: the host contracts that it works with.
/// <paramref name="Requires"/>: the modules that it needs.
/// <paramref name="Source"/>: where it lies in the repository that it comes from.
/// <paramref name="Npm"/>: the npm packages that its react part needs from the host.
/// <paramref name="Upgrades"/>: sorted by version.
/// </summary>
internal sealed record ModuleManifest(
    string Name,
    SemanticVersion Version,
    string Summary,
    ModuleStatus Status,
    SemanticVersion? AvailableIn,
    VersionRange Contract,
    IReadOnlyDictionary<string, VersionRange> Requires,
    IReadOnlyList<string> Themes,
    string Source,
    string Namespace,
    IReadOnlyDictionary<string, NpmRange> Npm,
    IReadOnlyList<ModuleOption> Options,
    IReadOnlyList<ModuleUpgrade> Upgrades)
{
    public const string FileName = "module.yml";

    /// <param name="text">The file's text.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    public static Result<ModuleManifest> Read(string text, string shownPath)
    {
        if (ManifestShape.Format.Read(text, shownPath).Failed(out var failure, out var root))
        {
            return failure;
        }

        return new ModuleManifest(
            root.Text("name")!,
            ModuleVersion.Checked(root.Text("version")!),
            root.Text("summary")!,
            root.Text("status") == ManifestShape.Planned ? ModuleStatus.Planned : ModuleStatus.Released,
            root.Text("available_in") is { } version ? ModuleVersion.Checked(version) : null,
            VersionRange.Checked(root.Text("contract")!),
            root.Mapping("requires").Entries.ToDictionary(entry => entry.Key.Value, entry => VersionRange.Checked(((YamlScalar)entry.Value).Value)),
            root.Texts("themes"),
            root.Text("source")!,
            root.Text("namespace")!,
            root.Mapping("npm").Entries.ToDictionary(entry => entry.Key.Value, entry => NpmRange.Checked(((YamlScalar)entry.Value).Value)),
            [.. root.Mapping("options").Entries.Select(entry => Option(entry.Key.Value, (YamlMapping)entry.Value))],
            [.. root.Mapping("upgrades").Entries.Select(entry => Upgrade(entry.Key.Value, entry.Value)).OrderBy(upgrade => upgrade.Version)]);
    }

    internal static ModuleOption Option(string name, YamlMapping option) => new(
        name,
        Enum.Parse<OptionType>(option.Text("type")!, ignoreCase: true),
        option.Texts("values"),
        Number(option.Text("min")),
        Number(option.Text("max")),
        option["default"] is { } value ? OptionValue.Of(value) : null,
        option.Text("change") == ManifestShape.Mutable,
        option.Text("summary")!);

    private static ModuleUpgrade Upgrade(string version, YamlNode upgrade) => upgrade is YamlMapping mapping
        ? new ModuleUpgrade(ModuleVersion.Checked(version), mapping.Text("notes"), Texts(mapping.Mapping("renamed_options")))
        : new ModuleUpgrade(ModuleVersion.Checked(version), null, new Dictionary<string, string>());

    private static Dictionary<string, string> Texts(YamlMapping mapping) =>
        mapping.Entries.ToDictionary(entry => entry.Key.Value, entry => ((YamlScalar)entry.Value).Value);

    private static int? Number(string? text) => text is null ? null : int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
