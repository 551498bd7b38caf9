using System.Buffers.Binary;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

public partial class TemplateDefinitionTests
{
    private static string ConfigurationFolder => Path.Combine(Repository.Starter, ".template.config");

    [Test]
    public void The_template_keeps_every_rule() => TemplateRules.Check(Template(), Repository.Starter).ShouldBeEmpty();

    [TestCaseSource(nameof(Faults))]
    public void A_fault_that_the_engine_would_swallow_is_found(string path, string? value, string complaint)
    {
        var template = Template();
        Change(template, path, value);
        TemplateRules.Check(template, Repository.Starter).ShouldContain(sentence => sentence.Contains(complaint, StringComparison.Ordinal));
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public void The_layers_never_hold_the_same_file(Combination combination)
    {
        var layers = Template()["sources"]!.AsArray().Select(source => source!.AsObject()).Where(source => IsActive((string?)source["condition"], combination)).ToList();
        layers.Count.ShouldBeGreaterThan(2);
        layers.SelectMany(FilesOf).ShouldBeUnique();
    }

    [TestCase("dotnetcli.host.json")]
    [TestCase("ide.host.json")]
    public void A_host_file_names_only_parameters_of_the_template(string file)
    {
        var symbolInfo = Read(file)["symbolInfo"]!;
        var named = symbolInfo is JsonObject byName
            ? byName.Select(symbol => symbol.Key)
            : symbolInfo.AsArray().Select(symbol => symbol!["id"]!.GetValue<string>());
        var parameters = Template()["symbols"]!.AsObject().Where(symbol => symbol.Value!["type"]!.GetValue<string>() == "parameter").Select(symbol => symbol.Key).ToList();
        named.ShouldBeSubsetOf(parameters);
    }

    [Test]
    public void The_icon_of_development_environments_is_a_square_PNG()
    {
        var icon = File.ReadAllBytes(Path.Combine(ConfigurationFolder, Read("ide.host.json")["icon"]!.GetValue<string>()));
        icon.AsSpan(0, 8).ToArray().ShouldBe([0x89, .. "PNG\r\n\x1a\n"u8]);
        var width = BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16));
        BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)).ShouldBe(width);
        width.ShouldBeInRange(64, 512);
    }

    /// <summary>The conditions of layers compare one choice with one word.</summary>
    private static bool IsActive(string? condition, Combination combination)
    {
        if (condition is null)
            return true;
        var parts = Comparison().Match(condition);
        parts.Success.ShouldBeTrue(condition);
        var choice = parts.Groups["symbol"].Value == "theme" ? combination.Theme : combination.Database;
        return choice == parts.Groups["word"].Value == (parts.Groups["sign"].Value == "==");
    }

    /// <summary>What a layer writes: of its folder what it does not exclude, under the names that it gives.</summary>
    private static IEnumerable<string> FilesOf(JsonObject source)
    {
        var modifiers = (source["modifiers"] as JsonArray ?? []).Select(modifier => modifier!.AsObject()).ToList();
        var excluded = modifiers.SelectMany(modifier => modifier["exclude"] as JsonArray ?? []).Select(pattern => ((string)pattern!).TrimEnd('*')).ToList();
        var renamed = modifiers.SelectMany(modifier => modifier["rename"] as JsonObject ?? []).ToDictionary(name => name.Key, name => (string)name.Value!);
        return GeneratedProject.FilesOf(Path.Combine(Repository.Starter, (string)source["source"]!))
            .Where(file => !BuildOutput().IsMatch(file) && !excluded.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Select(file => renamed.Keys.FirstOrDefault(folder => file.StartsWith(folder, StringComparison.Ordinal)) is { } old ? renamed[old] + file[old.Length..] : file);
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("author", null, "lacks 'author'");
        yield return Fault("sourcs", "[]", "unknown property 'sourcs'");
        yield return Fault("constraints", "{}", "no SDK version");
        yield return Fault("tags.type", "\"thing\"", "tags.type");
        yield return Fault("sources.1.source", "\"./themes/missing/\"", "does not exist");
        yield return Fault("sources.1.condition", "\"(them == \\\"html\\\")\"", "names 'them'");
        yield return Fault("symbols.theme.defaultValue", "\"vue\"", "default of 'theme'");
        yield return Fault("symbols.theme.choices.0.choice", "\"search\"", "subcommand");
        yield return Fault("symbols.theme.replces", "\"x\"", "unknown property 'replces'");
        yield return Fault("symbols.database.choices.1", null, "not the folders of 'databases'");
        yield return Fault("symbols.postgres.value", "\"(databse == \\\"postgres\\\")\"", "names 'databse'");
        yield return Fault("symbols.nameSlug.valueSource", "\"nam\"", "value source 'nam'");
        yield return Fault("symbols.nameSlug.valueTransform", "\"slugg\"", "form 'slugg'");
        yield return Fault("symbols.nameSafe.generator", "\"coalesc\"", "unknown generator");
        yield return Fault("symbols.nameSafe.parameters.sourceVariableName", "\"nobody\"", "refers to 'nobody'");
        yield return Fault("symbols.nameSafe.replaces", "\"occurs-nowhere\"", "occurs in no file");
        yield return Fault("forms.slug.steps.0", "\"nothing\"", "step 'nothing'");
        yield return Fault("forms.kebab.identifier", "\"kebab\"", "unknown identifier");
        yield return Fault("forms.nonSlugToDash.pattern", "\"[\"", "no valid pattern");
        yield return Fault("postActions.1.actionId", "\"3A7C4B45-1F5D-4A30-959A-51B88E82B5D2\"", "not one of restore");
    }

    private static TestCaseData Fault(string path, string? value, string complaint) => new(path, value, complaint);

    /// <summary>Sets the JSON at a dotted path, or removes it.</summary>
    private static void Change(JsonNode template, string path, string? value)
    {
        var steps = path.Split('.');
        var parent = steps[..^1].Aggregate(template, (node, step) => int.TryParse(step, out var at) ? node[at]! : node[step]!);
        var replacement = value is null ? null : JsonNode.Parse(value);
        if (parent is JsonArray list && value is null)
            list.RemoveAt(int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture));
        else if (parent is JsonArray other)
            other[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = replacement;
        else if (value is null)
            parent.AsObject().Remove(steps[^1]);
        else
            parent[steps[^1]] = replacement;
    }

    private static JsonObject Template() => Read("template.json");

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(ConfigurationFolder, file)))!.AsObject();

    [GeneratedRegex("(^|/)(bin|obj|node_modules)/")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"^\((?<symbol>theme|database) (?<sign>==|!=) ""(?<word>[a-z]+)""\)$")]
    private static partial Regex Comparison();
}
