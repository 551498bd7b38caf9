using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>The guide to a feature of a team shows code of the case study, which is built and tested: so it cannot go stale.</summary>
public partial class TeamGuideTests
{
    [Test]
    public void Each_line_of_code_in_the_guide_is_one_of_the_case_study()
    {
        var study = Repository.PathOf("docs", "case-studies", "booking");
        var written = Directory.EnumerateFiles(Path.Combine(study, "project"), "*", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .Concat(File.ReadLines(Path.Combine(study, "changes.patch")).Where(line => line.StartsWith('+') || line.StartsWith(' ')).Select(line => line[1..]))
            .ToHashSet(StringComparer.Ordinal);

        var blocks = Code().Matches(File.ReadAllText(Repository.PathOf("docs", "team-features.md")).ReplaceLineEndings("\n"));
        var shown = blocks.SelectMany(block => block.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();

        shown.Count.ShouldBeGreaterThan(20);
        shown.Where(line => !written.Contains(line)).ShouldBeEmpty();
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
