using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace QuickScale.Templates.Tests;

/// <summary>Every relative link and anchor of every Markdown file leads somewhere: here and in what is generated.</summary>
public class LinkTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    [Test]
    public async Task In_the_repository()
    {
        // What lies under content/ is checked as it is generated.
        var documents = (await Repository.FilesAsync()).Where(file => file.EndsWith(".md", StringComparison.Ordinal) && !file.StartsWith("content/", StringComparison.Ordinal));
        documents.SelectMany(file => BrokenLinks(Repository.Root, file)).ShouldBeEmpty();
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task In_a_generated_project(Combination combination)
    {
        var project = await GeneratedProject.GetAsync(combination);
        var documents = project.Files().Where(file => file.EndsWith(".md", StringComparison.Ordinal)).ToList();
        documents.ShouldContain("README.md");
        documents.SelectMany(file => BrokenLinks(project.Root, file)).ShouldBeEmpty();
    }

    [TestCase("[a](missing.md)", "missing.md")]
    [TestCase("[a](other.md#no-such-heading)", "no-such-heading")]
    [TestCase("[a](#no-such-heading)", "no-such-heading")]
    [TestCase("[a](/other.md)", "/other.md")]
    [TestCase("![a](missing.png)", "missing.png")]
    [TestCase("[a](other.md), [b](other.md#what-you-get), [c](https://example.org/x), [d](#title), [e](folder)", null)]
    public async Task The_rule_itself_tells_right_from_wrong(string text, string? broken)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["README.md"], $"# Title\n\n{text}\n");
        await File.WriteAllTextAsync(folder["other.md"], "# Other\n\n## What you get\n");
        Directory.CreateDirectory(folder["folder"]);
        var found = BrokenLinks(folder.Root, "README.md").ToList();
        if (broken is null)
            found.ShouldBeEmpty();
        else
            found.ShouldHaveSingleItem().ShouldContain(broken);
    }

    private static IEnumerable<string> BrokenLinks(string root, string file)
    {
        var path = Path.Combine(root, file);
        foreach (var url in Markdown.Parse(File.ReadAllText(path), Pipeline).Descendants<LinkInline>().Select(link => link.Url ?? ""))
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "mailto")
                continue;
            var parts = url.Split('#', 2);
            var target = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0])));
            if (!target.StartsWith(root, StringComparison.Ordinal) || !(File.Exists(target) || Directory.Exists(target)))
                yield return $"{file}: '{url}' leads nowhere.";
            else if (parts.Length == 2 && !Anchors(target).Contains(parts[1]))
                yield return $"{file}: '{url}' names a heading that does not exist.";
        }
    }

    private static HashSet<string?> Anchors(string file) =>
        File.Exists(file) ? [.. Markdown.Parse(File.ReadAllText(file), Pipeline).Descendants<HeadingBlock>().Select(heading => heading.TryGetAttributes()?.Id)] : [];
}
