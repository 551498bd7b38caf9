using System.Globalization;

namespace QuickScale.Tool.Yaml;

/// <summary>A place in a text: characters before it, and line and column as an editor counts them, from 1.</summary>
internal readonly record struct YamlMark(int Index, int Line, int Column);

/// <summary>A part of a YAML file with its place in the text. <paramref name="End"/> is just behind its last character.</summary>
internal abstract record YamlNode(YamlMark Start, YamlMark End)
{
    /// <summary>What it is, as a sentence names it.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value; <paramref name="IsPlain"/> when it is written without quotes.</summary>
internal sealed record YamlScalar(string Value, bool IsPlain, YamlMark Start, YamlMark End) : YamlNode(Start, End)
{
    public bool IsNull => IsPlain && (Value is "" or "~" or "null" or "Null" or "NULL");

    public override string Kind => IsNull ? "nothing" : "a single value";

    /// <summary>A truth value of YAML 1.2, which <c>yes</c> and <c>off</c> are not.</summary>
    public bool? AsBool => IsPlain ? Value switch { "true" or "True" or "TRUE" => true, "false" or "False" or "FALSE" => false, _ => null } : null;

    /// <summary>A whole number in the one way of writing that loses nothing: <c>007</c> and <c>0x1F</c> are text.</summary>
    public long? AsInt =>
        IsPlain && long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number.ToString(CultureInfo.InvariantCulture) == Value
            ? number
            : null;
}

internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items, bool IsFlow, YamlMark Start, YamlMark End) : YamlNode(Start, End)
{
    public override string Kind => "a list";
}

/// <summary>A key with its value; <paramref name="AfterColon"/> is the place in the text just behind the colon.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value, int AfterColon);

/// <summary>Keys and values in the order of the text; each key is there once.</summary>
internal sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, bool IsFlow, YamlMark Start, YamlMark End) : YamlNode(Start, End)
{
    private static readonly YamlMapping Nothing = new([], IsFlow: true, default, default);

    public override string Kind => "a mapping";

    /// <summary>The value of a key; null when the key is missing.</summary>
    public YamlNode? this[string key] => Entry(key)?.Value;

    public YamlEntry? Entry(string key) => Entries.FirstOrDefault(entry => entry.Key.Value == key);

    /// <summary>The text of a key; null when the key is missing or has no value. Only for what a shape has checked.</summary>
    public string? Text(string key) => this[key] is YamlScalar { IsNull: false } scalar ? scalar.Value : null;

    /// <summary>The mapping of a key; an empty one when the key is missing or has no value. Only for what a shape has checked.</summary>
    public YamlMapping Mapping(string key) => this[key] as YamlMapping ?? Nothing;

    /// <summary>The texts of a list; none when the key is missing or has no value. Only for what a shape has checked.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        this[key] is YamlSequence list ? [.. list.Items.Cast<YamlScalar>().Select(item => item.Value)] : [];
}
