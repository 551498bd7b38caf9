using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Values of modules' options: as they are typed, as they are in force, and as an update takes them along.</summary>
internal static class ModuleOptions
{
    /// <summary>Reads <c>auth.registration=open</c>; the name of the module may be left out where only one is meant.</summary>
    public static Result<(string Module, string Option, string Value)> Read(string typed, string? onlyModule)
    {
        var equals = typed.IndexOf('=', StringComparison.Ordinal);
        var dot = equals < 0 ? -1 : typed.IndexOf('.', 0, equals);
        if (equals <= 0 || (dot < 0 && onlyModule is null))
        {
            return new Failure(ExitCode.Usage, $"'{typed}' is no setting; write MODULE.OPTION=VALUE, as in auth.registration=open.");
        }

        return dot < 0 ? (onlyModule!, typed[..equals], typed[(equals + 1)..]) : (typed[..dot], typed[(dot + 1)..equals], typed[(equals + 1)..]);
    }

    /// <summary>Checks typed values against what the module declares.</summary>
    public static Result<IReadOnlyDictionary<string, OptionValue>> Parse(ModuleManifest manifest, IEnumerable<(string Option, string Value)> typed)
    {
        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        foreach (var (name, text) in typed)
        {
            if (manifest.Options.FirstOrDefault(option => option.Name == name) is not { } option)
            {
                return new Failure(ExitCode.Usage, manifest.Options.Count == 0
                    ? $"Module '{manifest.Name}' has no options; leave out '{name}'."
                    : $"Module '{manifest.Name}' has no option '{name}'; it has {Phrase.All([.. manifest.Options.Select(option => option.Name)])}.");
            }

            if (option.Parse(text).Failed(out var failure, out var value))
            {
                return failure;
            }

            values[name] = value;
        }

        return Result<IReadOnlyDictionary<string, OptionValue>>.Of(values);
    }

    /// <summary>Every option with its value: the given one, or the default.</summary>
    public static Result<IReadOnlyDictionary<string, OptionValue>> InForce(ModuleManifest manifest, IReadOnlyDictionary<string, OptionValue> given)
    {
        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        foreach (var option in manifest.Options)
        {
            if (!given.TryGetValue(option.Name, out var value))
            {
                if (option.Default is { } standard)
                {
                    values[option.Name] = standard;
                }

                continue;
            }

            if (option.Check(value, $"{manifest.Name}.{option.Name}").Failed(out var failure, out var good))
            {
                return failure;
            }

            values[option.Name] = good;
        }

        return Result<IReadOnlyDictionary<string, OptionValue>>.Of(values);
    }

    /// <summary>The values under the names that they have in a newer version; those that it no longer knows are left out.</summary>
    public static IReadOnlyDictionary<string, OptionValue> Renamed(IReadOnlyDictionary<string, OptionValue> values, IEnumerable<ModuleUpgrade> upgrades, ModuleManifest to)
    {
        var renamed = new Dictionary<string, OptionValue>(values, StringComparer.Ordinal);
        foreach (var upgrade in upgrades)
        {
            // All of a version at once: an option may take a name that another one leaves.
            var moved = upgrade.RenamedOptions.Where(pair => renamed.ContainsKey(pair.Key)).Select(pair => (New: pair.Value, Value: renamed[pair.Key])).ToList();
            foreach (var old in upgrade.RenamedOptions.Keys)
            {
                renamed.Remove(old);
            }

            foreach (var (name, value) in moved)
            {
                renamed[name] = value;
            }
        }

        return renamed.Where(pair => to.Options.Any(option => option.Name == pair.Key)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The same renames backwards, for a step back.</summary>
    public static IReadOnlyList<ModuleUpgrade> Reversed(IEnumerable<ModuleUpgrade> upgrades) =>
        [.. upgrades.Reverse().Select(upgrade => upgrade with { RenamedOptions = upgrade.RenamedOptions.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal) })];

    /// <summary>What of a newer version's upgrade steps lies between two versions.</summary>
    public static IReadOnlyList<ModuleUpgrade> Between(ModuleManifest to, SemanticVersion from) =>
        [.. to.Upgrades.Where(upgrade => upgrade.Version > from && upgrade.Version <= to.Version)];
}
