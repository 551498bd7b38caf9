using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>
/// What the template engine does not tell: it ignores a misspelt property, a default that is no choice and a reference
/// to nothing, and installs the template all the same. Each rule answers with sentences; a sound template has none.
/// </summary>
internal static partial class TemplateRules
{
    private static readonly string[] RootRequired =
        ["$schema", "author", "classifications", "identity", "groupIdentity", "name", "shortName", "description", "tags", "defaultName", "constraints", "sources", "symbols", "primaryOutputs", "postActions"];

    private static readonly string[] RootOptional = ["preferNameDirectory", "placeholderFilename", "SpecialCustomOperations", "forms", "sourceName", "guids"];

    private static readonly Dictionary<string, (string[] Required, string[] Optional)> SymbolProperties = new()
    {
        ["parameter"] = (["type", "datatype", "displayName", "description"], ["defaultValue", "choices", "replaces", "fileRename", "isRequired", "isEnabled"]),
        ["derived"] = (["type", "valueSource", "valueTransform"], ["replaces", "fileRename"]),
        ["generated"] = (["type", "generator", "parameters"], ["replaces", "fileRename", "datatype"]),
        ["computed"] = (["type", "value"], []),
    };

    private static readonly string[] Forms =
        ["identity", "replace", "chain", "kebabCase", "lowerCaseInvariant", "upperCaseInvariant", "titleCase", "firstLowerCaseInvariant", "firstUpperCaseInvariant", "safe_name", "safe_namespace"];

    private static readonly string[] Generators = ["casing", "coalesce", "constant", "guid", "join", "now", "port", "regex", "switch"];

    // Restore, chmod, instructions.
    private static readonly string[] PostActions =
        ["210D431B-A78B-4D2F-B762-4ED3E3EA9025", "CB9A6CF3-4F5C-4860-B9D2-03A574959774", "AC1156F7-BB77-4DB8-B28F-24EEBCCA1E5C"];

    // A choice of this name makes `dotnet new` run its own subcommand.
    private static readonly string[] Subcommands = ["create", "install", "uninstall", "update", "search", "list", "details"];

    private static readonly string[] KnownVariables = ["OS", "HostIdentifier", "name"];

    /// <summary>Checks template.json against itself and against the folder that it lies in.</summary>
    public static IReadOnlyList<string> Check(JsonObject template, string starter) =>
    [
        .. Properties("template.json", template, RootRequired, RootOptional),
        .. Tags(template), .. Constraints(template), .. Sources(template, starter), .. NameForms(template), .. Symbols(template),
        .. Tokens(template, starter), .. Actions(template), .. Conditions(template),
    ];

    /// <summary>The names that a condition in template.json or in a content file may use.</summary>
    public static IReadOnlySet<string> Variables(JsonObject template) =>
        Part(template, "symbols").Select(symbol => symbol.Key).Concat(KnownVariables).ToHashSet();

    /// <summary>The names that a condition does use.</summary>
    public static IEnumerable<string> NamesIn(string condition) =>
        Identifier().Matches(Literal().Replace(condition, "")).Select(match => match.Value).Where(name => name is not ("true" or "false"));

    private static IEnumerable<string> Properties(string where, JsonObject part, string[] required, string[] optional) =>
        required.Where(name => !part.ContainsKey(name)).Select(name => $"{where} lacks '{name}'.")
            .Concat(part.Select(property => property.Key).Except(required).Except(optional).Select(name => $"{where} has the unknown property '{name}'."));

    private static IEnumerable<string> Tags(JsonObject template)
    {
        foreach (var complaint in Properties("tags", Part(template, "tags"), ["language", "type"], []))
            yield return complaint;
        if (Text(template["tags"]?["type"]) is not ("solution" or "project" or "item"))
            yield return "tags.type is neither solution, project nor item.";
        if (Text(template["shortName"]) is not { } name || !ShortName().IsMatch(name))
            yield return "shortName is not a plain lower-case word.";
    }

    private static IEnumerable<string> Constraints(JsonObject template)
    {
        if (!Part(template, "constraints").Any(constraint => Text(constraint.Value?["type"]) == "sdk-version"))
            yield return "constraints name no SDK version.";
    }

    private static IEnumerable<string> Sources(JsonObject template, string starter)
    {
        var named = new List<string>();
        foreach (var source in Items(template, "sources"))
        {
            var folder = Text(source["source"]) ?? "";
            named.Add(folder.Trim('.', '/'));
            foreach (var complaint in Properties($"source '{folder}'", source, ["source", "target"], ["condition", "modifiers", "exclude", "copyOnly"]))
                yield return complaint;
            if (!Directory.Exists(Path.Combine(starter, folder)))
                yield return $"source '{folder}' does not exist.";
        }

        foreach (var (layers, symbol) in new[] { ("themes", "theme"), ("databases", "database") })
        {
            var folders = Directory.GetDirectories(Path.Combine(starter, layers)).Select(folder => Path.GetFileName(folder)!).Order().ToList();
            foreach (var folder in folders.Where(folder => !named.Contains($"{layers}/{folder}")))
                yield return $"folder '{layers}/{folder}' is no source.";
            var choices = Choices(Part(template, "symbols")[symbol] as JsonObject).Order().ToList();
            if (!choices.SequenceEqual(folders))
                yield return $"the choices of '{symbol}' are not the folders of '{layers}'.";
        }
    }

    private static IEnumerable<string> NameForms(JsonObject template)
    {
        var forms = Part(template, "forms");
        foreach (var (name, node) in forms)
        {
            var form = node as JsonObject ?? [];
            var identifier = Text(form["identifier"]) ?? "";
            if (!Forms.Contains(identifier))
                yield return $"form '{name}' has the unknown identifier '{identifier}'.";
            foreach (var step in (form["steps"] as JsonArray ?? []).Select(Text).Where(step => step is null || !forms.ContainsKey(step)))
                yield return $"form '{name}' has the step '{step}', which does not exist.";
            if (identifier == "replace" && !IsPattern(Text(form["pattern"])))
                yield return $"form '{name}' has no valid pattern.";
        }

        var used = forms.SelectMany(form => form.Value?["steps"] as JsonArray ?? []).Select(Text)
            .Concat(Part(template, "symbols").Select(symbol => Text(symbol.Value?["valueTransform"]))).ToHashSet();
        foreach (var name in forms.Select(form => form.Key).Where(name => !used.Contains(name)))
            yield return $"form '{name}' is used nowhere.";
    }

    private static IEnumerable<string> Symbols(JsonObject template)
    {
        var symbols = Part(template, "symbols");
        var forms = Part(template, "forms");
        foreach (var (name, node) in symbols)
        {
            var symbol = node as JsonObject ?? [];
            if (!SymbolProperties.TryGetValue(Text(symbol["type"]) ?? "", out var properties))
            {
                yield return $"symbol '{name}' has the unknown type '{Text(symbol["type"])}'.";
                continue;
            }

            foreach (var complaint in Properties($"symbol '{name}'", symbol, properties.Required, properties.Optional))
                yield return complaint;
            if (Text(symbol["valueSource"]) is { } source && source != "name" && !symbols.ContainsKey(source))
                yield return $"symbol '{name}' has the value source '{source}', which does not exist.";
            if (Text(symbol["valueTransform"]) is { } form && !forms.ContainsKey(form))
                yield return $"symbol '{name}' has the form '{form}', which does not exist.";
            if (Text(symbol["generator"]) is { } generator && !Generators.Contains(generator))
                yield return $"symbol '{name}' has the unknown generator '{generator}'.";
            foreach (var reference in References(symbol).Where(reference => !symbols.ContainsKey(reference)))
                yield return $"symbol '{name}' refers to '{reference}', which does not exist.";
            foreach (var complaint in Choices(name, symbol, symbols))
                yield return complaint;
        }
    }

    private static IEnumerable<string> Choices(string name, JsonObject symbol, JsonObject symbols)
    {
        if (Text(symbol["datatype"]) is not { } datatype)
            yield break;
        if (datatype is not ("choice" or "integer" or "bool" or "text" or "string"))
            yield return $"symbol '{name}' has the unknown data type '{datatype}'.";
        var choices = Choices(symbol).ToList();
        if (datatype != "choice")
            yield break;
        if (!choices.Contains(Text(symbol["defaultValue"]) ?? ""))
            yield return $"the default of '{name}' is not among its choices.";
        if (choices.Distinct(StringComparer.OrdinalIgnoreCase).Count() != choices.Count)
            yield return $"symbol '{name}' offers a choice twice.";
        foreach (var choice in choices.Where(choice => Subcommands.Contains(choice)))
            yield return $"choice '{choice}' of '{name}' is a subcommand of dotnet new.";
        foreach (var choice in Items(symbol, "choices").SelectMany(choice => Properties($"a choice of '{name}'", choice, ["choice", "displayName", "description"], [])))
            yield return choice;
        // Only a computed symbol may carry a choice's name, and then it must say the same.
        foreach (var choice in choices.Where(choice => symbols[choice] is JsonObject other && Text(other["value"]) != $"({name} == \"{choice}\")"))
            yield return $"symbol '{choice}' has the name of a choice and another meaning.";
    }

    private static IEnumerable<string> Tokens(JsonObject template, string starter)
    {
        var files = ContentFiles(starter).ToList();
        var text = files.Select(File.ReadAllText).ToList();
        foreach (var (name, symbol) in Part(template, "symbols"))
        {
            if (Text(symbol?["replaces"]) is { } token && !text.Any(content => content.Contains(token, StringComparison.Ordinal)))
                yield return $"the token '{token}' of '{name}' occurs in no file.";
            if (Text(symbol?["replaces"])?.Contains("//", StringComparison.Ordinal) == true)
                yield return $"the token of '{name}' contains '//', which the engine does not replace.";
            if (Text(symbol?["fileRename"]) is { } part && !files.Any(file => Path.GetRelativePath(starter, file).Contains(part, StringComparison.Ordinal)))
                yield return $"the token '{part}' of '{name}' occurs in no file name.";
        }
    }

    private static IEnumerable<string> Actions(JsonObject template)
    {
        foreach (var action in Items(template, "postActions"))
        {
            var id = Text(action["actionId"]) ?? "";
            foreach (var complaint in Properties($"post action '{Text(action["id"])}'", action, ["id", "description", "actionId", "manualInstructions", "continueOnError"], ["condition", "args", "applyFileRenamesToManualInstructions"]))
                yield return complaint;
            // A script asks for permission, and with standard input closed it asks for ever.
            if (!PostActions.Contains(id, StringComparer.OrdinalIgnoreCase))
                yield return $"post action '{id}' is not one of restore, chmod and instructions.";
        }
    }

    private static IEnumerable<string> Conditions(JsonObject template)
    {
        var variables = Variables(template);
        var conditions = Items(template, "sources").Concat(Items(template, "postActions")).Select(part => Text(part["condition"]))
            .Concat(Part(template, "symbols").Where(symbol => Text(symbol.Value?["type"]) == "computed").Select(symbol => Text(symbol.Value?["value"])));
        return from condition in conditions.OfType<string>()
               from name in NamesIn(condition)
               where !variables.Contains(name)
               select $"the condition '{condition}' names '{name}', which does not exist.";
    }

    /// <summary>Every file of the starter that a project may receive.</summary>
    public static IEnumerable<string> ContentFiles(string starter) =>
        from layer in Directory.GetDirectories(starter)
        where Path.GetFileName(layer) != ".template.config"
        from file in Directory.EnumerateFiles(layer, "*", SearchOption.AllDirectories)
        where !BuildOutput().IsMatch(file)
        select file;

    private static IEnumerable<string> References(JsonObject symbol)
    {
        var parameters = Part(symbol, "parameters");
        string?[] named = [Text(parameters["sourceVariableName"]), Text(parameters["fallbackVariableName"]), Text(parameters["source"])];
        return named.Concat(Items(parameters, "symbols").Where(part => Text(part["type"]) == "ref").Select(part => Text(part["value"]))).OfType<string>();
    }

    private static IEnumerable<string> Choices(JsonObject? symbol) =>
        symbol is null ? [] : Items(symbol, "choices").Select(choice => Text(choice["choice"])).OfType<string>();

    private static JsonObject Part(JsonObject parent, string name) => parent[name] as JsonObject ?? [];

    private static IEnumerable<JsonObject> Items(JsonObject parent, string name) => (parent[name] as JsonArray ?? []).OfType<JsonObject>();

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool IsPattern(string? pattern)
    {
        try
        {
            return pattern is not null && new Regex(pattern) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Identifier();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Literal();

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex ShortName();

    [GeneratedRegex(@"[\\/](bin|obj|node_modules)[\\/]")]
    private static partial Regex BuildOutput();
}
