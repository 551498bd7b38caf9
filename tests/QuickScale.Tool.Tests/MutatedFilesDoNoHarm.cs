using System.Text;

namespace QuickScale.Tool.Tests;

/// <summary>
/// quickscale.yml as accidents and strangers may leave it: whatever it says, every command ends with a sentence of its own and touches
/// nothing outside the project. The seed is printed.
/// </summary>
[Category("Slow")]
internal sealed class MutatedFilesDoNoHarm : ShopFixture
{
    private static readonly string[] Pieces =
    [
        "../../x", "..", "/etc/passwd", "shop", "other", "core", "modules", "options", "version", "remote", "environments", "{", "}", "[", "]", ":", "#", "-", "\"", "'", "&a", "*a", "!!str", "%YAML", "---", "\t", "\0",
        "0.1", ">=9", "true", "null", "~", "99999999999999999999", "level", "schema: 2", "{ shop: { version: \"0.1.0\" } }", "ext::sh -c touch% x", "--upload-pack=x", "\u202e", "\ud800", "deploy: { railway: {} }", "production",
    ];

    [Test]
    public async Task Whatever_it_says()
    {
        await PrepareAsync();
        Project.Write("quickscale.yml", Project.Read("quickscale.yml") + "environments:\n  production: { modules: { shop: {} } }\ndeploy:\n  railway: { project: shop, region: eu-west }\n");
        await Project.CommitAsync("Say more");
        var valid = Project.Read("quickscale.yml");
        var endings = new Dictionary<int, int>();
        var chance = Rounds.Chance(nameof(Whatever_it_says));
        var head = await Project.GitAsync("rev-parse", "HEAD");
        var outside = Outside();
        for (var round = 0; round < Rounds.Of(500); round++)
        {
            var text = Mutated(valid, chance);
            await File.WriteAllTextAsync(Project.PathOf("quickscale.yml"), text, new UTF8Encoding(false));
            string[] command = (round % 4) switch
            {
                0 => ["config", "validate"],
                1 => ["config", "show", "--environment", "production"],
                2 => ["plan", "--json"],
                _ => ["apply", "--dry-run"],
            };
            var answer = await Project.QsAsync(command);
            var context = $"round {round}: {string.Join(' ', command)}\n{text}\n{answer.Output}{answer.Error}";
            answer.ExitCode.ShouldBeOneOf([0, 2, 3, 4, 5], context);
            endings[answer.ExitCode] = endings.GetValueOrDefault(answer.ExitCode) + 1;
            if (answer.ExitCode != 0)
                answer.Error.TrimEnd('\n').Split('\n')[^1].ShouldStartWith("qs: ", Case.Sensitive, context);
        }

        await TestContext.Out.WriteLineAsync(string.Join(", ", endings.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} ended with {pair.Key}")));
        endings.Keys.ShouldContain(0, "No mutation was harmless, so that nothing behind the reader was tried.");
        endings.Keys.ShouldContain(4);
        (await Project.GitAsync("rev-parse", "HEAD")).ShouldBe(head);
        (await Project.GitAsync("status", "--porcelain", "--ignored")).ShouldBe(" M quickscale.yml");
        Outside().ShouldBe(outside);
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

    /// <summary>All files of the workplace beside the project, with their contents.</summary>
    private List<string> Outside() =>
        [.. Directory.EnumerateFiles(Workplace.Root, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Workplace[Project.Repository], StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];
}
