using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>
/// What upstream tells about an update: the lines of its CHANGELOG between the two versions, or else the subjects of its commits,
/// and the manual steps of each version on the way.
/// </summary>
internal sealed partial record UpstreamNotes(IReadOnlyList<string> Changes, IReadOnlyList<(string Version, string Text)> Steps)
{
    private const string ChangelogName = "CHANGELOG.md";

    /// <summary>Reads the notes for several updates in one process.</summary>
    public static IReadOnlyList<UpstreamNotes> Read(
        Workspace workspace,
        IReadOnlyList<(SemanticVersion From, ModuleRelease To, IReadOnlyList<string> Subjects)> updates,
        CancellationToken cancellation)
    {
        var names = new List<string>();
        foreach (var (from, to, _) in updates)
        {
            names.Add($"{to.Tree}:{ChangelogName}");
            names.AddRange(WithNotes(to, from).Select(upgrade => $"{to.Tree}:{upgrade.Notes}"));
        }

        var texts = new Queue<string?>(workspace.Repository.Read(names, cancellation).Select(found => found is { Type: "blob" } ? found.Text : null));
        return [.. updates.Select(update =>
        {
            var lines = texts.Dequeue() is { } changelog ? Between(changelog, update.From, update.To.Version) : [];
            var steps = WithNotes(update.To, update.From).Select(upgrade => (ModuleVersion.Tag(upgrade.Version), Text: texts.Dequeue()?.Trim() ?? string.Empty)).Where(step => step.Text.Length > 0).ToList();
            return new UpstreamNotes(lines.Count > 0 ? lines : update.Subjects, steps);
        })];
    }

    /// <summary>The lines below the headings of the versions after one and up to another.</summary>
    public static IReadOnlyList<string> Between(string changelog, SemanticVersion from, SemanticVersion to)
    {
        var lines = new List<string>();
        var inside = false;
        foreach (var line in changelog.Split('\n').Select(line => line.TrimEnd()))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                inside = ModuleVersion.TryParse(heading.Groups[1].Value, out var version) && version! > from && version! <= to;
            }
            else if (inside && line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static IEnumerable<ModuleUpgrade> WithNotes(ModuleRelease to, SemanticVersion from) =>
        ModuleOptions.Between(to.Manifest, from).Where(upgrade => upgrade.Notes is not null);

    [GeneratedRegex(@"^##\s+\[?(v?[0-9][^\]\s]*)\]?", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
