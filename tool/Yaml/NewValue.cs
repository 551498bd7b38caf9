namespace QuickScale.Tool.Yaml;

/// <summary>A value that is to be written into a file.</summary>
internal abstract record NewValue
{
    /// <summary>On one line, in place also between braces.</summary>
    public abstract string OnOneLine { get; }

    /// <summary>A text as YAML writes it.</summary>
    public static NewValue Of(string text) => new WrittenValue(YamlText.Of(text));
}

/// <summary>A single value or a list, already as YAML.</summary>
internal sealed record WrittenValue(string Yaml) : NewValue
{
    public override string OnOneLine => Yaml;
}

/// <summary>Keys and values; one key a line where the surroundings allow it.</summary>
internal sealed record NewMapping(params IReadOnlyList<KeyValuePair<string, NewValue>> Entries) : NewValue
{
    public override string OnOneLine =>
        Entries.Count == 0 ? "{}" : $"{{ {string.Join(", ", Entries.Select(entry => $"{YamlText.Of(entry.Key)}: {entry.Value.OnOneLine}"))} }}";

    /// <param name="indent">How many spaces stand before the keys.</param>
    /// <param name="step">How many more stand before what lies in them.</param>
    public IEnumerable<string> Lines(int indent, int step) => Entries.SelectMany(entry => Lines(entry.Key, entry.Value, indent, step));

    public static IEnumerable<string> Lines(string key, NewValue value, int indent, int step)
    {
        var start = new string(' ', indent) + YamlText.Of(key) + ":";
        return value is NewMapping { Entries.Count: > 0 } mapping
            ? mapping.Lines(indent + step, step).Prepend(start)
            : [$"{start} {value.OnOneLine}"];
    }
}
