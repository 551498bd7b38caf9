using System.Text;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>Whatever a file holds, reading and editing it end soon, in a value or in a sentence.</summary>
internal sealed class HostileFilesAreRefused
{
    private const int Large = 250_000;

    // Of the processor: what else the machine does at the same time has no say.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static readonly string[] Poison =
    [
        "&a [*a, *a]", "a: &x [1]\nb: &y [*x, *x]\nc: [*y, *y]\n", "<<: *x\n", "!!python/object:os.system [x]", "!<tag:x> y", "%YAML 9.9\n", "---\n", "...\n", "? ", "? [a, b]\n: c\n",
        ": ", "- ", "|\n", ">+9\n", "'", "\"", "\"\\xZZ\"", "\"\\uD800\"", "\"\\U00110000\"", "{", "}", "[", "]", ", ", "\t", "\0", "\r", "\u0085", "\u2028", "\uFEFF", "\uD83D", "#", "`", "@", "*", "&", "~", "? - ? -",
        "ext::sh -c id", "--upload-pack=id", "../../etc", "$(id)", "<script>", "\u001B[2J", "99999999999999999999999999", "-9223372036854775809", ".inf", "2026-99-99",
    ];

    [Test]
    public void Mutated_files()
    {
        var chance = Rounds.Chance(nameof(HostileFilesAreRefused));
        var valid = 0;
        for (var round = 0; round < Rounds.Of(500); round++)
        {
            var kind = round % 3;
            var text = new[] { ConfigIsRead.Whole, ManifestsAreRead.Whole, WantedModulesAreRead.Whole }[kind];
            for (var mutations = 1 + chance.Next(3); mutations > 0; mutations--)
            {
                text = Mutated(text, chance);
            }

            valid += ReadAndEdit(kind, text) ? 1 : 0;
        }

        // Some must still be valid, else the edits were never tried.
        TestContext.Out.WriteLine($"{valid} valid");
        valid.ShouldBeInRange(1, Rounds.Of(500) - 1);
    }

    [TestCase("[")]
    [TestCase("{")]
    [TestCase("- ")]
    [TestCase("? ")]
    [TestCase("? - ")]
    [TestCase("a: ")]
    [TestCase("a: {")]
    [TestCase("a:\n")]
    [TestCase("a\n")]
    [TestCase("a\n\n")]
    [TestCase("a ")]
    [TestCase("a")]
    [TestCase("'")]
    [TestCase("\"")]
    [TestCase("\\")]
    [TestCase("&a ")]
    [TestCase("*a ")]
    [TestCase("!")]
    [TestCase("! ")]
    [TestCase("%A b\n")]
    [TestCase("---\n")]
    [TestCase("...\n")]
    [TestCase("#")]
    [TestCase("#\n")]
    [TestCase("\n")]
    [TestCase("\r\n")]
    [TestCase(" ")]
    [TestCase("\t")]
    [TestCase("|\n")]
    [TestCase(">\n ")]
    [TestCase(": ")]
    [TestCase(", ")]
    [TestCase("[],")]
    [TestCase("{},")]
    [TestCase("a, ")]
    public void One_thing_many_times(string part)
    {
        var many = string.Concat(Enumerable.Repeat(part, Large / part.Length));
        foreach (var start in new[] { "", "schema: 1\nmodules: ", "schema: 1\nmodules: [", "schema: 1\nmodules: {", "schema: 1\nmodules: \"", "schema: '", "schema: 1\nmodules: |\n  ", "schema: 1\nmodules:\n  " })
        {
            ReadAndEdit(0, start + many).ShouldBeFalse();
        }
    }

    [Test]
    public void Many_keys_and_deep_ones()
    {
        var keys = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"k{number}: 1\n"));
        var deep = string.Concat(Enumerable.Range(0, 300).Select(depth => new string(' ', depth) + "a:\n"));
        var lines = Enumerable.Range(0, 2000).Select(number => $"      o{number}: [a, 'b']\n");

        ReadAndEdit(0, keys).ShouldBeFalse();
        ReadAndEdit(0, deep).ShouldBeFalse();
        ReadAndEdit(0, ConfigIsRead.Whole.Replace("options: { registration: open, days: 7, strict: true, hosts: [a.example, b.example] }\n", "options:\n" + string.Concat(lines), StringComparison.Ordinal)).ShouldBeTrue();
        Sentence(ProjectConfig.Read(keys, "c")).ShouldContain("more than 10000 values");
        Sentence(ProjectConfig.Read(deep, "c")).ShouldContain("more than 16 levels");
        Sentence(ProjectConfig.Read(new string(' ', 262_145), "c")).ShouldContain("larger than 256 KiB");
        Sentence(ProjectConfig.Read(new string('ä', 131_073), "c")).ShouldContain("larger than 256 KiB");
    }

    /// <summary>Whether the text is valid; fails when anything is thrown, takes too long, or says nothing.</summary>
    private static bool ReadAndEdit(int kind, string text)
    {
        var started = Environment.CpuUsage.TotalTime;
        Failure? failure;
        switch (kind)
        {
            case 0:
                if (!ProjectConfig.Read(text, "f").Failed(out failure, out var config))
                {
                    ProjectConfig.Edit(text, config with { History = null, Modules = [.. config.Modules.Take(1).Select(module => module with { InstalledVersion = new SemanticVersion(9, 9, 9) })] }, "f")
                        .Failed(out _, out _);
                    ProjectConfig.Edit(text, config with { Modules = [] }, "f").Failed(out _, out _);
                }

                break;
            case 1:
                ModuleManifest.Read(text, "f").Failed(out failure, out _);
                break;
            default:
                if (!ProjectFile.Parse(text, "f").Failed(out failure, out var file))
                {
                    ProjectFile.Edit(text, file with { Modules = [.. file.Modules.Skip(1), new WantedModule("new", "1", null, new Dictionary<string, OptionValue>())] }, "f").Failed(out _, out _);
                }

                break;
        }

        (Environment.CpuUsage.TotalTime - started).ShouldBeLessThan(Limit, Start(text));
        if (failure is not null)
        {
            failure.Sentence.ShouldStartWith("f:");
            failure.Sentence.Length.ShouldBeLessThan(400);
            failure.Sentence.Any(char.IsControl).ShouldBeFalse(failure.Sentence);
            failure.ExitCode.ShouldBe(4);
        }

        return failure is null;
    }

    private static string Sentence<T>(Result<T> result)
        where T : notnull
    {
        result.Failed(out var failure, out _).ShouldBeTrue();
        return failure!.Sentence;
    }

    private static string Start(string text) => text.Length > 300 ? text[..300] : text;

    private static string Mutated(string text, Random chance)
    {
        var at = chance.Next(text.Length + 1);
        var lines = text.Split('\n').ToList();
        var line = chance.Next(lines.Count);
        switch (chance.Next(12))
        {
            case 0:
                return text[..at];
            case 1:
                lines.Insert(chance.Next(lines.Count + 1), lines[line]);
                return string.Join('\n', lines);
            case 2:
                lines.RemoveAt(line);
                return string.Join('\n', lines);
            case 3:
                return Flipped(text, chance);
            case 4:
                return text.Insert(at, new string("[{-? '\"a#&"[chance.Next(10)], chance.Next(20_000)));
            case 5:
                lines[line] = new string(' ', chance.Next(8)) + lines[line].TrimStart();
                return string.Join('\n', lines);
            case 6:
                return text.Replace("\n", chance.Next(2) == 0 ? "\r\n" : "\n\n", StringComparison.Ordinal);
            case 7:
                lines[line] += " # " + Poison[chance.Next(Poison.Length)];
                return string.Join('\n', lines);
            case 8:
                lines.Insert(line, new string(' ', chance.Next(6)) + "# comment");
                return string.Join('\n', lines);
            case 9 when at < text.Length:
                return text.Remove(at, 1);
            default:
                return text.Insert(at, Poison[chance.Next(Poison.Length)]);
        }
    }

    // As bytes, since a file is that; what is no UTF-8 then is what a lenient reader makes of it.
    private static string Flipped(string text, Random chance)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var flips = 1 + chance.Next(4); flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
