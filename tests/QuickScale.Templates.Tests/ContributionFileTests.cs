using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace QuickScale.Templates.Tests;

/// <summary>
/// The forms for issues and pull requests. A server shows a form with a mistake in it as no form at all, and tells nobody. The keys are
/// those of GitHub's "Syntax for GitHub's form schema" and "Syntax for issue forms".
/// </summary>
public partial class ContributionFileTests
{
    private static readonly string[] Elements = ["markdown", "textarea", "input", "dropdown", "checkboxes"];
    private static readonly string[] Keys = ["name", "description", "title", "labels", "body"];

    [Test]
    public void There_are_forms_for_what_is_wrong_missing_and_unclear() =>
        Forms().ShouldBe(["bug.yml", "feature.yml", "question.yml"], ignoreOrder: true);

    [TestCaseSource(nameof(Forms))]
    public void A_form_is_one_that_a_server_shows(string form) => Problems(Read(form)).ShouldBeEmpty();

    [Test]
    public void Nobody_begins_with_an_empty_issue()
    {
        var config = Parse(File.ReadAllText(PathOf("config.yml")));
        config["blank_issues_enabled"].ToString().ShouldBe("false");
        config.Children.Keys.Select(key => key.ToString()).ShouldBeSubsetOf(["blank_issues_enabled", "contact_links"]);
    }

    [TestCase("name: A\ndescription: B\nbody: []", "no element asks")]
    [TestCase("name: A\nbody: [{ type: input, attributes: { label: L } }]", "'description' is missing")]
    [TestCase("name: A\ndescription: B\nbodies: []\nbody: [{ type: input, attributes: { label: L } }]", "'bodies'")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: text, attributes: { label: L } }]", "'text'")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: input, attributes: { placeholder: L } }]", "has no label")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: dropdown, attributes: { label: L } }]", "has no options")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: dropdown, attributes: { label: L, options: [x, x] } }]", "has an option twice")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: input, id: a, attributes: { label: L } }, { type: input, id: a, attributes: { label: M } }]", "'a' is there twice")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: input, id: 'a b', attributes: { label: L } }]", "'a b'")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: markdown, attributes: { label: L } }]", "has no value")]
    [TestCase("name: A\ndescription: B\nbody: [{ type: input, attributes: { label: L }, validations: { required: perhaps } }]", "'perhaps'")]
    public void A_form_with_a_mistake_is_found(string form, string problem) =>
        string.Join('\n', Problems(Parse(form))).ShouldContain(problem);

    [Test]
    public void A_pull_request_is_asked_for_what_a_review_needs()
    {
        var template = File.ReadAllText(Repository.PathOf(".github", "pull_request_template.md"));
        Heading().Matches(template).Select(match => match.Groups["text"].Value).ShouldBe(["What and why", "How it was tested", "What a stranger could send", "Checklist"]);
        Item().Count(template).ShouldBeGreaterThan(3);
        // The command is the one that the README names.
        MarkdownDocument.OfRepository("README.md").CommandBlocks().SelectMany(block => block).ShouldContain("bash tests/run.sh");
        template.ShouldContain("`bash tests/run.sh`");
    }

    /// <summary>One place has the contact: the documents say where, and what to do while it is empty.</summary>
    [Test]
    public void The_contact_for_reports_is_one_property()
    {
        var contact = System.Xml.Linq.XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("QuickScaleContact").Single().Value;
        foreach (var document in new[] { "CODE_OF_CONDUCT.md", "docs/security.md" })
        {
            var text = File.ReadAllText(Repository.PathOf(document));
            text.ShouldContain("`QuickScaleContact`", customMessage: document);
            text.Contains("It is empty", StringComparison.OrdinalIgnoreCase).ShouldBe(contact.Length == 0, document);
            if (contact.Length > 0)
                text.ShouldContain(contact, customMessage: document);
        }
    }

    private static IEnumerable<string> Forms() =>
        Directory.EnumerateFiles(PathOf(), "*.yml").Select(file => Path.GetFileName(file)).Where(file => file != "config.yml").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Problems(YamlMappingNode form)
    {
        foreach (var key in form.Children.Keys.Select(key => key.ToString()).Except(Keys))
            yield return $"'{key}' is no key of a form.";
        foreach (var key in new[] { "name", "description", "body" }.Where(key => !form.Children.ContainsKey(key)))
            yield return $"'{key}' is missing.";
        var elements = form.Children.TryGetValue("body", out var body) ? ((YamlSequenceNode)body).Children.Cast<YamlMappingNode>().ToList() : [];
        if (elements.TrueForAll(element => Text(element, "type") == "markdown"))
            yield return "no element asks for anything.";
        foreach (var twice in elements.Select(element => Text(element, "id")).OfType<string>().GroupBy(id => id).Where(group => group.Count() > 1))
            yield return $"The id '{twice.Key}' is there twice.";
        foreach (var problem in elements.SelectMany(ProblemsOfElement))
            yield return problem;
    }

    private static IEnumerable<string> ProblemsOfElement(YamlMappingNode element)
    {
        var type = Text(element, "type");
        if (!Elements.Contains(type))
        {
            yield return $"'{type}' is no type of an element.";
            yield break;
        }

        if (Text(element, "id") is { } id && !Id().IsMatch(id))
            yield return $"'{id}' is no id: letters, digits, dashes and underscores.";
        var attributes = (YamlMappingNode)element["attributes"];
        if (type == "markdown" ? Text(attributes, "value") is not { Length: > 0 } : Text(attributes, "label") is not { Length: > 0 })
            yield return $"An element of the type {type} has no {(type == "markdown" ? "value" : "label")}.";
        if (type is "dropdown" or "checkboxes")
        {
            var options = attributes.Children.TryGetValue("options", out var list) ? ((YamlSequenceNode)list).Children.Select(option => option.ToString()).ToList() : [];
            if (options.Count == 0)
                yield return $"'{Text(attributes, "label")}' has no options.";
            if (options.Distinct().Count() < options.Count)
                yield return $"'{Text(attributes, "label")}' has an option twice.";
        }

        if (element.Children.TryGetValue("validations", out var validations) && Text((YamlMappingNode)validations, "required") is var required and not ("true" or "false"))
            yield return $"'{required}' is neither true nor false.";
    }

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value.ToString() : null;

    private static YamlMappingNode Read(string form) => Parse(File.ReadAllText(PathOf(form)));

    private static YamlMappingNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string PathOf(params string[] file) => Repository.PathOf([".github", "ISSUE_TEMPLATE", .. file]);

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^## (?<text>.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^- \[ \] \S", RegexOptions.Multiline)]
    private static partial Regex Item();
}
