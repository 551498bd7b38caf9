using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>
/// quickscale.yml as accidents and strangers may leave it: whatever it says, every command either understands it or refuses it in one
/// sentence with its place, changes nothing then, and never touches what is outside the project. The seed is printed.
/// </summary>
[Category("Slow")]
internal sealed partial class MutatedFilesDoNoHarm : ShopFixture
{
    private static readonly string[] Pieces =
    [
        "../../x", "..", "/etc/passwd", "shop", "other", "core", "modules", "options", "version", "remote", "environments", "{", "}", "[", "]", ":", "#", "-", "\"", "'", "&a", "*a", "!!str", "%YAML", "---", "\t", "\0",
        "0.1", ">=9", "true", "null", "~", "99999999999999999999", "level", "schema: 2", "{ shop: { version: \"0.1.0\" } }", "ext::sh -c touch% x", "--upload-pack=x", "\u202e", "\ud800", "deploy: { railway: {} }", "production",
    ];

    private static readonly string[] NotOurs = ["quickscale.yml", ".git/index", ".git/qs/lock"];

    [Test]
    public async Task Whatever_it_says()
    {
        // Two folders deep, so that what climbs out of the project is still seen.
        await PrepareAsync(repository: Path.Combine("deep", "down", "host"));
        Project.Write("quickscale.yml", Project.Read("quickscale.yml") + "environments:\n  production: { modules: { shop: {} } }\ndeploy:\n  railway: { project: shop, region: eu-west }\n");
        await Project.CommitAsync("Say more");
        var valid = Project.Read("quickscale.yml");
        var endings = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var chance = Rounds.Chance(nameof(Whatever_it_says));
        var before = Everything();
        for (var round = 0; round < Rounds.Of(500); round++)
        {
            var text = round == 0 ? valid : Mutated(valid, chance);
            await File.WriteAllTextAsync(Project.PathOf("quickscale.yml"), text, new UTF8Encoding(false));
            var isValid = await RunAsync(["config", "validate"], text, mustRefuse: false);
            await RunAsync((round % 4) switch
            {
                0 => ["plan", "--json"],
                1 => ["apply", isValid ? "--dry-run" : "--yes"],
                2 => ["config", "show", "--environment", "production"],
                _ => ["config", "migrate", "--dry-run"],
            }, text, mustRefuse: !isValid && round % 4 != 3);
        }

        await TestContext.Out.WriteLineAsync(string.Join(", ", endings.Select(pair => $"{pair.Key}: {pair.Value}")));
        foreach (var command in new[] { "config validate", "plan", "apply", "config show", "config migrate" })
            new[] { $"{command} 0", $"{command} 4" }.ShouldBeSubsetOf(endings.Keys);
        (await Project.GitAsync("status", "--porcelain", "--ignored")).ShouldBeOneOf([" M quickscale.yml", ""]);

        async Task<bool> RunAsync(string[] command, string text, bool mustRefuse)
        {
            var answer = await Project.QsAsync(command);
            var context = $"{string.Join(' ', command)}\n{text}\n{answer.Output}{answer.Error}";
            var name = command[0] == "config" ? $"config {command[1]}" : command[0];
            endings[$"{name} {answer.ExitCode}"] = endings.GetValueOrDefault($"{name} {answer.ExitCode}") + 1;
            if (mustRefuse)
                answer.ExitCode.ShouldBe(4, context);
            else
                answer.ExitCode.ShouldBeOneOf(command is ["config", not "show", ..] ? [0, 4] : [0, 2, 3, 4, 5], context);
            if (answer.ExitCode != 0)
                ShouldBeOneSentence(answer, withPlace: mustRefuse || command is ["config", not "show", ..], text, context);
            var after = Everything();
            var changed = before.Except(after).Concat(after.Except(before)).Where(line => answer.ExitCode != 0 || !IsOfPlans(line));
            changed.ShouldBeEmpty(context);
            before = after;
            return answer.ExitCode == 0;
        }
    }

    private static void ShouldBeOneSentence(Answer answer, bool withPlace, string text, string context)
    {
        var lines = answer.Error.TrimEnd('\n').Split('\n');
        lines.Count(line => line.StartsWith("qs: ", StringComparison.Ordinal)).ShouldBe(1, context);
        lines[^1].ShouldStartWith("qs: ", Case.Sensitive, context);
        lines[^1].ShouldEndWith(".", Case.Sensitive, context);
        answer.Error.ShouldNotContain("   at ", Case.Sensitive, context);
        if (answer.Output.Length > 0)
            $"qs: {(string)JsonNode.Parse(answer.Output)!["error"]!}".ShouldBe(lines[^1], context);
        if (!withPlace)
            return;
        var place = Place().Match(lines[^1]);
        place.Success.ShouldBeTrue(context);
        int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture).ShouldBeInRange(1, text.Split('\n').Length, context);
    }

    private static string Mutated(string valid, Random chance)
    {
        var text = valid;
        for (var count = chance.Next(1, 5); count > 0; count--)
        {
            var at = chance.Next(text.Length + 1);
            var length = Math.Min(chance.Next(12), text.Length - at);
            text = chance.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[chance.Next(Pieces.Length)]),
                2 => text.Remove(at, length).Insert(at, Pieces[chance.Next(Pieces.Length)]),
                3 => text.Insert(at, text.Substring(at, length)),
                _ => text.Insert(at, ((char)chance.Next(1, 300)).ToString()),
            };
        }

        return text;
    }

    /// <summary>
    /// All files of the workplace with their sizes and times, and all folders: the project's, its repository's and what lies beside them.
    /// Left out are the file itself, and what git and a lock note for themselves.
    /// </summary>
    private List<string> Everything() =>
        [.. new DirectoryInfo(Workplace.Root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Where(entry => !NotOurs.Contains(Path.GetRelativePath(Workplace[Project.Folder], entry.FullName)))
            .Select(entry => entry is FileInfo file ? $"{file.FullName} {file.LinkTarget} {file.Length} {file.LastWriteTimeUtc:O}" : $"{entry.FullName}/")];

    /// <summary>What a look ahead leaves: objects that nobody uses, and the plan.</summary>
    private bool IsOfPlans(string line) =>
        line.StartsWith(Project.PathOf(".git/objects/"), StringComparison.Ordinal) || line.StartsWith(Project.PathOf(".git/qs/plan.json "), StringComparison.Ordinal);

    [GeneratedRegex(@"^qs: quickscale\.yml:(?<line>\d+):[1-9]\d*: \S")]
    private static partial Regex Place();
}
