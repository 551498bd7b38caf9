using System.Text.RegularExpressions;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>
/// Random edits of random config files: the text says what was wanted, and every line that does not belong to what was
/// edited is there as before, in its order, with its line end.
/// </summary>
internal sealed class RandomEditsKeepTheRest
{
    private static readonly string[] Names = ["core", "auth", "teams", "crm-export"];

    [Test]
    public void Whatever_the_file_looks_like()
    {
        var chance = Rounds.Chance(nameof(RandomEditsKeepTheRest));
        for (var round = 0; round < Rounds.Of(400); round++)
        {
            var file = new RandomFile(chance);
            ProjectConfig.Read(file.Text, "config.yml").Failed(out var unread, out var before).ShouldBeFalse($"{unread?.Sentence}\n{file.Text}");

            var touched = new HashSet<string>();
            var wanted = Edited(before!, chance, touched);
            ProjectConfig.Edit(file.Text, wanted, "config.yml").Failed(out var failure, out var text).ShouldBeFalse($"{failure?.Detail}\n{file.Text}");

            var shown = $"--- before ({string.Join(' ', touched)})\n{file.Text}\n--- after\n{text}";
            ProjectConfig.Read(text!, "config.yml").Failed(out _, out var after).ShouldBeFalse(shown);
            after.ShouldBe(wanted, shown);
            text!.EndsWith('\n').ShouldBe(file.Text.EndsWith('\n'), shown);
            Regex.IsMatch(text, file.LineEnd == "\n" ? "\r" : "(?<!\r)\n").ShouldBeFalse(shown);
            LostLine(file, touched, text).ShouldBeNull(shown);
            if (touched.Count == 0)
            {
                text.ShouldBeSameAs(file.Text);
            }
        }
    }

    private static ProjectConfig Edited(ProjectConfig config, Random chance, HashSet<string> touched)
    {
        var modules = config.Modules.ToList();
        for (var edits = chance.Next(4); edits > 0; edits--)
        {
            var index = modules.Count > 0 ? chance.Next(modules.Count) : -1;
            switch (chance.Next(5))
            {
                case 0 when index >= 0:
                    touched.Add(modules[index].Name);
                    touched.Add("modules");
                    modules.RemoveAt(index);
                    break;
                case 1 when index >= 0:
                    touched.Add(modules[index].Name + ".installed_version");
                    modules[index] = modules[index] with { InstalledVersion = new SemanticVersion(9, chance.Next(99), 0) };
                    break;
                case 2 when index >= 0:
                    touched.Add(modules[index].Name + ".options");
                    modules[index] = modules[index] with { Options = Options(chance) };
                    break;
                case 3:
                    touched.Add("history");
                    config = config with { History = config.History is null ? HistoryMode.Linear : null };
                    break;
                case 4 when Names.FirstOrDefault(name => modules.TrueForAll(module => module.Name != name)) is { } name:
                    touched.Add("modules");
                    touched.Add(name);
                    modules.Insert(chance.Next(modules.Count + 1), Module(name, chance));
                    break;
            }
        }

        return config with { Modules = modules };
    }

    private static InstalledModule Module(string name, Random chance) => new(
        name, $"modules/{name}", "builtin", $"splits/{name}-module", new SemanticVersion(1, 0, 0), new DateOnly(2026, 11, 22), Id(chance), Id(chance), $"content/modules/{name}", Options(chance));

    private static Dictionary<string, OptionValue> Options(Random chance) =>
        Enumerable.Range(0, chance.Next(4)).ToDictionary(number => $"o{number}", number => (OptionValue)(chance.Next(3) switch
        {
            0 => new IntValue(chance.Next()),
            1 => new ListValue(["a", "#b", "c: d"]),
            _ => new TextValue(chance.Next(2) == 0 ? "# no comment" : "plain"),
        }));

    private static string Id(Random chance) => string.Concat(Enumerable.Range(0, 40).Select(_ => chance.Next(16).ToString("x", null)));

    private static string? LostLine(RandomFile file, HashSet<string> touched, string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var from = 0;
        foreach (var (owner, line) in file.Lines.Where(line => !touched.Contains(line.Owner) && !touched.Contains(line.Owner.Split('.')[0])))
        {
            var at = lines.IndexOf(line, from);
            if (at < 0)
            {
                return $"{owner}: {line}";
            }

            from = at + 1;
        }

        return null;
    }

    /// <summary>A config file as a person may have left it: each line with the key that it belongs to.</summary>
    private sealed class RandomFile
    {
        private readonly Random _chance;
        private int _comments;

        public RandomFile(Random chance)
        {
            _chance = chance;
            LineEnd = chance.Next(3) == 0 ? "\r\n" : "\n";
            var mark = chance.Next(4) == 0 ? "\uFEFF" : string.Empty;
            Write();
            if (mark.Length > 0)
            {
                Lines[0] = (Lines[0].Owner, mark + Lines[0].Line);
            }

            var end = chance.Next(4) == 0 && Lines[^1].Line.Length > 0 ? string.Empty : LineEnd;
            Text = string.Join(LineEnd, Lines.Select(line => line.Line)) + end;
        }

        public string Text { get; }

        public string LineEnd { get; }

        public List<(string Owner, string Line)> Lines { get; } = [];

        private void Write()
        {
            var step = new string(' ', 1 + _chance.Next(4));
            Noise(string.Empty, "top");
            foreach (var line in new[] { "schema: 1", "starter: '0.1.0'", "contract:   1", "theme: html" })
            {
                Lines.Add(("top", line + Comment(2)));
                Noise(string.Empty, "top");
            }

            if (_chance.Next(2) == 0)
            {
                // Comments right above it are its own.
                Lines.Add(("top", string.Empty));
                Lines.Add(("history", "history: subtree" + Comment(2)));
            }

            Lines.Add(("top", "default_remote: builtin"));
            var names = Names.OrderBy(_ => _chance.Next()).Take(_chance.Next(4)).ToList();
            var empty = _chance.Next(3) switch { 0 => " {}", 1 => " ~", _ => string.Empty };
            Lines.Add(("modules", $"modules:{(names.Count == 0 ? empty : string.Empty)}{Comment(2)}"));
            foreach (var name in names)
            {
                Lines.Add(("top", string.Empty));
                WriteModule(name, step);
            }

            Lines.Add(("top", string.Empty));
            Lines.Add(("top", "# the end"));
        }

        private void WriteModule(string name, string step)
        {
            var inner = step + new string(' ', 1 + _chance.Next(4));
            for (var above = _chance.Next(3); above > 0; above--)
            {
                Lines.Add((name, $"{step}# {_comments++}"));
            }

            Lines.Add((name, $"{step}{name}:{Comment(3)}"));
            var keys = new[]
            {
                ("prefix", $"modules/{name}"), ("remote", "\"builtin\""), ("branch", $"splits/{name}-module"), ("installed_version", "v0.1.0"),
                ("installed_at", "2026-11-22"), ("split", Id(_chance) is var id && id.Any(char.IsLetter) ? id : "'" + id + "'"), ("tree", "'" + Id(_chance) + "'"), ("source", "content/m"),
            };
            foreach (var (key, value) in keys.OrderBy(_ => _chance.Next()))
            {
                Lines.Add(($"{name}.{key}", $"{inner}{key}: {value}{Comment(3)}"));
                Noise(inner, name);
            }

            WriteOptions(name, inner);
            if (_chance.Next(3) == 0)
            {
                Lines.Add((name, $"{inner}# {_comments++} below"));
            }
        }

        private void WriteOptions(string name, string inner)
        {
            var owner = $"{name}.options";
            switch (_chance.Next(4))
            {
                case 0:
                    Lines.Add((owner, $"{inner}options: {{}}{Comment(2)}"));
                    break;
                case 1:
                    Lines.Add((owner, $"{inner}options:{Comment(2)}"));
                    break;
                case 2:
                    Lines.Add((owner, $"{inner}options: {{ o1: 1, o9: [x, 'y'] , o2 : \"z\" }}{Comment(2)}"));
                    break;
                default:
                    Lines.Add((owner, $"{inner}options:{Comment(2)}"));
                    foreach (var line in new[] { "o1: 1", "# about o2", "o2:", "- x # first", "- y", "o9: >-", "   folded", "   text" })
                    {
                        Lines.Add((owner, $"{inner}  {line}"));
                    }

                    break;
            }
        }

        private string Comment(int oneIn) => _chance.Next(oneIn) == 0 ? $"{new string(' ', 1 + _chance.Next(3))}# {_comments++}: {{ not: yaml }}" : string.Empty;

        private void Noise(string indent, string owner)
        {
            if (_chance.Next(5) == 0)
            {
                Lines.Add((owner, $"{indent}# {_comments++} 'about"));
            }

            if (_chance.Next(6) == 0)
            {
                Lines.Add((owner, string.Empty));
            }
        }
    }
}
