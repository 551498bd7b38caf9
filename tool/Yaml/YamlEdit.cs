using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Yaml;

/// <summary>
/// Changes single values in a text and leaves every other byte as it is. Each change is made at the marks of a fresh
/// reading, so that changes need not know of each other.
/// </summary>
internal sealed class YamlEdit
{
    private const int UsualStep = 2;

    private readonly string _shownPath;
    private readonly string _lineEnd;
    private string _text;
    private Failure? _failure;

    private YamlEdit(string text, string shownPath)
    {
        (_text, _shownPath) = (text, shownPath);
        _lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    }

    /// <summary>The text with the differences between two mappings spliced in.</summary>
    /// <param name="text">A valid text that says <paramref name="present"/>.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    /// <param name="present">What the text says.</param>
    /// <param name="wanted">What it shall say; a new key comes behind those that are before it here.</param>
    /// <param name="isRight">Reads the changed text and tells whether it says what is wanted.</param>
    public static Result<string> Apply(string text, string shownPath, NewMapping present, NewMapping wanted, Func<string, bool> isRight)
    {
        var edit = new YamlEdit(text, shownPath);
        edit.Change([], present, wanted);
        return edit._failure is null && isRight(edit._text)
            ? edit._text
            : new Failure(
                ExitCode.Precondition,
                $"{shownPath} is written in a way that qs cannot change safely; write its section 'modules' in block style, one key a line and without braces, and try again.",
                edit._failure?.Sentence);
    }

    private void Change(IReadOnlyList<string> path, NewMapping present, NewMapping wanted)
    {
        var before = present.Entries.ToDictionary(StringComparer.Ordinal);
        var order = wanted.Entries.Select(entry => entry.Key).ToList();

        // What is new comes before what is gone, so that a section that is emptied and filled keeps its style.
        foreach (var (key, value) in wanted.Entries)
        {
            var old = before.GetValueOrDefault(key);
            if (old is NewMapping { Entries.Count: > 0 } deeper && value is NewMapping now)
            {
                Change([.. path, key], deeper, now);
            }
            else if (old?.OnOneLine != value.OnOneLine)
            {
                Set([.. path, key], value, order);
            }
        }

        foreach (var gone in before.Keys.Except(order))
        {
            Remove([.. path, gone]);
        }
    }

    private void Set(IReadOnlyList<string> path, NewValue value, IReadOnlyList<string> order)
    {
        if (Find(path) is not { } place)
        {
            return;
        }

        if (place.Parent.Entry(path[^1]) is not { } entry)
        {
            Add(place, path[^1], value, order);
        }
        else if (value is NewMapping mapping && !place.InFlow && entry.Value is YamlScalar or YamlMapping { Entries.Count: 0 })
        {
            Fill(entry, mapping.Lines(entry.Key.Start.Column - 1 + place.Step, place.Step));
        }
        else
        {
            Replace(entry, value.OnOneLine);
        }
    }

    /// <summary>Takes a key away, with its value and its own comments; a mapping without keys stays as <c>{}</c>.</summary>
    private void Remove(IReadOnlyList<string> path)
    {
        if (Find(path) is not { } place || place.Parent.Entry(path[^1]) is not { } entry)
        {
            return;
        }

        var (parent, isOnly) = (place.Parent, place.Parent.Entries.Count == 1);
        if (!parent.IsFlow)
        {
            RemoveLines(entry);
            if (isOnly)
            {
                Splice(place.Above!.AfterColon, 0, " {}");
            }
        }
        else if (isOnly)
        {
            Splice(parent.Start.Index, parent.End.Index - parent.Start.Index, "{}");
        }
        else
        {
            var index = parent.Entries.ToList().IndexOf(entry);
            var (start, end) = index < parent.Entries.Count - 1
                ? (entry.Key.Start.Index, parent.Entries[index + 1].Key.Start.Index)
                : (EndOf(parent.Entries[index - 1]), EndOf(entry));
            Splice(start, end - start, string.Empty);
        }
    }

    /// <summary>
    /// The mapping that holds a key, and the key above it (null for the root); whether it lies between braces; how much
    /// deeper the file indents what lies in a key.
    /// </summary>
    private sealed record Place(YamlEntry? Above, YamlMapping Parent, bool InFlow, int Step);

    private Place? Find(IReadOnlyList<string> path)
    {
        if (_failure is not null || YamlDocument.Parse(_text, _shownPath).Failed(out _failure, out var root))
        {
            return null;
        }

        var place = new Place(null, root, root.IsFlow, StepOf(root) ?? UsualStep);
        foreach (var key in path.SkipLast(1))
        {
            // A mapping that has lost all its keys on the way is left to the comparison at the end.
            if (place.Parent.Entry(key) is not { Value: YamlMapping { Entries.Count: > 0 } parent } above)
            {
                return null;
            }

            place = new Place(above, parent, place.InFlow || parent.IsFlow, place.Step);
        }

        return place;
    }

    private static int? StepOf(YamlMapping mapping)
    {
        foreach (var child in mapping.Entries.Select(entry => entry.Value).OfType<YamlMapping>().Where(child => child is { IsFlow: false, Entries.Count: > 0 }))
        {
            return child.Start.Column - mapping.Start.Column;
        }

        return null;
    }

    private void Replace(YamlEntry entry, string yaml)
    {
        var value = entry.Value;
        if (value is YamlMapping { IsFlow: false } or YamlSequence { IsFlow: false })
        {
            var keyLineEnd = LineEnd(entry.AfterColon);
            Splice(keyLineEnd, BlockEnd(entry) - keyLineEnd, string.Empty);
            Splice(entry.AfterColon, 0, " " + yaml);
        }
        else if (value.Start.Index == value.End.Index)
        {
            Splice(entry.AfterColon, 0, " " + yaml);
        }
        else
        {
            Splice(value.Start.Index, value.End.Index - value.Start.Index, yaml);
        }
    }

    private void Add(Place place, string key, NewValue value, IReadOnlyList<string> order)
    {
        var (parent, before) = (place.Parent, order.TakeWhile(known => known != key).ToHashSet());
        var last = parent.Entries.LastOrDefault(entry => before.Contains(entry.Key.Value)) ?? parent.Entries[^1];
        if (parent.IsFlow)
        {
            Splice(EndOf(last), 0, $", {YamlText.Of(key)}: {value.OnOneLine}");
        }
        else
        {
            InsertLines(BlockEnd(last), NewMapping.Lines(key, value, parent.Start.Column - 1, place.Step));
        }
    }

    /// <summary>Writes the first keys of a mapping that is empty or has no value yet.</summary>
    private void Fill(YamlEntry above, IEnumerable<string> lines)
    {
        var keyLineEnd = LineEnd(above.AfterColon);
        var (start, end) = (above.Value.Start.Index, EndOf(above));
        if (start <= keyLineEnd)
        {
            // What stands behind '{}' on its line is a comment, and stays.
            InsertLines(LineEnd(end), lines);
            Splice(above.AfterColon, end - above.AfterColon, string.Empty);
        }
        else
        {
            Splice(LineStart(start), end - LineStart(start), string.Empty);
            InsertLines(keyLineEnd, lines);
        }
    }

    private void RemoveLines(YamlEntry entry)
    {
        var start = LineStart(entry.Key.Start.Index);
        while (start > 0 && LineStart(start - 1) is var above && CommentIndent(above) == entry.Key.Start.Column - 1)
        {
            start = above;
        }

        var end = BlockEnd(entry);
        if (end < _text.Length)
        {
            end = NextLine(end);
        }
        else
        {
            // The file ends without a line end, and shall go on to do so.
            start = LineEnd(Math.Max(0, start - 1));
        }

        Splice(start, end - start, string.Empty);
    }

    /// <summary>The end of the last line that belongs to a key: of its value, or of a comment below that lies deeper than the key.</summary>
    private int BlockEnd(YamlEntry entry)
    {
        var end = LineEnd(EndOf(entry));
        for (var line = NextLine(end); line < _text.Length; line = NextLine(LineEnd(line)))
        {
            if (CommentIndent(line) >= entry.Key.Start.Column)
            {
                end = LineEnd(line);
            }
            else if (!string.IsNullOrWhiteSpace(_text[line..LineEnd(line)]))
            {
                break;
            }
        }

        return end;
    }

    /// <summary>The end of a value, or of the colon when there is none.</summary>
    private static int EndOf(YamlEntry entry) => Math.Max(entry.Value.End.Index, entry.AfterColon);

    /// <summary>How many spaces stand before the comment that fills a line; -1 when there is none.</summary>
    private int CommentIndent(int lineStart)
    {
        var index = lineStart;
        while (index < _text.Length && _text[index] == ' ')
        {
            index++;
        }

        return index < _text.Length && _text[index] == '#' ? index - lineStart : -1;
    }

    private int LineStart(int index) => index == 0 ? 0 : _text.LastIndexOf('\n', index - 1) + 1;

    /// <summary>Before the line's end, both of its characters where it has two.</summary>
    private int LineEnd(int index)
    {
        var end = _text.IndexOf('\n', index);
        return end < 0 ? _text.Length : end > index && _text[end - 1] == '\r' ? end - 1 : end;
    }

    private int NextLine(int lineEnd)
    {
        var end = _text.IndexOf('\n', lineEnd);
        return end < 0 ? _text.Length : end + 1;
    }

    private void InsertLines(int lineEnd, IEnumerable<string> lines) => Splice(lineEnd, 0, string.Concat(lines.Select(line => _lineEnd + line)));

    private void Splice(int start, int length, string replacement) => _text = string.Concat(_text.AsSpan(0, start), replacement, _text.AsSpan(start + length));
}
