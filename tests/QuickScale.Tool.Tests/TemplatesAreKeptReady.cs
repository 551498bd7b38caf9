namespace QuickScale.Tool.Tests;

/// <summary>The hive of our own in which the carried templates are installed once.</summary>
internal sealed class TemplatesAreKeptReady : WorkplaceFixture
{
    /// <summary>The variable that names the folder for temporary files.</summary>
    private static readonly string Temporary = OperatingSystem.IsWindows() ? "TMP" : "TMPDIR";

    private readonly string _shelf;

    public TemplatesAreKeptReady() => _shelf = Workplace.FreshTemplates();

    [Test]
    public async Task They_are_installed_once()
    {
        var first = await NewAsync("One", "--verbose");
        var second = await NewAsync("Two", "--verbose");

        first.Error.ShouldContain("> dotnet new install");
        second.Error.ShouldNotContain("> dotnet new install");
        Directory.EnumerateDirectories(_shelf).ShouldHaveSingleItem();
    }

    [TestCase("packages.json", "nonsense")]
    [TestCase("packages.json", null)]
    [TestCase("packages", null)]
    [TestCase("dotnetcli", null)]
    [Category("Slow")]
    public async Task A_damaged_hive_heals_itself(string what, string? becomes)
    {
        await NewAsync("One");
        var damaged = Path.Combine(Directory.EnumerateDirectories(_shelf).Single(), what);
        if (becomes is not null)
            File.WriteAllText(damaged, becomes);
        else if (Directory.Exists(damaged))
            Directory.Delete(damaged, recursive: true);
        else
            File.Delete(damaged);

        await NewAsync("Two");

        File.Exists(Workplace["Two", "quickscale.yml"]).ShouldBeTrue();
        (await Workplace.GitAsync("Two", "status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task Without_a_home_they_are_installed_for_one_run()
    {
        File.WriteAllText(Workplace["home"], "no folder");
        Workplace.Set("XDG_DATA_HOME", Workplace["home"]);
        // The machine's own folder is that of other tests, too.
        using var temporary = new TemporaryFolder();
        Workplace.Set(Temporary, temporary.Root);

        await NewAsync("One", "--no-git");

        File.Exists(Workplace["One", "quickscale.yml"]).ShouldBeTrue();
        Directory.GetDirectories(temporary.Root, "quickscale-*").ShouldBeEmpty();
    }

    [Test]
    public async Task What_nobody_has_used_for_a_month_is_removed()
    {
        var old = Directory.CreateDirectory(Path.Combine(_shelf, "old"));
        Directory.CreateDirectory(Path.Combine(_shelf, "recent"));
        old.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-31);

        await NewAsync("One", "--no-git");

        Directory.Exists(old.FullName).ShouldBeFalse();
        Directory.Exists(Path.Combine(_shelf, "recent")).ShouldBeTrue();
    }

    [Test]
    public async Task An_old_hive_that_a_run_uses_is_kept()
    {
        var old = Directory.CreateDirectory(Path.Combine(_shelf, "old"));
        old.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-31);
        await using var held = new FileStream(old.FullName + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        await NewAsync("One", "--no-git");

        Directory.Exists(old.FullName).ShouldBeTrue();
        Directory.EnumerateFiles(_shelf, "ready", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Test]
    public async Task A_global_json_in_the_temporary_folder_chooses_no_SDK()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary["global.json"], """{ "sdk": { "version": "99.0.100", "rollForward": "disable" } }""");
        Workplace.Set(Temporary, temporary.Root);

        await NewAsync("One", "--no-git");
    }

    private async Task<Answer> NewAsync(params string[] arguments) => (await Workplace.QsAsync(["new", .. arguments, "--no-restore"])).ShouldExitWith(0);
}
