using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>
/// The template engine knows one spelling of a condition a file type. Another spelling stays in the output, and a
/// comment that merely looks like a condition can swallow the rest of its file; both without an error.
/// </summary>
public partial class DirectiveTests
{
    private static readonly (Regex Files, Regex Directive)[] Spellings =
    [
        (ScriptFile(), HashDirective()),
        (MarkupFile(), MarkupDirective()),
        (CSharpFile(), HashDirective()),
        (RazorFile(), RazorDirective()),
        (StyleFile(), StyleDirective()),
        (AnyFile(), SlashDirective()),
    ];

    [Test]
    public void Every_condition_is_spelt_as_its_file_type_wants_it_and_names_a_symbol()
    {
        var variables = TemplateRules.Variables(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Starter, ".template.config", "template.json")))!.AsObject());
        TemplateRules.ContentFiles(Repository.Starter).SelectMany(file => Complaints(file, File.ReadAllText(file), variables)).ShouldBeEmpty();
    }

    [TestCase("compose.yml", "#if (postgres)\na: 1\n#endif\n", null)]
    [TestCase("compose.yml", "#if you see this\na: 1\n", "is no condition")]
    [TestCase("compose.yml", "#if (postgres)\na: 1\n", "not closed")]
    [TestCase("compose.yml", "#if (mysql)\na: 1\n#endif\n", "names 'mysql'")]
    [TestCase("Dockerfile", "# if this were a condition it would be glued\n", null)]
    [TestCase(".env.example", "#if (sqlite)\nA=1\n#else\nA=2\n#endif\n", null)]
    [TestCase("README.md", "<!--#if (postgres) -->\ntext\n<!--#endif -->\n", null)]
    [TestCase("README.md", "#if (postgres)\n", "is no condition")]
    [TestCase("Index.cshtml", "<!--#if (postgres) -->\n<!--#endif -->\n", "is no condition")]
    [TestCase("Index.cshtml", "@*#if (postgres)*@\n@*#endif*@\n", null)]
    [TestCase("appsettings.json", "//#if (postgres)\n//#endif\n", null)]
    [TestCase("appsettings.json", "#if (postgres)\n#endif\n", "is no condition")]
    [TestCase("Program.cs", "#if DEBUG\n#endif\n", "is no condition")]
    public void The_rule_itself_tells_right_from_wrong(string file, string text, string? complaint)
    {
        var complaints = Complaints(file, text, new HashSet<string> { "postgres", "sqlite" }).ToList();
        if (complaint is null)
            complaints.ShouldBeEmpty();
        else
            complaints.ShouldContain(sentence => sentence.Contains(complaint, StringComparison.Ordinal));
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task No_token_and_no_directive_is_left_in_a_project(Combination combination)
    {
        var template = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Starter, ".template.config", "template.json")))!;
        var tokens = template["symbols"]!.AsObject().Select(symbol => symbol.Value!["replaces"]?.GetValue<string>()).OfType<string>().ToList();
        tokens.Count.ShouldBeGreaterThanOrEqualTo(10);
        var project = await GeneratedProject.GetAsync(combination);
        foreach (var file in project.Files())
        {
            var text = project.Read(file);
            foreach (var token in tokens)
            {
                file.ShouldNotContain(token, Case.Sensitive);
                text.ShouldNotContain(token, Case.Sensitive, file);
            }

            Directive().Match(text).Value.ShouldBeEmpty(file);
            text.ShouldNotContain(":cnd", Case.Sensitive, file);
        }
    }

    private static IEnumerable<string> Complaints(string file, string text, IReadOnlySet<string> variables)
    {
        var name = Path.GetFileName(file);
        var spelling = Spellings.First(spelling => spelling.Files.IsMatch(name)).Directive;
        var open = 0;
        foreach (var line in text.Split('\n').Where(line => Directive().IsMatch(line)))
        {
            var directive = spelling.Match(line);
            if (!directive.Success)
            {
                yield return $"{name}: '{line.Trim()}' is no condition that the engine reads in such a file.";
                continue;
            }

            open += directive.Groups["word"].Value switch { "if" => 1, "endif" => -1, _ => 0 };
            foreach (var variable in TemplateRules.NamesIn(directive.Groups["condition"].Value).Where(variable => !variables.Contains(variable)))
                yield return $"{name}: '{line.Trim()}' names '{variable}', which is no symbol.";
        }

        if (open != 0)
            yield return $"{name}: a condition is not closed.";
    }

    [GeneratedRegex(@"#(if|elif|elseif|else|endif)\b")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^\s*##?(?<word>if|elif|elseif|else|endif)\s*(?<condition>\(.*\))?\s*$(?<=\)\s*|else\s*|endif\s*)")]
    private static partial Regex HashDirective();

    [GeneratedRegex(@"^\s*<!--#(?<word>if|elif|elseif|else|endif)\s*(?<condition>\(.*\))?\s*-->\s*$")]
    private static partial Regex MarkupDirective();

    [GeneratedRegex(@"^\s*@\*#(?<word>if|elif|elseif|else|endif)\s*(?<condition>\(.*\))?\s*\*@\s*$")]
    private static partial Regex RazorDirective();

    [GeneratedRegex(@"^\s*/\*#(?<word>if|elif|elseif|else|endif)\s*(?<condition>\(.*\))?\s*\*/\s*$")]
    private static partial Regex StyleDirective();

    [GeneratedRegex(@"^\s*//#(?<word>if|elif|elseif|else|endif)\s*(?<condition>\(.*\))?\s*$")]
    private static partial Regex SlashDirective();

    [GeneratedRegex(@"^(.*\.(ya?ml|sh|ps1)|Dockerfile|\.gitignore|\.gitattributes|\.editorconfig|\.dockerignore|\.env.*)$")]
    private static partial Regex ScriptFile();

    [GeneratedRegex(@"\.(csproj|props|targets|slnx|md|html|svg|xml)$")]
    private static partial Regex MarkupFile();

    [GeneratedRegex(@"\.cs$")]
    private static partial Regex CSharpFile();

    [GeneratedRegex(@"\.(cshtml|razor)$")]
    private static partial Regex RazorFile();

    [GeneratedRegex(@"\.css$")]
    private static partial Regex StyleFile();

    [GeneratedRegex("")]
    private static partial Regex AnyFile();
}
