using System.Globalization;
using System.Text;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Yaml;
using YamlScalarNode = YamlDotNet.RepresentationModel.YamlScalarNode;
using YamlStream = YamlDotNet.RepresentationModel.YamlStream;

namespace QuickScale.Tool.Tests;

/// <summary>What is written as YAML is read back as the same value, by us and by a reader that is not strict.</summary>
internal sealed class ValuesAreWrittenAsTheyAre
{
    [TestCase("html", "html")]
    [TestCase("splits/auth-module", "splits/auth-module")]
    [TestCase("https://example.com:8080/a.git", "https://example.com:8080/a.git")]
    [TestCase("git@example.com:acme/m.git", "git@example.com:acme/m.git")]
    [TestCase("v0.1.0", "v0.1.0")]
    [TestCase("0.1.0", "0.1.0")]
    [TestCase("2026-11-22", "2026-11-22")]
    [TestCase("", "''")]
    [TestCase("~", "'~'")]
    [TestCase("yes", "'yes'")]
    [TestCase("No", "'No'")]
    [TestCase("TRUE", "'TRUE'")]
    [TestCase("null", "'null'")]
    [TestCase("1.0", "'1.0'")]
    [TestCase("1e3", "'1e3'")]
    [TestCase("0x1F", "'0x1F'")]
    [TestCase("1_000", "'1_000'")]
    [TestCase("12:30", "'12:30'")]
    [TestCase(".inf", "'.inf'")]
    [TestCase("0.1", "'0.1'")]
    [TestCase(">=0.1 <1", "'>=0.1 <1'")]
    [TestCase("a #b", "'a #b'")]
    [TestCase("a: b", "'a: b'")]
    [TestCase("a:", "'a:'")]
    [TestCase(" a", "' a'")]
    [TestCase("a ", "'a '")]
    [TestCase("it's", "'it''s'")]
    [TestCase("-", "'-'")]
    [TestCase("...", "'...'")]
    [TestCase("a,b", "'a,b'")]
    [TestCase("{}", "'{}'")]
    [TestCase("tab\there", "\"tab\\there\"")]
    [TestCase("two\nlines \"x\" \\", "\"two\\nlines \\\"x\\\" \\\\\"")]
    [TestCase("\u0007\u202E", "\"\\u0007\\u202E\"")]
    [TestCase("Größe 日本 😀", "'Größe 日本 😀'")]
    public void A_text(string value, string written) => YamlText.Of(value).ShouldBe(written);

    [Test]
    public void Random_texts_are_read_back_the_same()
    {
        var chance = Rounds.Chance(nameof(ValuesAreWrittenAsTheyAre));
        for (var round = 0; round < Rounds.Of(2000); round++)
        {
            var value = Text(chance);
            var written = YamlText.Of(value);

            // In a block, between braces, in a list, and before a comment.
            foreach (var text in new[] { $"a: {written}", $"a: {written} # c\nb: 1", $"{{ a: {written}, b: 1 }}", $"b: [x, {written}]", $"{{b: [{written}]}}" })
            {
                Values(text).ShouldContain(value, $"{written} in {text}");
            }

            if (!YamlText.HasForbidden(value))
            {
                YamlDocument.Parse($"a: {written}\nb: [{written}]", "f").Failed(out var failure, out var root).ShouldBeFalse($"{written}: {failure?.Sentence}");
                ((YamlScalar)root!["a"]!).Value.ShouldBe(value);
                OptionValue.Of(root["a"]!).ShouldBe(new TextValue(value), written);
                OptionValue.Of(root["b"]!).ShouldBe(new ListValue([value]));
            }
        }
    }

    [Test]
    public void Other_values_are_read_back_the_same()
    {
        OptionValue[] values = [new BoolValue(true), new BoolValue(false), new IntValue(0), new IntValue(-7), new IntValue(long.MaxValue), new IntValue(long.MinValue), new ListValue([]), new ListValue(["a", "1", "true", "", "a, b"])];
        foreach (var value in values)
        {
            YamlDocument.Parse($"a: {value.ToYaml()}", "f").Failed(out _, out var root).ShouldBeFalse();
            OptionValue.Of(root!["a"]!).ShouldBe(value);
        }
    }

    [TestCase("007")]
    [TestCase("+7")]
    [TestCase("-0")]
    [TestCase("0x1F")]
    [TestCase("1.0")]
    [TestCase("99999999999999999999")]
    [TestCase("yes")]
    public void What_only_looks_like_a_number_or_a_truth_value_is_text_as_it_is_written(string written)
    {
        YamlDocument.Parse($"a: {written}", "f").Failed(out _, out var root).ShouldBeFalse();
        OptionValue.Of(root!["a"]!).ShouldBe(new TextValue(written));
    }

    [Test]
    public void As_json()
    {
        new TextValue("a\"b").ToJson().ToJsonString().ShouldBe("\"a\\u0022b\"");
        new BoolValue(true).ToJson().ToJsonString().ShouldBe("true");
        new IntValue(7).ToJson().ToJsonString().ShouldBe("7");
        new ListValue(["a", "1"]).ToJson().ToJsonString().ShouldBe("[\"a\",\"1\"]");
    }

    private static List<string> Values(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents[0].AllNodes.OfType<YamlScalarNode>().Select(node => node.Value!)];
    }

    private static string Text(Random chance)
    {
        const string Tricky = " \t:#-?,[]{}&*!|>'\"%@`~=<\\/.+_0123456789eExXyYnNtrufalsoO\n\r";
        var text = new StringBuilder();
        for (var length = chance.Next(12); length > 0; length--)
        {
            text.Append(chance.Next(10) switch
            {
                < 7 => Tricky[chance.Next(Tricky.Length)].ToString(CultureInfo.InvariantCulture),
                7 => ((char)chance.Next(0x20, 0xD800)).ToString(),
                8 => char.ConvertFromUtf32(chance.Next(0x10000, 0x110000)),
                _ => ((char)chance.Next(0, 0x100)).ToString(),
            });
        }

        return text.ToString();
    }
}
