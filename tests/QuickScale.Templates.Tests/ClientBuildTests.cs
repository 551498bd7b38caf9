using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>The client of the themes that have one is built with the project, when there is something to build, and never more.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public partial class ClientBuildTests(string theme)
{
    private GeneratedProject _project = null!;

    private static IEnumerable<string> Themes() => Rounds.Some(nameof(ClientBuildTests), [.. Combination.Choices("theme").Where(theme => theme != "html")]);

    private string Client => _project.PathOf("src", "MyApp", "wwwroot", "client");

    [OneTimeSetUp]
    public async Task Generate()
    {
        _project = await GeneratedProject.CreateAsync(Combination.All.First(one => one.Theme == theme));
        (await _project.DotnetAsync(["restore"])).ShouldSucceed();
    }

    [Test, Order(1)]
    public async Task Without_Node_js_one_sentence_says_so_before_anything_is_built()
    {
        using var programs = await ProgramsAsync(node: null);

        var build = await BuildAsync(programs);

        build.ShouldExitWith(1);
        Sentences(build).ShouldBe(["There is no Node.js on this machine: install Node.js 20.19, 22.12 or newer to build the client, or choose the theme html, which needs none."]);
        File.Exists(_project.PathOf("src", "MyApp", "bin", "Debug", "net10.0", "MyApp.dll")).ShouldBeFalse();
        Directory.Exists(_project.PathOf("node_modules")).ShouldBeFalse();
    }

    [Test, Order(2)]
    public async Task A_Node_js_that_is_too_old_is_named()
    {
        using var programs = await ProgramsAsync(node: "v18.19.1");
        Sentences((await BuildAsync(programs)).ShouldExitWith(1)).ShouldHaveSingleItem().ShouldStartWith("Node.js 18.19 is too old: install Node.js 20.19");
    }

    [Test, Order(3)]
    public async Task SkipClient_builds_without_Node_js()
    {
        using var programs = await ProgramsAsync(node: null);
        (await BuildAsync(programs, "-p:SkipClient=true")).ShouldSucceed().Text.ShouldContain("0 Warning(s)");
        Directory.Exists(Client).ShouldBeFalse();
    }

    [Test, Order(4)]
    public async Task It_is_built_once_and_again_only_when_a_source_changes()
    {
        var mine = _project.PathOf("src", "MyApp", "wwwroot", "mine.txt");
        await File.WriteAllTextAsync(mine, "mine");
        await _project.BuildAsync("src/MyApp");
        var first = Files();
        first.ShouldNotBeEmpty();

        // Whatever ran npm now would fail.
        using var programs = await ProgramsAsync(node: null);
        (await BuildAsync(programs)).ShouldSucceed();
        Files().ShouldBe(first);

        var source = Directory.GetFiles(_project.PathOf("src", "MyApp", "client"), "app.*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(_project.PathOf("src", "MyApp", "client"), "main.tsx", SearchOption.AllDirectories))
            .First(file => Path.GetExtension(file) is ".js" or ".tsx");
        await File.AppendAllTextAsync(source, "\ndocument.documentElement.dataset.changed = 'by-the-test';\n");
        await _project.BuildAsync("src/MyApp");
        Files().ShouldNotBe(first);
        Directory.EnumerateFiles(Client, "*.js", SearchOption.AllDirectories).ShouldContain(file => File.ReadAllText(file).Contains("by-the-test", StringComparison.Ordinal));

        // Nothing else in wwwroot is the client's: not when it is built, and not when it is cleaned.
        (await _project.DotnetAsync(["clean", "src/MyApp"])).ShouldSucceed();
        Directory.Exists(Client).ShouldBeFalse();
        (await File.ReadAllTextAsync(mine)).ShouldBe("mine");
        File.Exists(_project.PathOf("src", "MyApp", "wwwroot", "favicon.svg")).ShouldBeTrue();
    }

    [Test]
    public void Its_lock_is_exact_and_names_no_registry()
    {
        var lockFile = _project.Read("package-lock.json");
        lockFile.ShouldNotContain("\"resolved\"");
        lockFile.ShouldContain("\"integrity\": \"sha512-");
        Version().Matches(_project.Read("package.json")).Select(version => version.Groups["version"].Value).ShouldAllBe(version => char.IsAsciiDigit(version[0]));
        _project.Read(".npmrc").ShouldContain("omit-lockfile-registry-resolved=true");
    }

    private Task<ProcessResult> BuildAsync(TemporaryFolder programs, params string[] options) =>
        _project.DotnetAsync(["build", "src/MyApp", .. options], new Dictionary<string, string?> { ["PATH"] = programs.Root }, TimeSpan.FromMinutes(5));

    /// <summary>A folder for PATH that holds dotnet, and something that says it is Node.js of that version, or nothing of the kind.</summary>
    private static async Task<TemporaryFolder> ProgramsAsync(string? node)
    {
        var programs = new TemporaryFolder();
        var dotnet = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
        File.CreateSymbolicLink(programs["dotnet"], new FileInfo(dotnet).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? dotnet);
        // MSBuild starts every command by it.
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(programs["sh"], "/bin/sh");
        if (node is not null)
        {
            await File.WriteAllTextAsync(programs["node"], $"#!/bin/sh\necho {node}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(programs["node"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return programs;
    }

    private static IEnumerable<string> Sentences(ProcessResult build) =>
        Sentence().Matches(build.Output).Select(error => error.Groups["sentence"].Value).Distinct();

    /// <summary>The built files with the times of their last change.</summary>
    private List<(string, DateTime)> Files() =>
        [.. GeneratedProject.FilesOf(Client).Select(file => (file, File.GetLastWriteTimeUtc(Path.Combine(Client, file))))];

    [GeneratedRegex(@"error QS0001: (?<sentence>.*?) \[")]
    private static partial Regex Sentence();

    [GeneratedRegex("\"(?!node\")[@a-z][^\"]*\": \"(?<version>[\\^~<>=*]*[0-9][^\"]*)\"")]
    private static partial Regex Version();
}
