using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>
/// Documents that state facts are compared with the facts. The forms:
/// README.md, "What you get": items "- `path` — text", where a path ending in a slash covers all below it.
/// docs/scaffolding.md: under the headings "Repository", "Generated project (theme)" and "Module (core)" a drawing as in <see cref="FileTree"/>.
/// docs/decisions.md: tables of three columns (what, state, version) under "Feature matrix" and "Command matrix".
/// </summary>
public partial class DocumentTests
{
    [Test]
    public void The_readme_lists_what_is_generated()
    {
        var items = MarkdownDocument.OfRepository("README.md").CodeItemsUnder("What you get");
        var files = Combination.All.SelectMany(combination => TemplateSnapshot.Approved($"{combination}")).Distinct().ToList();
        FileTree.Differences([.. items.Select(item => item.Code)], files).ShouldBeEmpty();
        items.ShouldAllBe(item => item.Text.Length > 10);
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public void Scaffolding_shows_the_generated_project(Combination combination)
    {
        var drawing = MarkdownDocument.OfRepository("docs", "scaffolding.md").CodeUnder($"Generated project ({combination.Theme})");
        FileTree.Differences(FileTree.Parse(drawing), TemplateSnapshot.Approved($"{combination}")).ShouldBeEmpty();
    }

    [Test]
    public async Task Scaffolding_shows_the_repository()
    {
        var drawing = MarkdownDocument.OfRepository("docs", "scaffolding.md").CodeUnder("Repository");
        FileTree.Differences(FileTree.Parse(drawing), await Repository.FilesAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Scaffolding_shows_a_module()
    {
        const string Core = "content/modules/core/";
        var drawing = MarkdownDocument.OfRepository("docs", "scaffolding.md").CodeUnder("Module (core)");
        FileTree.Differences(FileTree.Parse(drawing), [.. (await Repository.FilesAsync(Core)).Select(file => file[Core.Length..])]).ShouldBeEmpty();
    }

    [Test]
    public void The_feature_matrix_offers_what_the_template_offers()
    {
        var options = Rows("Feature matrix").Where(row => row[0].StartsWith("`--", StringComparison.Ordinal) && row[1] == "IN").Select(row => row[0].Trim('`'));
        options.ShouldBe(TemplateOptions(), ignoreOrder: true);
    }

    [Test]
    [Category("Slow")]
    public async Task The_command_matrix_offers_what_the_tool_offers()
    {
        var commands = Rows("Command matrix").Where(row => row[1] == "IN").Select(row => row[0].Trim('`'));
        commands.ShouldBe(await CommandsAsync(["qs"]), ignoreOrder: true);
    }

    [TestCase("Feature matrix")]
    [TestCase("Command matrix")]
    public void A_matrix_states_in_out_or_planned_with_a_version(string heading)
    {
        foreach (var row in Rows(heading))
        {
            row.Count.ShouldBe(3);
            row[1].ShouldBeOneOf("IN", "OUT", "PLANNED");
            Version.TryParse(row[2], out var version).ShouldBe(row[1] != "OUT", row[0]);
            if (row[1] == "IN")
                version!.ShouldBeLessThanOrEqualTo(Version.Parse(Repository.Version), row[0]);
        }

        Rows(heading).Select(row => row[0]).ShouldBeUnique();
    }

    [TestCase("A/\n  b/\n    c.txt\n  d.txt   text", "b/c.txt|d.txt")]
    [TestCase("A/\n  b/   all of it\n  d/\n    e/\n    f.txt", "b/|d/e/|d/f.txt")]
    public void A_drawing_is_read(string drawing, string paths) => FileTree.Parse(drawing.Split('\n')).ShouldBe(paths.Split('|'));

    [Test]
    public void A_list_that_lacks_or_invents_a_file_is_found()
    {
        FileTree.Differences(["a/", "b.txt"], ["a/x", "a/y/z", "b.txt"]).ShouldBeEmpty();
        FileTree.Differences(["a/"], ["a/x", "b.txt"]).ShouldHaveSingleItem().ShouldContain("'b.txt' exists");
        FileTree.Differences(["a/", "c.txt"], ["a/x"]).ShouldHaveSingleItem().ShouldContain("'c.txt' is named");
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(string heading) => MarkdownDocument.OfRepository("docs", "decisions.md").RowsUnder(heading);

    /// <summary>Every choice as "--theme html", every other parameter as "--http-port".</summary>
    private static IEnumerable<string> TemplateOptions()
    {
        var folder = Path.Combine(Repository.Starter, ".template.config");
        var symbols = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "template.json")))!["symbols"]!.AsObject();
        var spellings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "dotnetcli.host.json")))!["symbolInfo"]!;
        return symbols.Where(symbol => symbol.Value!["type"]!.GetValue<string>() == "parameter").SelectMany(symbol =>
        {
            var option = $"--{spellings[symbol.Key]!["longName"]!.GetValue<string>()}";
            return symbol.Value!["choices"] is JsonArray choices ? choices.Select(choice => $"{option} {choice!["choice"]!.GetValue<string>()}") : [option];
        });
    }

    /// <summary>The commands below one, as the tool's own help lists them, each spelt in full.</summary>
    private static async Task<List<string>> CommandsAsync(string[] command)
    {
        // Built with this project, in the same configuration.
        var tool = Repository.PathOf("artifacts", "bin", "QuickScale.Tool", new DirectoryInfo(AppContext.BaseDirectory).Name, "qs.dll");
        var help = (await TestProcess.DotnetAsync([tool, .. command[1..], "--help"])).ShouldSucceed().Output;
        var found = new List<string>();
        if (CommandList().Match(help) is not { Success: true } list)
            return found;
        foreach (var name in CommandName().Matches(list.Groups["lines"].Value).Select(match => match.Groups["name"].Value))
        {
            found.Add(string.Join(' ', [.. command, name]));
            found.AddRange(await CommandsAsync([.. command, name]));
        }

        return found;
    }

    [GeneratedRegex(@"^Commands:\r?\n(?<lines>(  .*\r?\n)+)", RegexOptions.Multiline)]
    private static partial Regex CommandList();

    [GeneratedRegex(@"^  (?<name>[a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex CommandName();
}
