using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Plans a change of a module's options.</summary>
internal static class ModuleSetting
{
    /// <returns>The step, or null when the options have these values already.</returns>
    public static Result<Optional<ModuleStep>> Plan(Workspace workspace, string name, IReadOnlyList<string> typed)
    {
        if (workspace.Snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, workspace.Snapshot);
        }

        if (module.Manifest is not { } manifest)
        {
            return new Failure(ExitCode.Precondition, $"{module.Entry.Prefix}/{ModuleManifest.FileName} is gone or cannot be read; run 'qs module repair {name}' first.");
        }

        var settings = new List<(string Option, string Value)>();
        foreach (var text in typed)
        {
            if (ModuleOptions.Read(text, name).Failed(out var wrong, out var setting))
            {
                return wrong;
            }

            if (setting.Module != name)
            {
                return new Failure(ExitCode.Usage, $"'{text}' is for the module '{setting.Module}'; write 'qs module set {setting.Module} …' for it.");
            }

            settings.Add((setting.Option, setting.Value));
        }

        if (ModuleOptions.Parse(manifest, settings).Failed(out var failure, out var values))
        {
            return failure;
        }

        var changed = values.Where(pair => !pair.Value.Equals(module.Entry.Options.GetValueOrDefault(pair.Key))).ToList();
        if (changed.Count == 0)
        {
            return Optional<ModuleStep>.None;
        }

        var immutable = changed.Where(pair => !manifest.Options.Single(option => option.Name == pair.Key).Mutable).Select(pair => pair.Key).ToList();
        return immutable.Count > 0
            ? new Failure(ExitCode.Precondition, $"{Phrase.All(immutable)} of {name} was fixed when it was embedded; to change it, remove the module ('qs module remove {name}', its data stays) and embed it again with --set {name}.{immutable[0]}=….")
            : new Optional<ModuleStep>(Step(workspace, module, manifest, changed));
    }

    private static ModuleStep Step(Workspace workspace, EmbeddedModule module, ModuleManifest manifest, List<KeyValuePair<string, OptionValue>> changed)
    {
        var inForce = With(module.Entry.Options, changed);
        var wanted = workspace.Snapshot.File.Modules.FirstOrDefault(other => other.Name == module.Name) ?? new WantedModule(module.Name, null, null, new Dictionary<string, OptionValue>());
        return new ModuleStep(
            module.Name,
            $"Set {string.Join(", ", changed.Select(pair => $"{module.Name}.{pair.Key}={pair.Value}"))}",
            "With 'qs module set'.",
            module.Tree,
            Squash: null,
            module.Entry with { Options = inForce },
            wanted with { Options = With(wanted.Options, changed) },
            new WiredModule(manifest, inForce, module.Projects));
    }

    private static Dictionary<string, OptionValue> With(IReadOnlyDictionary<string, OptionValue> values, List<KeyValuePair<string, OptionValue>> changed)
    {
        var result = new Dictionary<string, OptionValue>(values, StringComparer.Ordinal);
        foreach (var (name, value) in changed)
        {
            result[name] = value;
        }

        return result;
    }
}
