#if TEMPLATE_VERIFIER
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.TemplateEngine.Authoring.TemplateVerifier;
#endif

namespace QuickScale.Templates.Tests;

/// <summary>
/// The one door to approved snapshots: a difference is written beside the approved file as <c>*.received.txt</c>, and
/// renaming that file approves it. Built with UseTemplateAuthoringTasks, Microsoft's engine generates what is compared.
/// </summary>
internal static class TemplateSnapshot
{
    private static string Folder => Repository.PathOf("tests", "QuickScale.Templates.Tests", "Snapshots");

    /// <summary>The approved lines of a snapshot, for tests that compare documents with it.</summary>
    public static IReadOnlyList<string> Approved(string name) => File.ReadAllLines(ApprovedPath(name));

    /// <summary>Generates a combination and compares its files with the approved ones.</summary>
    public static async Task VerifyAsync(Combination combination)
    {
#if TEMPLATE_VERIFIER
        var options = new TemplateVerifierOptions("quickscale")
        {
            TemplatePath = Repository.Starter,
            TemplateSpecificArgs = ["--name", "MyApp", "--output", ".", "--skip-restore", .. combination.Arguments],
        };
        await new VerificationEngine(NullLogger.Instance).Execute(options.WithCustomDirectoryVerifier((folder, _) =>
        {
            ShouldMatch($"{combination}", GeneratedProject.FilesOf(folder));
            return Task.CompletedTask;
        }));
#else
        var project = await GeneratedProject.GetAsync(combination);
        ShouldMatch($"{combination}", project.Files());
#endif
    }

    /// <summary>Compares paths with the approved ones of a name.</summary>
    public static void ShouldMatch(string name, IReadOnlyList<string> lines)
    {
        var received = Path.Combine(Folder, $"{name}.received.txt");
        var approved = File.Exists(ApprovedPath(name)) ? Approved(name) : [];
        if (approved.SequenceEqual(lines))
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Folder);
        File.WriteAllText(received, string.Concat(lines.Select(line => line + "\n")));
        var differences = approved.Except(lines).Select(line => $"- {line}").Concat(lines.Except(approved).Select(line => $"+ {line}"));
        Assert.Fail($"Snapshot '{name}' differs; rename '{received}' to '*.approved.txt' if the change is meant.\n{string.Join('\n', differences)}");
    }

    private static string ApprovedPath(string name) => Path.Combine(Folder, $"{name}.approved.txt");
}
