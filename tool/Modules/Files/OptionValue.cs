using System.Globalization;
using System.Text.Json.Nodes;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Modules;

/// <summary>The value of a module's option.</summary>
internal abstract record OptionValue
{
    /// <summary>The value as YAML on one line, in place also between braces.</summary>
    public abstract string ToYaml();

    public abstract JsonNode ToJson();

    /// <summary>The value of a node that <see cref="OptionShape"/> has checked.</summary>
    internal static OptionValue Of(YamlNode node) => node switch
    {
        YamlSequence list => new ListValue([.. list.Items.Cast<YamlScalar>().Select(item => item.Value)]),
        YamlScalar { AsBool: { } truth } => new BoolValue(truth),
        YamlScalar { AsInt: { } number } => new IntValue(number),
        _ => new TextValue(((YamlScalar)node).Value),
    };

    internal static NewMapping ToYaml(IReadOnlyDictionary<string, OptionValue> options) =>
        new([.. options.Select(option => KeyValuePair.Create<string, NewValue>(option.Key, new WrittenValue(option.Value.ToYaml())))]);

    internal static IReadOnlyDictionary<string, OptionValue> All(YamlMapping options) =>
        options.Entries.ToDictionary(entry => entry.Key.Value, entry => Of(entry.Value), StringComparer.Ordinal);
}

internal sealed record TextValue(string Value) : OptionValue
{
    public override string ToYaml() => YamlText.Of(Value);

    public override JsonNode ToJson() => JsonValue.Create(Value);

    public override string ToString() => Value;
}

internal sealed record BoolValue(bool Value) : OptionValue
{
    public override string ToYaml() => YamlText.Of(Value);

    public override JsonNode ToJson() => JsonValue.Create(Value);

    public override string ToString() => YamlText.Of(Value);
}

internal sealed record IntValue(long Value) : OptionValue
{
    public override string ToYaml() => YamlText.Of(Value);

    public override JsonNode ToJson() => JsonValue.Create(Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

internal sealed record ListValue(IReadOnlyList<string> Values) : OptionValue
{
    public override string ToYaml() => YamlText.Of(Values);

    public override JsonNode ToJson() => new JsonArray([.. Values.Select(value => (JsonNode)JsonValue.Create(value))]);

    public bool Equals(ListValue? other) => other is not null && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    public override int GetHashCode() => Values.Aggregate(17, (hash, value) => HashCode.Combine(hash, value));

    public override string ToString() => string.Join(",", Values);
}
