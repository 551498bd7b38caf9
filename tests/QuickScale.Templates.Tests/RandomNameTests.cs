using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace QuickScale.Templates.Tests;

/// <summary>Whatever letters a name is made of, what the template makes of it is an identifier, a slug and a text without markup.</summary>
[Category("Slow")]
public partial class RandomNameTests
{
    private static readonly string[] Alphabets =
        ["abcxyz", "ABCXYZ", "0123456789", "-_. ", "àéîõüçñÀÉÎÕÜÇÑ", "ßøłžşğ", "日本語عربيไทย", "&<>'\"!?*#%$@()[]{};,+=~^`|", "🚀é"];

    [Test]
    public async Task Any_name_gives_a_valid_project()
    {
        var pack = await TemplatePack.InstalledAsync();
        var chance = Rounds.Chance(nameof(Any_name_gives_a_valid_project));
        using var folder = new TemporaryFolder();
        for (var round = 0; round < Rounds.Of(5); round++)
        {
            var name = RandomName(chance);
            var output = folder[$"{round}"];
            (await pack.NewAsync([$"--name={name}", "--output", output, "--skip-restore"])).ShouldSucceed();

            var manifest = new YamlStream();
            manifest.Load(new StringReader(await File.ReadAllTextAsync(Path.Combine(output, "quickscale.yml"))));
            var project = manifest.Documents[0].RootNode["project"];
            var code = project["name"].ToString();
            Namespace().IsMatch(code).ShouldBeTrue($"'{name}' became the namespace '{code}'");
            Slug().IsMatch(project["slug"].ToString()).ShouldBeTrue($"'{name}' became the slug '{project["slug"]}'");
            File.Exists(Path.Combine(output, $"{code}.slnx")).ShouldBeTrue(name);
            var title = (await File.ReadAllLinesAsync(Path.Combine(output, "README.md")))[0];
            Title().IsMatch(title).ShouldBeTrue($"'{name}' became the title '{title}'");
        }
    }

    private static string RandomName(Random chance)
    {
        var name = new StringBuilder();
        for (var length = chance.Next(1, 16); length > 0; length--)
        {
            var runes = Alphabets[chance.Next(Alphabets.Length)].EnumerateRunes().ToList();
            name.Append(runes[chance.Next(runes.Count)]);
        }

        // dotnet itself takes a word that begins with an at sign for a file of arguments, and a blank one for none.
        var plain = name.ToString().TrimStart('@');
        return string.IsNullOrWhiteSpace(plain) ? "a" : plain;
    }

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)*$")]
    private static partial Regex Namespace();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Slug();

    [GeneratedRegex(@"^# [\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}])?$")]
    private static partial Regex Title();
}
