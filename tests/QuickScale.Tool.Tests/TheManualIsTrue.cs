using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>
/// The manual names every command, option, other spelling and refusal, and no refusal that does not exist. The part between the marks
/// is made from the sources: a difference is written beside the manual as <c>user-manual.received.md</c>, and renaming that file accepts it.
/// </summary>
internal sealed partial class TheManualIsTrue
{
    private const string Begin = "<!-- refusals: begin -->";
    private const string End = "<!-- refusals: end -->";
    private static readonly string Manual = File.ReadAllText(Repository.PathOf("docs", "user-manual.md"));

    [Test]
    public void It_lists_every_refusal()
    {
        var received = Repository.PathOf("docs", "user-manual.received.md");
        var (start, end) = (Manual.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, Manual.IndexOf(End, StringComparison.Ordinal));
        var listed = Manual[start..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var expected = Table().ToList();
        if (listed.SequenceEqual(expected.Where(line => line.Length > 0)))
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, $"{Manual[..start]}\n{string.Join('\n', expected)}\n{Manual[end..]}");
        var differences = listed.Except(expected).Select(line => $"- {line}").Concat(expected.Except(listed).Select(line => $"+ {line}"));
        Assert.Fail($"The list of refusals differs; rename '{received}' to 'user-manual.md' if the change is meant.\n{string.Join('\n', differences)}");
    }

    [Test]
    public void It_lists_the_other_spellings()
    {
        var rows = Spelling().Matches(Manual).Select(match => (match.Groups["other"].Value, match.Groups["today"].Value));

        rows.ShouldBe(
            Spellings.All.Select(spelling => ($"qs {spelling.Key}", $"qs {string.Join(' ', spelling.Value)}"))
                .Concat(OtherNames(Program.Tree(null), "qs")),
            ignoreOrder: true);
    }

    [Test]
    public void It_names_every_command_with_its_options()
    {
        foreach (var (path, command) in CommandTree.Of(Program.Tree(null)).Where(found => found.Command.Subcommands.Count == 0))
        {
            var section = Section(path);
            section.ShouldNotBeNull($"The manual has no heading '{path}'.");
            var missing = command.Options.Where(option => !option.Recursive && option.Name != "--help").Select(option => option.Name)
                .Where(name => !Regex.IsMatch(section, $@"`[^`]*{name}(?![\w-])[^`]*`"));
            missing.ShouldBeEmpty($"'{path}' in the manual leaves out options.");
        }
    }

    [Test]
    public void The_description_of_modules_names_every_key_of_a_manifest()
    {
        var modules = File.ReadAllText(Repository.PathOf("docs", "modules.md"));
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "schemas", "module.schema.json")));
        var properties = schema.RootElement.GetProperty("properties");
        var keys = Keys(properties).Concat(new[] { "options", "upgrades" }.SelectMany(part => Keys(Inner(properties.GetProperty(part))).Select(key => $"{part}.*.{key}")));

        keys.Where(key => !modules.Contains($"`{key}`", StringComparison.Ordinal)).ShouldBeEmpty();

        static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
        static JsonElement Inner(JsonElement part) => part.GetProperty("additionalProperties").GetProperty("properties");
    }

    [Test]
    public void The_commands_and_settings_of_the_guide_to_deployment_are_those_there_are()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs", "deployment.md"));
        var commands = Regex.Matches(guide, @"^qs (.+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        commands.Count.ShouldBeGreaterThan(4);
        commands.Where(command => Program.Tree(null).Parse(command.Split(' ')).Errors.Count > 0).ShouldBeEmpty();

        var settings = Regex.Matches(guide, @"^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        settings.Count.ShouldBe(2);
        const string Beginning = "schema: 1\nproject: { name: MyApp, slug: my-app }\ntheme: html\ndatabase: sqlite\n";
        settings.Select(text => Projects.ProjectFile.Parse(Beginning + text, "quickscale.yml").Failed(out var failure, out _) ? failure.Sentence : null).OfType<string>().ShouldBeEmpty();

        // Every key has its line in the table.
        var table = guide[guide.IndexOf("| key |", StringComparison.Ordinal)..guide.IndexOf("Every deployment takes", StringComparison.Ordinal)];
        Projects.DeployShapes.All.Fields.SelectMany(target => ((Yaml.ObjectShape)target.Shape).Fields).Select(field => field.Name).Distinct()
            .Where(key => !table.Contains($"`{key}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Test]
    public void It_explains_every_exit_code()
    {
        var codes = typeof(ExitCode).GetFields().Select(field => (int)field.GetRawConstantValue()!);
        var section = Section("Exit codes").ShouldNotBeNull();
        codes.Where(code => !section.Contains($"\n| {code} | ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Test]
    public void Sentences_are_found_in_all_their_forms()
    {
        const string Source = """
            return wrong ? new Failure(ExitCode.Usage, $"No {(a ? "x, y" : $"{b}")} {Phrase.Some(oldPaths)} {remote.Shown} {f(1, 2)} \"here\"; try {{one}}.", "detail only.") : null;
            new Failure(first ? ExitCode.Precondition : ExitCode.Usage, found("not this one").Any() ? "Either way." : "Or that.");
            new ModuleFinding(file.Path, $"{file} is odd.");
            result.AddError("stands alone");
            """;

        SourceSentences.In(Source).Select(sentence => $"{string.Join('/', sentence.ExitCodes)} {sentence.Text}").ShouldBe(
            ["2 No x, y/B OLD-PATHS REMOTE … \"here\"; try {one}.", "4/2 Either way.", "4/2 Or that.", "1 FILE is odd.", "2 stands alone"]);
    }

    private static IEnumerable<string> Table() =>
    [
        "| exit code | sentence |",
        "|---|---|",
        .. SourceSentences.OfTheTool().Select(sentence => $"| {string.Join(" or ", sentence.ExitCodes)} | {Escaped(sentence.Text)} |"),
        string.Empty,
        "Of a file, after its name, line and column (4), or of a value that was typed (2):",
        string.Empty,
        .. SourceSentences.OfFilesAndValues().Select(words => $"- {Escaped(words)}"),
    ];

    private static string Escaped(string text) => MarkupSign().Replace(text, @"\$0");

    private static IEnumerable<(string Other, string Today)> OtherNames(Command command, string path) =>
        command.Subcommands.SelectMany(child => child.Aliases.Select(alias => ($"{path} {alias}", $"{path} {child.Name}")).Concat(OtherNames(child, $"{path} {child.Name}")));

    /// <summary>What stands under the heading that a command's path is; null when there is no such heading.</summary>
    private static string? Section(string path)
    {
        var heading = Regex.Match(Manual, $@"^(#+) `?{Regex.Escape(path)}`?$", RegexOptions.Multiline);
        if (!heading.Success)
            return null;
        var rest = Manual[(heading.Index + heading.Length)..];
        var next = Regex.Match(rest, $@"^#{{1,{heading.Groups[1].Length}}} ", RegexOptions.Multiline);
        return next.Success ? rest[..next.Index] : rest;
    }

    [GeneratedRegex(@"^\| `(?<other>qs [a-z -]+)` \| `(?<today>qs [a-z -]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Spelling();

    [GeneratedRegex(@"[\\`*_<>|\[\]]")]
    private static partial Regex MarkupSign();
}
