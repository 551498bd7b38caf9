using System.Text.RegularExpressions;

namespace QuickScale.Tool.Yaml;

/// <summary>What may stand at one place of a file. The readers and the JSON schemas follow the same shapes.</summary>
internal abstract record Shape
{
    /// <summary>Reports what is wrong with a node.</summary>
    public abstract void Check(YamlNode node, YamlReading reading);

    private protected static bool Is<T>(YamlNode node, string wanted, YamlReading reading, out T found)
        where T : YamlNode
    {
        found = (node as T)!;
        if (found is null)
        {
            reading.Report(node.Start, $"{node.Kind} cannot stand here; write {wanted}");
        }

        return found is not null;
    }
}

/// <summary>A text of one line that matches a pattern; numbers count as they are written.</summary>
/// <param name="Words">What it is, for a sentence: "a module's name: …".</param>
/// <param name="Pattern">Begins with ^ and ends with $, and means the same to JSON Schema.</param>
internal sealed record TextShape(string Words, Regex Pattern) : Shape
{
    /// <summary>A rule with sentences of its own, asked before the pattern: what is wrong and what to do, or null.</summary>
    public Func<string, string?>? Rule { get; init; }

    // $ also matches before a last line end.
    public bool Takes(string text) => Pattern.Match(text) is { Success: true } match && match.Length == text.Length;

    public override void Check(YamlNode node, YamlReading reading)
    {
        if (!Is<YamlScalar>(node, Words, reading, out var scalar))
        {
            return;
        }

        if (scalar.IsNull)
        {
            reading.Report(scalar.Start, $"a value is missing here; write {Words}");
        }
        else if (scalar.AsBool is not null)
        {
            reading.Report(scalar.Start, $"{scalar.Value} is a truth value; put it in quotes if it shall be text");
        }
        else if (YamlText.HasForbidden(scalar.Value))
        {
            reading.Report(scalar.Start, "the value has a line end or a control character in it; write it on one line");
        }
        else if (Rule?.Invoke(scalar.Value) is { } mistake)
        {
            reading.Report(scalar.Start, mistake);
        }
        else if (!Takes(scalar.Value))
        {
            reading.Report(scalar.Start, $"{YamlText.Shown(scalar.Value)} cannot stand here; write {Words}");
        }
    }
}

/// <summary>One of a few words.</summary>
internal sealed record ChoiceShape(params IReadOnlyList<string> Values) : Shape
{
    public override void Check(YamlNode node, YamlReading reading)
    {
        var words = $"one of {string.Join(", ", Values)}";
        if (Is<YamlScalar>(node, words, reading, out var scalar) && !Values.Contains(scalar.Value))
        {
            var meant = Nearest.To(scalar.Value, Values) is { } near ? $"perhaps '{near}' is meant" : $"write {words}";
            reading.Report(scalar.Start, scalar.IsNull ? $"a value is missing here; write {words}" : $"{YamlText.Shown(scalar.Value)} is not known here; {meant}");
        }
    }
}

/// <summary>A whole number of 32 bits, from <paramref name="Min"/> on.</summary>
internal sealed record IntShape(int Min = int.MinValue) : Shape
{
    public override void Check(YamlNode node, YamlReading reading)
    {
        var words = Min == int.MinValue ? "a whole number" : $"a whole number from {Min} on";
        if (Is<YamlScalar>(node, words, reading, out var scalar) && !(scalar.AsInt is { } number && number >= Min && number <= int.MaxValue))
        {
            reading.Report(scalar.Start, $"{(scalar.IsNull ? "nothing" : YamlText.Shown(scalar.Value))} cannot stand here; write {words}");
        }
    }
}

/// <summary>The value of a module's option, whose type the module says: a text, a number, a truth value or a list of texts.</summary>
internal sealed record OptionShape : Shape
{
    public override void Check(YamlNode node, YamlReading reading)
    {
        if (node is YamlSequence list)
        {
            foreach (var item in list.Items)
            {
                CheckScalar(item, reading);
            }
        }
        else
        {
            CheckScalar(node, reading);
        }
    }

    private static void CheckScalar(YamlNode node, YamlReading reading)
    {
        if (!Is<YamlScalar>(node, "a text, a number, true, false or a list of texts", reading, out var scalar))
        {
            return;
        }

        if (scalar.IsNull)
        {
            reading.Report(scalar.Start, "a value is missing here; write one, or '' for an empty text");
        }
        else if (YamlText.HasForbidden(scalar.Value))
        {
            reading.Report(scalar.Start, "the value has a line end or a control character in it; write it on one line");
        }
    }
}

internal sealed record ListShape(Shape Item) : Shape
{
    public override void Check(YamlNode node, YamlReading reading)
    {
        if (!Is<YamlSequence>(node, "a list: [one, two]", reading, out var list))
        {
            return;
        }

        if (list.Items.Count == 0)
        {
            reading.Report(list.Start, "this list is empty; name at least one value");
        }

        foreach (var item in list.Items)
        {
            Item.Check(item, reading);
        }

        foreach (var twice in list.Items.OfType<YamlScalar>().GroupBy(item => item.Value).Where(group => group.Count() > 1))
        {
            reading.Report(twice.ElementAt(1).Start, $"{YamlText.Shown(twice.Key)} is in the list a second time; keep one of the two");
        }
    }
}

/// <summary>Keys that the user chooses, all with values of one shape. Without a value it is empty.</summary>
internal sealed record MapShape(TextShape Key, Shape Value) : Shape
{
    public override void Check(YamlNode node, YamlReading reading)
    {
        if (node is YamlScalar { IsNull: true } || !Is<YamlMapping>(node, "keys with values", reading, out var mapping))
        {
            return;
        }

        foreach (var entry in mapping.Entries)
        {
            Key.Check(entry.Key, reading);
            Value.Check(entry.Value, reading);
        }
    }
}

/// <summary>A key of an <see cref="ObjectShape"/>.</summary>
internal sealed record Field(string Name, Shape Shape, bool IsRequired = true);

/// <summary>Keys that we name; any other is a mistake.</summary>
internal sealed record ObjectShape(params IReadOnlyList<Field> Fields) : Shape
{
    /// <summary>Whether a key without a value stands for no keys at all.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>What one field says about another; asked when each by itself is right.</summary>
    public Action<YamlMapping, YamlReading>? Rule { get; init; }

    public override void Check(YamlNode node, YamlReading reading)
    {
        if ((MayBeNull && node is YamlScalar { IsNull: true }) || !Is<YamlMapping>(node, $"keys with values ({Known})", reading, out var mapping))
        {
            return;
        }

        var meant = new HashSet<string>();
        foreach (var entry in mapping.Entries)
        {
            if (Fields.FirstOrDefault(known => known.Name == entry.Key.Value) is { } known)
            {
                known.Shape.Check(entry.Value, reading);
            }
            else
            {
                var near = Nearest.To(entry.Key.Value, Fields.Select(other => other.Name));
                meant.Add(near ?? string.Empty);
                reading.Report(entry.Key.Start, $"unknown key {YamlText.Shown(entry.Key.Value)}; {(near is null ? $"the keys known here are {Known}" : $"perhaps '{near}' is meant")}");
            }
        }

        // A key that is there with a slip is not also missing.
        foreach (var missing in Fields.Where(known => known.IsRequired && mapping[known.Name] is null && !meant.Contains(known.Name)))
        {
            reading.Report(mapping.Start, $"the key '{missing.Name}' is missing; add it");
        }

        if (!reading.Failed)
        {
            Rule?.Invoke(mapping, reading);
        }
    }

    private string Known => string.Join(", ", Fields.Select(known => known.Name));
}
