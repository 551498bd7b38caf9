using System.Text.RegularExpressions;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Tests;

/// <summary>
/// The way from an older schema to today's, shown on a made-up file whose key <c>colour</c> became <c>color</c> with schema
/// 2 and got a default with schema 3: the three real files have schema 1 as yet.
/// </summary>
internal sealed class OlderFilesAreMigrated
{
    private static readonly FileFormat Format = new(
        new ObjectShape(FileFormat.SchemaField, new Field("color", new TextShape("a colour", new Regex("^[a-z]+$")))),
        Rename("colour", "color"),
        root => root["color"] is null ? root with { Entries = [.. root.Entries, new YamlEntry(Word("color"), Word("red"), 0)] } : root);

    [TestCase("schema: 1\ncolour: blue\n", "blue")]
    [TestCase("schema: 2\ncolor: blue\n", "blue")]
    [TestCase("schema: 2\n", "red")]
    [TestCase("schema: 3\ncolor: blue\n", "blue")]
    public void Step_by_step(string text, string color)
    {
        Format.Read(text, "file.yml").Failed(out var failure, out var root).ShouldBeFalse(failure?.Sentence);

        Format.Schema.ShouldBe(3);
        root!.Text("color").ShouldBe(color);
    }

    [TestCase("# ours\nschema: 1 # old\ncolour: blue # sky\n", "# ours\nschema: 3 # old\ncolor: blue\n", 1)]
    [TestCase("schema: 2\n# none\n", "schema: 3\ncolor: red\n# none\n", 2)]
    [TestCase("schema: 3\ncolor: blue # sky\n", "schema: 3\ncolor: blue # sky\n", 3)]
    public void A_text_is_changed_only_where_the_schema_asks_for_it(string text, string expected, int from)
    {
        Format.Migrate(text, "file.yml").Failed(out var failure, out var migrated).ShouldBeFalse(failure?.Sentence + failure?.Detail);

        migrated.ShouldBe((expected, from));
    }

    [TestCase("schema: 3\ncolour: blue\n", "file.yml:2:1: unknown key 'colour'; perhaps 'color' is meant.")]
    [TestCase("schema: 2\ncolour: blue\n", "file.yml:2:1: unknown key 'colour'; perhaps 'color' is meant.")]
    [TestCase("schema: 1\ncolour: BLUE\n", "file.yml:2:9: 'BLUE' cannot stand here; write a colour.")]
    [TestCase("schema: 4\nflavour: sweet\n", "file.yml:1:9: the file has schema 4, and this qs knows 3; update qs.")]
    public void A_key_counts_in_its_own_schema_only(string text, string sentence)
    {
        Format.Read(text, "file.yml").Failed(out var failure, out _).ShouldBeTrue();

        failure!.Sentence.ShouldBe(sentence);
    }

    private static Func<YamlMapping, YamlMapping> Rename(string from, string to) => root =>
        root with { Entries = [.. root.Entries.Select(entry => entry.Key.Value == from ? entry with { Key = entry.Key with { Value = to } } : entry)] };

    private static YamlScalar Word(string text) => new(text, IsPlain: true, default, default);
}
