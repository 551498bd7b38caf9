using System.Text.RegularExpressions;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Modules;

/// <summary>The keys of <c>module.yml</c>.</summary>
internal static partial class ManifestShape
{
    public const string Planned = "planned";
    public const string Mutable = "mutable";

    private static readonly TextShape Namespace = new("a namespace as Acme.Modules.Crm, its parts with capitals", NamespacePattern);
    private static readonly TextShape Notes = new("a file under upgrades/ that ends with .md", NotesPattern);
    private static readonly TextShape NpmName = new("the name of an npm package", NpmNamePattern);
    private static readonly TextShape NpmVersions = new("a range of versions as npm writes it: ^1.2.3", NpmRange.Pattern)
    {
        Rule = text => NpmRange.Pattern.IsMatch(text) && !NpmRange.TryParse(text, out _)
            ? $"{YamlText.Shown(text)} is no range of versions; write one as npm does: ^1.2.3"
            : null,
    };


    private static readonly ObjectShape Option = new(
        new Field("type", new ChoiceShape([.. Enum.GetNames<OptionType>().Select(name => name.ToLowerInvariant())])),
        new Field("values", new ListShape(FileShapes.Summary), IsRequired: false),
        new Field("min", new IntShape(), IsRequired: false),
        new Field("max", new IntShape(), IsRequired: false),
        new Field("default", new OptionShape(), IsRequired: false),
        new Field("change", new ChoiceShape(Mutable, "immutable")),
        new Field("summary", FileShapes.Summary))
    {
        Rule = CheckOption,
    };

    private static readonly ObjectShape Upgrade = new(
        new Field("notes", Notes, IsRequired: false),
        new Field("renamed_options", new MapShape(FileShapes.OptionName, FileShapes.OptionName), IsRequired: false))
    {
        MayBeNull = true,
        Rule = CheckUpgrade,
    };

    public static FileFormat Format { get; } = new(new ObjectShape(
        FileFormat.SchemaField,
        new Field("name", FileShapes.ModuleNames),
        new Field("version", FileShapes.Version),
        new Field("summary", FileShapes.Summary),
        new Field("status", new ChoiceShape("released", Planned)),
        new Field("available_in", FileShapes.Version, IsRequired: false),
        new Field("contract", FileShapes.Range),
        new Field("requires", new MapShape(FileShapes.ModuleNames, FileShapes.Range), IsRequired: false),
        new Field("themes", new ListShape(FileShapes.Theme)),
        new Field("source", FileShapes.Folder),
        new Field("namespace", Namespace),
        new Field("npm", new MapShape(NpmName, NpmVersions), IsRequired: false),
        new Field("options", new MapShape(FileShapes.OptionName, Option), IsRequired: false),
        new Field("upgrades", new MapShape(FileShapes.Version, Upgrade), IsRequired: false))
    {
        Rule = CheckModule,
    });

    // A capital at the beginning of each part keeps C#'s keywords out.
    [GeneratedRegex(@"^(?=.{1,100}$)[A-Z][A-Za-z0-9_]*(?:\.[A-Z][A-Za-z0-9_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamespacePattern { get; }

    [GeneratedRegex(@"^(?=.{1,200}$)upgrades/[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?)*\.md$", RegexOptions.CultureInvariant)]
    private static partial Regex NotesPattern { get; }

    [GeneratedRegex(@"^(?=.{1,200}$)(?:@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NpmNamePattern { get; }

    private static void CheckModule(YamlMapping module, YamlReading reading)
    {
        var (status, version) = (module["status"]!, module["available_in"]);
        if (module.Text("status") == Planned && version is null)
        {
            reading.Report(status.Start, "a planned module names the version that brings it; add available_in");
        }
        else if (module.Text("status") != Planned && version is not null)
        {
            reading.Report(version.Start, "available_in belongs to a planned module; remove it");
        }

        if (module.Mapping("requires").Entries.FirstOrDefault(entry => entry.Key.Value == module.Text("name")) is { } itself)
        {
            reading.Report(itself.Key.Start, "a module cannot require itself; remove this line");
        }
    }

    private static void CheckUpgrade(YamlMapping upgrade, YamlReading reading)
    {
        // One of two values would be lost, and a step back could not say whose the other one was.
        foreach (var taken in upgrade.Mapping("renamed_options").Entries.GroupBy(entry => ((YamlScalar)entry.Value).Value).Where(group => group.Count() > 1))
        {
            reading.Report(taken.ElementAt(1).Value.Start, $"{YamlText.Shown(taken.Key)} is the new name of {YamlText.Shown(taken.First().Key.Value)} already; keep one of the two");
        }
    }

    private static void CheckOption(YamlMapping option, YamlReading reading)
    {
        var described = ModuleManifest.Option("option", option);
        CheckThat(described.Type is OptionType.Enum or OptionType.List, "values", "values belong to an enum or a list; remove them");
        CheckThat(described.Type == OptionType.Int, "min", "min belongs to an int; remove it");
        CheckThat(described.Type == OptionType.Int, "max", "max belongs to an int; remove it");
        CheckThat(!(described.Min > described.Max), "max", "max is less than min; correct one of the two");
        if (described.Type == OptionType.Enum && described.Values.Count == 0)
        {
            reading.Report(option["type"]!.Start, "an enum lists its words; add values");
        }
        else if (described.Default is { } value && described.Problem(ref value) is { } problem)
        {
            reading.Report(option["default"]!.Start, problem);
        }

        void CheckThat(bool right, string key, string words)
        {
            if (!right && option[key] is { } node)
            {
                reading.Report(node.Start, words);
            }
        }
    }
}
