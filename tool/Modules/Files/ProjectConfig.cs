using System.Globalization;
using System.Text.RegularExpressions;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Modules;

internal enum HistoryMode
{
    Subtree,
    Linear,
}

/// <summary>
/// A module that is embedded in the project.
/// <paramref name="Split"/>: the upstream commit that is embedded.
/// <paramref name="Tree"/>: that commit's tree.
/// <paramref name="Source"/>: where the module lies in its own repository.
/// </summary>
internal sealed record InstalledModule(
    string Name,
    string Prefix,
    string Remote,
    string Branch,
    SemanticVersion InstalledVersion,
    DateOnly InstalledAt,
    string Split,
    string Tree,
    string Source,
    IReadOnlyDictionary<string, OptionValue> Options)
{
    public bool Equals(InstalledModule? other) =>
        other is not null && Same(other) && (Split, Tree, Source) == (other.Split, other.Tree, other.Source) && Unordered.Equal(Options, other.Options);

    public override int GetHashCode() => HashCode.Combine(Name, InstalledVersion, Split);

    internal NewMapping ToYaml() => new(
        new("prefix", NewValue.Of(Prefix)),
        new("remote", NewValue.Of(Remote)),
        new("branch", NewValue.Of(Branch)),
        new("installed_version", NewValue.Of(ModuleVersion.Tag(InstalledVersion))),
        new("installed_at", NewValue.Of(InstalledAt.ToString(ProjectConfig.DatePattern, CultureInfo.InvariantCulture))),
        new("split", NewValue.Of(Split)),
        new("tree", NewValue.Of(Tree)),
        new("source", NewValue.Of(Source)),
        new("options", OptionValue.ToYaml(Options)));

    private bool Same(InstalledModule other) =>
        (Name, Prefix, Remote, Branch, InstalledAt) == (other.Name, other.Prefix, other.Remote, other.Branch, other.InstalledAt) && InstalledVersion == other.InstalledVersion;
}

/// <summary>
/// What <c>.quickscale/config.yml</c> says is installed.
/// <paramref name="History"/>: how modules are merged; null until the first one is embedded.
/// </summary>
internal sealed partial record ProjectConfig(
    int Schema,
    SemanticVersion Starter,
    int Contract,
    string Theme,
    HistoryMode? History,
    string DefaultRemote,
    IReadOnlyList<InstalledModule> Modules)
{
    public const string FileName = ".quickscale/config.yml";
    internal const string DatePattern = "yyyy-MM-dd";

    private static readonly ObjectShape Module = new(
        new Field("prefix", new TextShape("modules/ and the module's name", Prefixes)),
        new Field("remote", FileShapes.Remote),
        new Field("branch", FileShapes.Branch),
        new Field("installed_version", FileShapes.Tag),
        new Field("installed_at", new TextShape("a date as 2026-11-22", Dates) { Rule = DateProblem }),
        new Field("split", FileShapes.ObjectId),
        new Field("tree", FileShapes.ObjectId),
        new Field("source", FileShapes.Folder),
        new Field("options", FileShapes.Options));

    internal static FileFormat Format { get; } = new(new ObjectShape(
        FileFormat.SchemaField,
        new Field("starter", FileShapes.Version),
        new Field("contract", new IntShape(Min: 1)),
        new Field("theme", FileShapes.Theme),
        new Field("history", new ChoiceShape("subtree", "linear"), IsRequired: false),
        new Field("default_remote", FileShapes.Remote),
        new Field("modules", new MapShape(FileShapes.ModuleNames, Module)))
    {
        Rule = CheckPrefixes,
    });

    [GeneratedRegex("^modules/(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)(?=.{1,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixes { get; }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Dates { get; }

    /// <param name="text">The file's text.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    public static Result<ProjectConfig> Read(string text, string shownPath)
    {
        if (Format.Read(text, shownPath).Failed(out var failure, out var root))
        {
            return failure;
        }

        return new ProjectConfig(
            Format.Schema,
            ModuleVersion.Checked(root.Text("starter")!),
            int.Parse(root.Text("contract")!, CultureInfo.InvariantCulture),
            root.Text("theme")!,
            root.Text("history") is { } history ? Enum.Parse<HistoryMode>(history, ignoreCase: true) : null,
            root.Text("default_remote")!,
            [.. root.Mapping("modules").Entries.Select(entry => Installed(entry.Key.Value, (YamlMapping)entry.Value))]);
    }

    /// <summary>The text with the differences between what it says and what is wanted spliced in; the same instance when there are none.</summary>
    public static Result<string> Edit(string text, ProjectConfig wanted, string shownPath)
    {
        if (Read(text, shownPath).Failed(out var failure, out var present))
        {
            return failure;
        }

        return YamlEdit.Apply(
            text, shownPath, present.ToYaml(), wanted.ToYaml(), changed => !Read(changed, shownPath).Failed(out _, out var read) && read == wanted);
    }

    public bool Equals(ProjectConfig? other) =>
        other is not null
        && (Schema, Contract, Theme, History, DefaultRemote) == (other.Schema, other.Contract, other.Theme, other.History, other.DefaultRemote)
        && Starter == other.Starter
        && Unordered.Equal(Modules, other.Modules, module => module.Name);

    public override int GetHashCode() => HashCode.Combine(Schema, Starter, Contract, Theme, Modules.Count);

    private static InstalledModule Installed(string name, YamlMapping module) => new(
        name,
        module.Text("prefix")!,
        module.Text("remote")!,
        module.Text("branch")!,
        ModuleVersion.Checked(module.Text("installed_version")!),
        DateOnly.ParseExact(module.Text("installed_at")!, DatePattern, CultureInfo.InvariantCulture),
        module.Text("split")!,
        module.Text("tree")!,
        module.Text("source")!,
        OptionValue.All(module.Mapping("options")));

    private NewMapping ToYaml()
    {
        var entries = new List<KeyValuePair<string, NewValue>>
        {
            new("schema", new WrittenValue(YamlText.Of(Schema))),
            new("starter", NewValue.Of(Starter.ToNormalizedString())),
            new("contract", new WrittenValue(YamlText.Of(Contract))),
            new("theme", NewValue.Of(Theme)),
            new("default_remote", NewValue.Of(DefaultRemote)),
            new("modules", new NewMapping([.. Modules.Select(module => KeyValuePair.Create<string, NewValue>(module.Name, module.ToYaml()))])),
        };
        if (History is { } history)
        {
            entries.Insert(4, new("history", NewValue.Of(history.ToString().ToLowerInvariant())));
        }

        return new NewMapping(entries);
    }

    private static string? DateProblem(string text) =>
        DateOnly.TryParseExact(text, DatePattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : $"{YamlText.Shown(text)} is no date; write it as 2026-11-22";

    private static void CheckPrefixes(YamlMapping root, YamlReading reading)
    {
        foreach (var entry in root.Mapping("modules").Entries)
        {
            var prefix = ((YamlMapping)entry.Value)["prefix"]!;
            if (((YamlScalar)prefix).Value != $"modules/{entry.Key.Value}")
            {
                reading.Report(prefix.Start, $"the module {entry.Key.Value} lies in modules/{entry.Key.Value}; write that");
            }
        }
    }
}
