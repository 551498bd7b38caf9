using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Projects;

/// <summary>
/// What quickscale.yml says about options, held against what the modules declare: the shape of the file cannot know that. Every
/// mistake is named by its place in the file.
/// </summary>
internal sealed class WantedOptions
{
    private readonly string _shownPath;
    private readonly YamlMapping _root;
    private readonly IReadOnlyDictionary<string, ModuleManifest> _manifests;

    private WantedOptions(string shownPath, YamlMapping root, IReadOnlyDictionary<string, ModuleManifest> manifests) =>
        (_shownPath, _root, _manifests) = (shownPath, root, manifests);

    /// <param name="text">The text of a file that is valid by its shape.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    /// <param name="manifests">The modules that are known; what the file says about others is not looked at.</param>
    public static Result<WantedOptions> Read(string text, string shownPath, IReadOnlyDictionary<string, ModuleManifest> manifests)
    {
        if (ProjectFile.Format.Read(text, shownPath).Failed(out var failure, out var root))
        {
            return failure;
        }

        var wanted = new WantedOptions(shownPath, root, manifests);
        var reading = new YamlReading(shownPath);
        foreach (var module in root.Mapping("modules").Entries)
        {
            wanted.Check(module.Key.Value, (module.Value as YamlMapping)?.Mapping("options"), reading, isOverride: false);
        }

        foreach (var environment in root.Mapping("environments").Entries)
        {
            foreach (var module in ((environment.Value as YamlMapping)?.Mapping("modules").Entries) ?? [])
            {
                if (root.Mapping("modules").Entry(module.Key.Value) is null)
                {
                    reading.Report(module.Key.Start, $"the environment {environment.Key.Value} overrides options of '{module.Key.Value}', which is not under modules; name it there, or remove it here");
                }

                wanted.Check(module.Key.Value, module.Value as YamlMapping, reading, isOverride: true);
            }
        }

        return reading.Failed ? reading.Failure : wanted;
    }

    /// <summary>The values of a module's options as the file wants them, under the names and in the types that the module declares.</summary>
    public IReadOnlyDictionary<string, OptionValue> Of(string module) =>
        _manifests.TryGetValue(module, out var manifest) ? Values(manifest, OptionsOf(module)) : new Dictionary<string, OptionValue>();

    /// <summary>The same values as an environment overrides them.</summary>
    public IReadOnlyDictionary<string, OptionValue> Of(string module, string environment) =>
        _manifests.TryGetValue(module, out var manifest)
            ? Values(manifest, ((_root.Mapping("environments")[environment] as YamlMapping)?.Mapping("modules")[module] as YamlMapping)?.Entries ?? [])
            : new Dictionary<string, OptionValue>();

    /// <summary>Options that stand in the file under a name that a newer version has given up, with the new one.</summary>
    public IEnumerable<(string Module, string Old, string New)> Renamed() =>
        _manifests.Values.SelectMany(manifest => OptionsOf(manifest.Name)
            .Select(entry => (manifest.Name, Old: entry.Key.Value, New: Find(manifest, entry.Key.Value)?.Name ?? entry.Key.Value)))
            .Where(pair => pair.Old != pair.New);

    /// <summary>A mistake at the place where the file gives an option its value.</summary>
    public Failure At(string module, string option, string words)
    {
        var entry = OptionsOf(module).First(entry => Find(_manifests[module], entry.Key.Value)?.Name == option);
        return YamlReading.FailureAt(_shownPath, entry.Key.Start, words);
    }

    private IReadOnlyList<YamlEntry> OptionsOf(string module) =>
        (_root.Mapping("modules")[module] as YamlMapping)?.Mapping("options").Entries ?? [];

    private void Check(string module, YamlMapping? options, YamlReading reading, bool isOverride)
    {
        if (!_manifests.TryGetValue(module, out var manifest))
        {
            return;
        }

        foreach (var entry in options?.Entries ?? [])
        {
            var typed = entry.Key.Value;
            if (Find(manifest, typed) is not { } option)
            {
                var names = manifest.Options.Select(known => known.Name).ToList();
                reading.Report(entry.Key.Start, Nearest.To(typed, names) is { } near
                    ? $"{module} has no option {YamlText.Shown(typed)}; perhaps '{near}' is meant"
                    : $"{module} has no option {YamlText.Shown(typed)}; {(names.Count == 0 ? "it has none, so remove it" : $"it has {Phrase.All(names)}")}");
                continue;
            }

            var value = OptionValue.Of(entry.Value);
            if (option.Problem(ref value) is { } problem)
            {
                reading.Report(entry.Value.Start, $"{module}.{option.Name}: {problem}");
            }
            else if (isOverride && !option.Mutable)
            {
                reading.Report(entry.Key.Start, $"{module}.{option.Name} is fixed when the module is embedded, so no environment can have another value; remove it here");
            }
        }
    }

    private static Dictionary<string, OptionValue> Values(ModuleManifest manifest, IEnumerable<YamlEntry> entries)
    {
        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var value = OptionValue.Of(entry.Value);
            if (Find(manifest, entry.Key.Value) is { } option && option.Problem(ref value) is null)
            {
                values[option.Name] = value;
            }
        }

        return values;
    }

    /// <summary>The option of a name, also of one that an upgrade has changed: qs does not edit the file behind its owner's back.</summary>
    private static ModuleOption? Find(ModuleManifest manifest, string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(name))
        {
            if (manifest.Options.FirstOrDefault(option => option.Name == name) is { } option)
            {
                return option;
            }

            name = manifest.Upgrades.Select(upgrade => upgrade.RenamedOptions.GetValueOrDefault(name)).FirstOrDefault(now => now is not null) ?? name;
        }

        return null;
    }
}
