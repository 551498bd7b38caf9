using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Tests;

/// <summary>
/// The JSON schemas under <c>docs/schemas/</c> say what the readers' shapes say: no key, word or pattern is known to one
/// and not to the other. Where they differ the new text is written beside the file as <c>*.received.json</c>.
/// </summary>
internal sealed class SchemasMatchTheReader
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private static IEnumerable<TestCaseData> Files() =>
    [
        new("module", "What a QuickScale module says about itself: module.yml", ManifestShape.Format),
        new("config", "What is installed in a QuickScale project: .quickscale/config.yml", ProjectConfig.Format),
        new("quickscale", "What is wanted in a QuickScale project: quickscale.yml", ProjectFile.Format),
    ];

    [TestCaseSource(nameof(Files))]
    public void Word_for_word(string name, string title, object format)
    {
        var path = Repository.PathOf("docs", "schemas", $"{name}.schema.json");
        var wanted = Schema(title, (FileFormat)format).ToJsonString(Written) + "\n";

        var present = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        if (present != wanted)
        {
            File.WriteAllText(Path.ChangeExtension(path, ".received.json"), wanted);
        }

        present.ShouldBe(wanted);
    }

    [TestCaseSource(nameof(Files))]
    public void Its_patterns_are_whole_and_mean_the_same_in_every_dialect(string name, string title, object format)
    {
        var patterns = Patterns(Schema(title, (FileFormat)format)).Distinct().ToList();

        patterns.ShouldNotBeEmpty(name);
        foreach (var pattern in patterns)
        {
            pattern.ShouldStartWith("^");
            pattern.ShouldEndWith("$");

            // What .NET has and JavaScript has not, or not everywhere: \A \z, inline options, look-behind, named groups, atomic groups.
            Regex.IsMatch(pattern, @"\\[AzZG]|\(\?(?![:=!])").ShouldBeFalse(pattern);
            _ = new Regex(pattern, RegexOptions.ECMAScript);
        }
    }

    private static JsonObject Schema(string title, FileFormat format)
    {
        var schema = Of(format.Shape);
        schema["properties"]!["schema"] = new JsonObject { ["const"] = format.Schema };
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        return schema;
    }

    private static JsonObject Of(Shape shape) => shape switch
    {
        TextShape text => new JsonObject { ["description"] = text.Words, ["type"] = "string", ["pattern"] = text.Pattern.ToString() },
        ChoiceShape choice => new JsonObject { ["enum"] = Texts(choice.Values) },
        IntShape number => Int(number),
        OptionShape => new JsonObject { ["type"] = Texts(["string", "number", "boolean", "array"]), ["items"] = new JsonObject { ["type"] = Texts(["string", "number", "boolean"]) } },
        ListShape list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Item), ["minItems"] = 1, ["uniqueItems"] = true },
        MapShape map => new JsonObject { ["type"] = Texts(["object", "null"]), ["propertyNames"] = Of(map.Key), ["additionalProperties"] = Of(map.Value) },
        ObjectShape keys => Object(keys),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "This shape has no schema yet."),
    };

    private static JsonObject Int(IntShape number)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        if (number.Min != int.MinValue)
        {
            schema["minimum"] = number.Min;
        }

        return schema;
    }

    private static JsonObject Object(ObjectShape keys)
    {
        var properties = new JsonObject();
        foreach (var field in keys.Fields)
        {
            properties[field.Name] = Of(field.Shape);
        }

        return new JsonObject
        {
            ["type"] = keys.MayBeNull ? Texts(["object", "null"]) : "object",
            ["properties"] = properties,
            ["required"] = Texts(keys.Fields.Where(field => field.IsRequired).Select(field => field.Name)),
            ["additionalProperties"] = false,
        };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static IEnumerable<string> Patterns(JsonNode? node) => node switch
    {
        JsonObject keys => keys.SelectMany(entry => entry is { Key: "pattern", Value: JsonValue value } ? [value.GetValue<string>()] : Patterns(entry.Value)),
        JsonArray items => items.SelectMany(Patterns),
        _ => [],
    };
}
