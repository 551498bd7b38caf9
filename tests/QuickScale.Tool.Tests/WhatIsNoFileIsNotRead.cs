using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Tests;

/// <summary>Where a file is expected lies a pipe, whose writer never comes, or a device, which never ends: a sentence, at once.</summary>
[Platform(Exclude = "Win", Reason = "It has neither under the names of files.")]
internal sealed class WhatIsNoFileIsNotRead : ShopFixture
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(30);

    [TestCase("apply", "{pipe}")]
    [TestCase("plan", "--out", "{pipe}")]
    [TestCase("config", "validate", "{pipe}")]
    [TestCase("config", "migrate", "{pipe}")]
    [TestCase("generate", "{pipe}")]
    [TestCase("apply", "/dev/zero")]
    [TestCase("plan", "--out", "/dev/zero")]
    [TestCase("config", "show", "/dev/zero")]
    [TestCase("generate", "/dev/zero")]
    public async Task Named_on_the_command_line(params string[] command)
    {
        await PrepareAsync();
        var pipe = await PipeAsync(Workplace["pipe"]);

        var answer = await Project.QsAsync([.. command.Select(word => word.Replace("{pipe}", pipe, StringComparison.Ordinal))]).WaitAsync(AtOnce);

        answer.ShouldRefuse(4, command[^1] == "/dev/zero" ? "/dev/zero" : pipe);
    }

    [TestCase("quickscale.yml", "plan")]
    [TestCase("quickscale.yml", "config", "validate")]
    [TestCase("quickscale.yml", "run")]
    [TestCase("src/Shop/Properties/launchSettings.json", "run")]
    [TestCase("modules/shop/module.yml", "config", "validate")]
    [TestCase("modules/shop/module.yml", "module", "validate", "modules/shop")]
    public async Task In_the_place_of_a_file_of_the_project(string file, params string[] command)
    {
        await PrepareAsync();
        Project.Write("src/Shop/Shop.csproj", "<Project/>\n");
        Project.Write("src/Shop.Migrator/Shop.Migrator.csproj", "<Project/>\n");
        Project.Write(file, string.Empty);
        File.Delete(Project.PathOf(file));
        await PipeAsync(Project.PathOf(file));

        (await Project.QsAsync(command).WaitAsync(AtOnce)).ShouldRefuse(4, Path.GetFileName(file));
    }

    [Test]
    public async Task Doctor_tells_of_one_and_goes_on()
    {
        var project = await DailyProject.CreateAsync(Workplace, "[ \"$1\" = --version ] && echo 10.0.100; exit 0");
        foreach (var file in new[] { "src/Shop/appsettings.json", "src/Shop/Modules.cs" })
        {
            File.Delete(project.Host.PathOf(file));
            await PipeAsync(project.Host.PathOf(file));
        }

        var answer = await project.QsAsync("doctor").WaitAsync(AtOnce);

        answer.ExitCode.ShouldBe(1, answer.Output + answer.Error);
        answer.Output.ShouldContain("src/Shop/appsettings.json cannot be read as JSON");
        answer.Output.ShouldContain("src/Shop/Modules.cs, which qs manages, differs");
    }

    [Test]
    public async Task The_limit_is_exact_and_links_are_followed()
    {
        await File.WriteAllBytesAsync(Workplace["file"], new byte[1000]);
        File.CreateSymbolicLink(Workplace["link"], "file");
        File.CreateSymbolicLink(Workplace["leads to nothing"], "nothing");

        PlainFile.ReadBytes(Workplace["link"], 1000).Length.ShouldBe(1000);
        Should.Throw<UnfitFileException>(() => PlainFile.ReadBytes(Workplace["link"], 999));
        Should.Throw<FileNotFoundException>(() => PlainFile.ReadBytes(Workplace["leads to nothing"]));
        Should.Throw<IOException>(() => PlainFile.ReadBytes(Workplace.Root));
    }

    [Test]
    public async Task A_file_that_is_replaced_keeps_its_permissions_and_the_link_to_it()
    {
        const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(Workplace["elsewhere"]);
        await File.WriteAllTextAsync(Workplace["elsewhere", "file"], "old");
        File.CreateSymbolicLink(Workplace["link"], "elsewhere/file");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Workplace["elsewhere", "file"], OwnersAlone);

        PlainFile.Replace(Workplace["link"], "new");

        new FileInfo(Workplace["link"]).LinkTarget.ShouldBe("elsewhere/file");
        (await File.ReadAllTextAsync(Workplace["elsewhere", "file"])).ShouldBe("new");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Workplace["elsewhere", "file"]).ShouldBe(OwnersAlone);
        Directory.EnumerateFileSystemEntries(Workplace["elsewhere"]).Count().ShouldBe(1);
    }

    private static async Task<string> PipeAsync(string path)
    {
        (await TestProcess.RunAsync("mkfifo", [path])).ShouldSucceed();
        return path;
    }
}
