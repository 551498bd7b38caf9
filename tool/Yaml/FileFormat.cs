using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Yaml;

/// <summary>
/// One kind of file: its shape today, and how each older schema becomes the next one. The key <c>schema</c> counts from 1;
/// a migration changes the tree in memory, and the file itself stays as it is.
/// </summary>
internal sealed class FileFormat(ObjectShape shape, params IReadOnlyList<Func<YamlMapping, YamlMapping>> migrations)
{
    private const string SchemaKey = "schema";

    /// <summary>The schema that this version of qs knows.</summary>
    public int Schema => migrations.Count + 1;

    public ObjectShape Shape => shape;

    /// <summary>A field for the schema itself, the same in all files.</summary>
    public static Field SchemaField { get; } = new(SchemaKey, new IntShape(Min: 1));

    /// <summary>The tree of a valid file in today's schema.</summary>
    public Result<YamlMapping> Read(string text, string shownPath)
    {
        if (YamlDocument.Parse(text, shownPath).Failed(out var failure, out var root))
        {
            return failure;
        }

        var reading = new YamlReading(shownPath);
        if (root[SchemaKey] is { } node)
        {
            SchemaField.Shape.Check(node, reading);
            if (!reading.Failed && ((YamlScalar)node).AsInt is { } schema)
            {
                // Before anything else: a newer file may have keys that would seem to be mistakes.
                if (schema > Schema)
                {
                    return YamlReading.FailureAt(shownPath, node.Start, $"the file has schema {schema}, and this qs knows {Schema}; update qs");
                }

                root = migrations.Skip((int)schema - 1).Aggregate(root, (tree, migrate) => migrate(tree));
            }
        }

        shape.Check(root, reading);
        return reading.Failed ? reading.Failure : root;
    }

    /// <summary>
    /// The text in today's schema, changed only where the migrations change something, so that comments and order stay; and the schema
    /// that it had.
    /// </summary>
    public Result<(string Text, int From)> Migrate(string text, string shownPath)
    {
        if (Read(text, shownPath).Failed(out var failure, out var wanted) || YamlDocument.Parse(text, shownPath).Failed(out failure, out var present))
        {
            return failure;
        }

        var from = (int)((YamlScalar)present[SchemaKey]!).AsInt!.Value;
        if (from == Schema)
        {
            return (text, from);
        }

        var target = (NewMapping)New(wanted, skipSchema: true) with { };
        target = new NewMapping([new(SchemaKey, new WrittenValue(YamlText.Of(Schema))), .. target.Entries]);
        var edited = YamlEdit.Apply(text, shownPath, (NewMapping)New(present, skipSchema: false), target, changed => !Read(changed, shownPath).Failed(out _, out var root) && Same(root, wanted));
        return edited.Failed(out failure, out var now) ? failure : (now, from);

        bool Same(YamlMapping one, YamlMapping other) => New(one, skipSchema: true).OnOneLine == New(other, skipSchema: true).OnOneLine;
    }

    private static NewValue New(YamlNode node, bool skipSchema) => node switch
    {
        YamlMapping mapping => new NewMapping([.. mapping.Entries
            .Where(entry => !skipSchema || entry.Key.Value != SchemaKey)
            .Select(entry => KeyValuePair.Create(entry.Key.Value, New(entry.Value, skipSchema: false)))]),
        YamlSequence list => new WrittenValue($"[{string.Join(", ", list.Items.Select(item => New(item, skipSchema: false).OnOneLine))}]"),

        // A number or a truth value stays one.
        YamlScalar { IsPlain: true } plain => new WrittenValue(plain.Value),
        _ => NewValue.Of(((YamlScalar)node).Value),
    };
}
