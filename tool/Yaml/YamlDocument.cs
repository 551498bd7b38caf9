using QuickScale.Tool.Terminal;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace QuickScale.Tool.Yaml;

/// <summary>
/// Reads the part of YAML 1.2 that the project's files use, from text that may be hostile: one document of mappings,
/// lists and single values, without anchors, aliases, tags and directives, within limits.
/// </summary>
internal static class YamlDocument
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 16;
    private const int MaxNodes = 10_000;
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The root mapping of a text. Its marks count from the text's beginning, byte order mark included.</summary>
    public static Result<YamlMapping> Parse(string text, string shownPath)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return YamlReading.FailureAt(shownPath, new YamlMark(0, 1, 1), "the file is larger than 256 KiB; a file of this kind is never that large, so put the right one in its place");
        }

        if (ForbiddenCharacter(text) is { } found)
        {
            return YamlReading.FailureAt(shownPath, found, $"the character U+{(int)text[found.Index]:X4} cannot stand here; remove it");
        }

        var start = text.StartsWith(ByteOrderMark) ? 1 : 0;
        try
        {
            return new Walk(new Parser(new StringReader(text[start..])), text, start).Document();
        }
        catch (Unsupported mistake)
        {
            return YamlReading.FailureAt(shownPath, mistake.Place, mistake.Message);
        }
        catch (YamlException mistake)
        {
            return YamlReading.FailureAt(shownPath, Within(text, Walk.Place(mistake.Start, start)), "this is not valid YAML; correct it and try again", mistake.Message);
        }
        catch (Exception mistake) when (mistake is not OutOfMemoryException)
        {
            // The parser has bugs in which an index leaves its range. To the user they are what the file's text is.
            return YamlReading.FailureAt(shownPath, new YamlMark(0, 1, 1), "this is not valid YAML; correct it and try again", mistake.ToString());
        }
    }

    /// <summary>A place in a text. The parser ends every text with a line of its own, where it misses what should have come before.</summary>
    private static YamlMark Within(string text, YamlMark place)
    {
        var lines = text.Count(letter => letter == '\n') + 1;
        return place.Line <= lines ? place : new YamlMark(text.Length, lines, text.Length - text.LastIndexOf('\n'));
    }

    /// <summary>Characters that a terminal obeys, and those that one reader of YAML takes for a line's end and another does not.</summary>
    private static YamlMark? ForbiddenCharacter(string text)
    {
        var (line, lineStart) = (1, text.StartsWith(ByteOrderMark) ? 1 : 0);
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            var lineEnd = letter == '\n' || (letter == '\r' && index + 1 < text.Length && text[index + 1] == '\n');
            if (letter == '\n')
            {
                (line, lineStart) = (line + 1, index + 1);
            }
            else if (letter == ByteOrderMark ? index > 0 : !lineEnd && letter != '\t' && YamlText.IsForbidden(text, index))
            {
                return new YamlMark(index, line, index - lineStart + 1);
            }
        }

        return null;
    }

    /// <summary>Something that YAML has and these files may not have.</summary>
    private sealed class Unsupported(YamlMark place, string words) : Exception(words)
    {
        public YamlMark Place => place;
    }

    // By events: the object reader costs more start-up time than the rest of a small command.
    private sealed class Walk(Parser parser, string text, int skipped)
    {
        private int _nodes;

        public static YamlMark Place(Mark mark, int skipped) =>
            new((int)mark.Index + skipped, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

        public YamlMapping Document()
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out var nothing))
            {
                throw new Unsupported(Place(nothing.Start, skipped), "the file is empty; restore it from the repository");
            }

            var start = parser.Consume<DocumentStart>();
            if (start.Version is not null || start.Tags?.Any(tag => !IsDefault(tag)) == true)
            {
                throw new Unsupported(Place(start.Start, skipped), "a directive (%) cannot stand here; remove it");
            }

            var root = Node(1);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                throw new Unsupported(Place(parser.Current!.Start, skipped), "a second document begins here; keep one in the file");
            }

            return root as YamlMapping ?? throw new Unsupported(root.Start, $"the file holds {root.Kind} instead of keys and values; write 'schema: 1' and what follows it");
        }

        private static bool IsDefault(YamlDotNet.Core.Tokens.TagDirective tag) => (tag.Handle, tag.Prefix) is ("!", "!") or ("!!", "tag:yaml.org,2002:");

        private YamlNode Node(int depth)
        {
            if (parser.Accept<AnchorAlias>(out var alias))
            {
                throw new Unsupported(Place(alias.Start, skipped), "an alias (*) cannot stand here; write the value out");
            }

            var here = (NodeEvent)parser.Current!;
            var start = Place(here.Start, skipped);
            if (!here.Anchor.IsEmpty)
            {
                throw new Unsupported(start, "an anchor (&) cannot stand here; remove it");
            }

            if (!here.Tag.IsEmpty)
            {
                throw new Unsupported(start, "a tag (!) cannot stand here; remove it");
            }

            if (depth > MaxDepth || ++_nodes > MaxNodes)
            {
                throw new Unsupported(start, depth > MaxDepth ? $"more than {MaxDepth} levels lie in each other; write less deeply" : $"the file holds more than {MaxNodes} values; write fewer");
            }

            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, start, EndOf(scalar, start));
            }

            return parser.TryConsume<SequenceStart>(out var sequence)
                ? Sequence(sequence.Style == SequenceStyle.Flow, start, depth)
                : Mapping(parser.Consume<MappingStart>().Style == MappingStyle.Flow, start, depth);
        }

        // The parser ends a block scalar where the next thing begins.
        private YamlMark EndOf(Scalar scalar, YamlMark start)
        {
            var end = Place(scalar.End, skipped);
            if (scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded))
            {
                return end;
            }

            var length = text.AsSpan(start.Index, end.Index - start.Index).TrimEnd().Length;
            return end with { Index = start.Index + length };
        }

        // The parser's mark is that of the closing bracket itself.
        private YamlMark Behind(Mark bracket)
        {
            var place = Place(bracket, skipped);
            return place with { Index = place.Index + 1, Column = place.Column + 1 };
        }

        /// <summary>The place behind the colon of a key. A key without one, or with '?' before it, is no form that can be edited.</summary>
        private int AfterColon(YamlScalar key)
        {
            var index = key.End.Index;
            while (index < text.Length && (text[index] is ' ' or '\t'))
            {
                index++;
            }

            return index < text.Length && text[index] == ':'
                ? index + 1
                : throw new Unsupported(key.Start, $"the key {YamlText.Shown(key.Value)} has no colon behind it; write it as 'key: value'");
        }

        private YamlSequence Sequence(bool flow, YamlMark start, int depth)
        {
            var items = new List<YamlNode>();
            while (!parser.Accept<SequenceEnd>(out _))
            {
                items.Add(Node(depth + 1));
            }

            var end = parser.Consume<SequenceEnd>();
            return new YamlSequence(items, flow, start, flow ? Behind(end.Start) : items.Count > 0 ? items[^1].End : start);
        }

        private YamlMapping Mapping(bool flow, YamlMark start, int depth)
        {
            var entries = new List<YamlEntry>();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            while (!parser.Accept<MappingEnd>(out _))
            {
                if (Node(depth + 1) is not YamlScalar key)
                {
                    throw new Unsupported(start, "a key must be a single word; write it so");
                }

                if (!keys.Add(key.Value))
                {
                    throw new Unsupported(key.Start, $"the key {YamlText.Shown(key.Value)} is here a second time; keep one of the two");
                }

                var afterColon = AfterColon(key);
                entries.Add(new YamlEntry(key, Node(depth + 1), afterColon));
            }

            var end = parser.Consume<MappingEnd>();

            // The parser ends a block where the next thing begins; for us it ends with what it holds.
            return new YamlMapping(entries, flow, start, flow ? Behind(end.Start) : entries.Count > 0 ? entries[^1].Value.End : start);
        }
    }
}
