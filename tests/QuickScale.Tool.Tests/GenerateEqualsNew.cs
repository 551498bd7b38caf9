using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>
/// <c>qs generate</c> makes of a file what <c>qs new</c> makes of the same answers, byte by byte but for the secret of development and
/// the id of user secrets, which are new in every project.
/// </summary>
[Category("Slow")]
internal sealed partial class GenerateEqualsNew : WorkplaceFixture
{
    [TestCase("html", "sqlite", "auth,teams")]
    [TestCase("html", "postgres", "")]
    public async Task The_same_trees_and_commits(string theme, string database, string modules)
    {
        Workplace.Set("GIT_AUTHOR_DATE", "1700000000 +0000");
        Workplace.Set("GIT_COMMITTER_DATE", "1700000000 +0000");
        string[] ports = ["--http-port", "5999", "--https-port", "7999", "--no-restore"];
        (await Workplace.QsAsync(["new", "My.App", "--theme", theme, "--database", database, .. modules.Length > 0 ? new[] { "--modules", modules } : [], .. ports])).ShouldExitWith(0);
        File.Copy(Workplace["My.App", "quickscale.yml"], Workplace["quickscale.yml"]);

        (await Workplace.QsAsync(["generate", "--output", "other", .. ports])).ShouldExitWith(0);

        Contents("other").ShouldBe(Contents("My.App"));
        foreach (var question in new string[][] { ["log", "--format=%s%n%b"], ["rev-parse", "HEAD:quickscale.yml"], ["ls-tree", "-r", "HEAD:.quickscale"], ["ls-tree", "HEAD", "modules"], ["for-each-ref", "refs/qs/up"] })
            (await Workplace.GitAsync("other", question)).ShouldBe(await Workplace.GitAsync("My.App", question));
        (await Workplace.GitAsync("other", "status", "--porcelain")).ShouldBeEmpty();
        if (modules.Length > 0)
            Directory.EnumerateDirectories(Workplace["other", "modules"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["auth", "core", "notifications", "teams"]);
        Workplace.CurrentFolder = Workplace["other"];
        (await Workplace.QsAsync("plan", "--check")).ShouldExitWith(0);
    }

    [Test]
    public async Task A_remote_that_was_trusted_for_the_file_is_trusted_in_the_project()
    {
        var remote = await ModuleRemote.CreateAsync(Workplace);
        await remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "a\n"));
        await File.WriteAllTextAsync(Workplace["quickscale.yml"], $"schema: 1\nproject: {{ name: Shop, slug: shop }}\ntheme: html\ndatabase: sqlite\nmodules: {{ core: {{ remote: \"{remote.Address}\" }}, shop: {{ remote: \"{remote.Address}\" }} }}\n");
        (await Workplace.QsAsync("generate", "--output", "made", "--no-restore")).ShouldRefuse(2, "pass --trust-remote if you trust it");

        (await Workplace.QsAsync("generate", "--output", "made", "--no-restore", "--trust-remote")).ShouldExitWith(0);

        Workplace.CurrentFolder = Workplace["made"];
        (await Workplace.QsAsync("module", "status", "--upstream")).ShouldExitWith(0).Error.ShouldNotContain("trust");
        Workplace.CopyFolder(Workplace["made"], Workplace["copied"]);
        Workplace.CurrentFolder = Workplace["copied"];
        (await Workplace.QsAsync("module", "status", "--upstream")).ShouldRefuse(2, "pass --trust-remote if you trust it");
    }

    [Test]
    public async Task What_cannot_be_made_is_said_before_anything_is()
    {
        await File.WriteAllTextAsync(Workplace["quickscale.yml"], "schema: 1\nproject: { name: Shop, slug: shop }\ntheme: html\ndatabase: sqlite\nmodules: { nosuch: {} }\n");
        (await Workplace.QsAsync("generate", "--no-restore")).ShouldRefuse(4, "quickscale.yml:5:12: there is no module 'nosuch'");
        (await Workplace.QsAsync("new", "X", "--modules", "nosuch")).ShouldRefuse(2, "There is no module 'nosuch'");
        (await Workplace.QsAsync("generate", "--no-git")).ShouldRefuse(4, "--no-git makes none");
        (await Workplace.QsAsync("generate", "--output", ".")).ShouldRefuse(4, "holds quickscale.yml itself", "name another one with --output");
        (await Workplace.QsAsync("generate", "none.yml")).ShouldRefuse(4, "none.yml cannot be read");
        (await Workplace.QsAsync("new", "X", "--modules", "auth", "--no-git")).ShouldRefuse(2, "leave one of them out");
        (await Workplace.QsAsync("new", "X", "--modules", "../x")).ShouldRefuse(2, "'../x' is no module's name");
        Workplace.Entries.ShouldBe(["quickscale.yml"]);

        await File.WriteAllTextAsync(Workplace["quickscale.yml"], "schema: 1\nproject: { name: Shop, slug: other }\ntheme: html\ndatabase: sqlite\n");
        (await Workplace.QsAsync("generate", "--no-restore")).ExitCode.ShouldBe(4);
        Workplace.Entries.ShouldBe(["quickscale.yml"]);
    }

    private List<string> Contents(string folder) =>
        [.. Directory.EnumerateFiles(Workplace[folder], "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Workplace[folder, ".git"] + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(Workplace[folder], file)} {Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(OwnToEach().Replace(File.ReadAllText(file, Encoding.Latin1), "OWN"))))}")];

    [GeneratedRegex("(?<=development-only-)[0-9a-f]+|(?<=<UserSecretsId>)[0-9a-f-]+")]
    private static partial Regex OwnToEach();
}
