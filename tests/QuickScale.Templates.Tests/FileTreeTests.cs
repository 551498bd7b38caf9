using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace QuickScale.Templates.Tests;

public partial class FileTreeTests
{
    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public Task The_template_writes_exactly_the_approved_files(Combination combination) => TemplateSnapshot.VerifyAsync(combination);

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task No_file_is_left_empty(Combination combination)
    {
        // A comment that the template engine takes for a directive can swallow a whole file without an error.
        var project = await GeneratedProject.GetAsync(combination);
        project.Files().Where(file => new FileInfo(project.PathOf(file)).Length == 0 && Path.GetFileName(file) != ".gitkeep").ShouldBeEmpty();
    }

    [Test]
    public async Task The_pre_commit_hook_can_be_executed()
    {
        var project = await GeneratedProject.GetAsync(Combination.All[0]);
        var hook = project.PathOf(".githooks", "pre-commit");
        File.Exists(hook).ShouldBeTrue();
        // Windows keeps no such bit.
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(hook).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
    }

    [Test]
    public async Task Two_projects_share_neither_secret_nor_user_secrets_id()
    {
        GeneratedProject[] projects = [await GeneratedProject.CreateAsync(Combination.All[0]), await GeneratedProject.CreateAsync(Combination.All[0])];
        var secrets = projects.Select(DevelopmentSecret).ToList();
        secrets.ShouldBeUnique();
        secrets.ShouldAllBe(secret => RandomEnding().IsMatch(secret));
        projects.Select(UserSecretsId).ShouldBeUnique();
    }

    [Test]
    [Category("Slow")]
    public async Task Packages_are_restored_unless_that_is_skipped()
    {
        var pack = await TemplatePack.InstalledAsync();
        using var folder = new TemporaryFolder();
        (await pack.NewAsync(["--output", folder["One"]])).ShouldSucceed();
        (await pack.NewAsync(["--output", folder["Two"], "--skip-restore"])).ShouldSucceed();
        File.Exists(folder["One", "src", "One", "obj", "project.assets.json"]).ShouldBeTrue();
        File.Exists(folder["Two", "src", "Two", "obj", "project.assets.json"]).ShouldBeFalse();
    }

    [Test]
    public async Task Ports_that_are_given_are_used()
    {
        var pack = await TemplatePack.InstalledAsync();
        using var folder = new TemporaryFolder();
        var root = folder["Shop"];
        (await pack.NewAsync(["--output", root, "--http-port", "5911", "--https-port", "7911", "--skip-restore"])).ShouldSucceed();
        var settings = await File.ReadAllTextAsync(Path.Combine(root, "src", "Shop", "Properties", "launchSettings.json"));
        settings.ShouldContain("http://localhost:5911\"");
        settings.ShouldContain("https://localhost:7911;http://localhost:5911\"");
    }

    private static string DevelopmentSecret(GeneratedProject project) =>
        JsonNode.Parse(project.Read("src", project.Name, "appsettings.Development.json"))!["App"]!["Secret"]!.GetValue<string>();

    private static Guid UserSecretsId(GeneratedProject project) =>
        Guid.Parse(XDocument.Parse(project.Read("src", project.Name, $"{project.Name}.csproj")).Descendants("UserSecretsId").Single().Value);

    [GeneratedRegex("[0-9a-f]{64}$")]
    private static partial Regex RandomEnding();
}
