using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>Where the value of an option comes from.</summary>
internal enum OptionSource
{
    Default,
    File,
    Environment,
}

/// <summary>An option with the value that holds.</summary>
internal sealed record ShownOption(string Name, OptionValue Value, OptionSource From);

/// <summary>A quickscale.yml that was brought from one schema to another.</summary>
internal sealed record MigratedFile(string Shown, int From, int To);

/// <summary>A quickscale.yml as it lies in its folder, with the manifests of the embedded modules beside it. It needs no repository.</summary>
internal sealed class ConfigFile
{
    private readonly WantedOptions _options;

    private ConfigFile(string shown, ProjectFile file, IReadOnlyDictionary<string, ModuleManifest> manifests, WantedOptions options) =>
        (Shown, File, Manifests, _options) = (shown, file, manifests, options);

    /// <summary>The file as sentences name it.</summary>
    public string Shown { get; }

    public ProjectFile File { get; }

    /// <summary>Of the wanted modules, those that are embedded.</summary>
    public IReadOnlyDictionary<string, ModuleManifest> Manifests { get; }

    /// <summary>Reads and checks a file, or that of the project around the current folder.</summary>
    public static Result<ConfigFile> Open(string? typed)
    {
        if (Place(typed).Failed(out var failure, out var place)
            || ProjectFile.ReadText(place.Path, place.Shown).Failed(out failure, out var text)
            || ProjectFile.Parse(text, place.Shown).Failed(out failure, out var file)
            || ReadManifests(Path.GetDirectoryName(place.Path)!, file).Failed(out failure, out var manifests)
            || WantedOptions.Read(text, place.Shown, manifests).Failed(out failure, out var options))
        {
            return failure;
        }

        return new ConfigFile(place.Shown, file, manifests, options);
    }

    /// <summary>Brings a file to the newest schema; its comments stay, and what did not change.</summary>
    public static Result<MigratedFile> Migrate(string? typed, bool dryRun)
    {
        if (Place(typed).Failed(out var failure, out var place)
            || ProjectFile.ReadText(place.Path, place.Shown).Failed(out failure, out var text)
            || ProjectFile.Format.Migrate(text, place.Shown).Failed(out failure, out var migrated))
        {
            return failure;
        }

        var shown = place.Shown;
        if (migrated.Text != text && !dryRun)
        {
            try
            {
                PlainFile.Replace(place.Path, migrated.Text);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                return new Failure(ExitCode.Precondition, $"{shown} cannot be written; settle that and try again.", refused.Message);
            }
        }

        return new MigratedFile(shown, migrated.From, ProjectFile.Format.Schema);
    }

    /// <summary>The options of a module that have a value, each with where it comes from.</summary>
    public IReadOnlyList<ShownOption> InForce(WantedModule module, string? environment)
    {
        var overridden = environment is null ? new Dictionary<string, OptionValue>() : _options.Of(module.Name, environment);
        if (!Manifests.TryGetValue(module.Name, out var manifest))
        {
            // What the module declares is not known here; what the file says is.
            var raw = environment is not null && File.Environments[environment].TryGetValue(module.Name, out var found) ? found : new Dictionary<string, OptionValue>();
            return [.. module.Options.Keys.Union(raw.Keys).Order(StringComparer.Ordinal).Select(name => raw.TryGetValue(name, out var other)
                ? new ShownOption(name, other, OptionSource.Environment)
                : new ShownOption(name, module.Options[name], OptionSource.File))];
        }

        var wanted = _options.Of(module.Name);
        return [.. manifest.Options
            .Select(option => overridden.TryGetValue(option.Name, out var other) ? new ShownOption(option.Name, other, OptionSource.Environment)
                : wanted.TryGetValue(option.Name, out var value) ? new ShownOption(option.Name, value, OptionSource.File)
                : option.Default is { } standard ? new ShownOption(option.Name, standard, OptionSource.Default)
                : null)
            .OfType<ShownOption>()];
    }

    private static Result<(string Path, string Shown)> Place(string? typed)
    {
        if (!string.IsNullOrEmpty(typed))
        {
            return (Path.GetFullPath(typed), typed);
        }

        // Also beside a file that no project has been made of yet.
        var here = Path.Combine(Environment.CurrentDirectory, ProjectFile.FileName);
        if (System.IO.File.Exists(here))
        {
            return (here, ProjectFile.FileName);
        }

        return ProjectFolder.Find(Environment.CurrentDirectory).Failed(out var failure, out var folder) ? failure : (Path.Combine(folder, ProjectFile.FileName), ProjectFile.FileName);
    }

    private static Result<IReadOnlyDictionary<string, ModuleManifest>> ReadManifests(string folder, ProjectFile file)
    {
        var manifests = new Dictionary<string, ModuleManifest>(StringComparer.Ordinal);
        foreach (var name in file.Modules.Select(module => module.Name))
        {
            var path = Path.Combine(folder, "modules", name, ModuleManifest.FileName);
            if (!System.IO.File.Exists(path))
            {
                continue;
            }

            var shown = $"modules/{name}/{ModuleManifest.FileName}";
            if (ProjectFile.ReadText(path, shown).Failed(out var failure, out var text) || ModuleManifest.Read(text, shown).Failed(out failure, out var manifest))
            {
                return failure;
            }

            manifests[name] = manifest;
        }

        return Result<IReadOnlyDictionary<string, ModuleManifest>>.Of(manifests);
    }
}
