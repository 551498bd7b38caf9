namespace QuickScale.Templates.Tests;

public class BadInputTests
{
    [TestCase("--theme", "vue", "html")]
    [TestCase("--database", "oracle", "sqlite", "postgres")]
    public async Task An_unknown_choice_lists_the_choices_and_writes_nothing(string option, string value, params string[] choices)
    {
        var pack = await TemplatePack.InstalledAsync();
        using var folder = new TemporaryFolder();
        var result = await pack.NewAsync(["--output", folder["Shop"], option, value]);

        result.ShouldExitWith(127);
        choices.ShouldAllBe(choice => result.Text.Contains(choice, StringComparison.Ordinal));
        Directory.GetFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Test]
    public async Task An_unknown_option_is_refused()
    {
        var pack = await TemplatePack.InstalledAsync();
        using var folder = new TemporaryFolder();
        (await pack.NewAsync(["--output", folder["Shop"], "--databse", "sqlite"])).ShouldExitWith(127).Text.ShouldContain("--databse");
        Directory.GetFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Test]
    public async Task Existing_files_are_kept()
    {
        var pack = await TemplatePack.InstalledAsync();
        using var folder = new TemporaryFolder();
        var mine = folder["quickscale.yml"];
        await File.WriteAllTextAsync(mine, "mine");

        (await pack.NewAsync(["--output", folder.Root, "--skip-restore"])).ShouldExitWith(73).Text.ShouldContain("quickscale.yml");

        (await File.ReadAllTextAsync(mine)).ShouldBe("mine");
        Directory.GetFileSystemEntries(folder.Root).ShouldBe([mine]);
    }

    [Test]
    public async Task A_dry_run_writes_nothing()
    {
        var pack = await TemplatePack.InstalledAsync();
        using var folder = new TemporaryFolder();
        (await pack.NewAsync(["--output", folder["Shop"], "--dry-run"])).ShouldSucceed();
        Directory.GetFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Test]
    [Category("Slow")]
    public async Task An_SDK_that_is_too_old_is_refused_by_name()
    {
        // No older SDK is at hand, so the template asks for a newer one than there is.
        using var folder = new TemporaryFolder();
        var starter = folder["starter"];
        foreach (var file in GeneratedProject.FilesOf(Repository.Starter))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(starter, file))!);
            File.Copy(Path.Combine(Repository.Starter, file), Path.Combine(starter, file));
        }

        var definition = Path.Combine(starter, ".template.config", "template.json");
        var text = await File.ReadAllTextAsync(definition);
        text.ShouldContain("\"[10.0.100,)\"");
        await File.WriteAllTextAsync(definition, text.Replace("\"[10.0.100,)\"", "\"[99.0.100,)\"", StringComparison.Ordinal));
        await TestProcess.DotnetAsync(["new", "install", starter, "--debug:custom-hive", folder["hive"]]);

        var result = await TestProcess.DotnetAsync(["new", "quickscale", "--output", folder["Shop"], "--debug:custom-hive", folder["hive"]]);

        result.ShouldExitWith(100).Text.ShouldContain(".NET SDK");
        Directory.Exists(folder["Shop"]).ShouldBeFalse();
    }
}
