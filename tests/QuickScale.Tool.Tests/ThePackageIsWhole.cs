using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace QuickScale.Tool.Tests;

/// <summary>The tool as users get it: packed, installed from a folder, and run where the repository is absent.</summary>
[Category("Slow")]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal sealed class ThePackageIsWhole
{
    private static readonly TimeSpan PackTime = TimeSpan.FromMinutes(10);

    // Machine code for Linux is made on Linux, by a C linker.
    private static readonly bool HasMachineCode = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang"));

    private string _packages = null!;

    [OneTimeSetUp]
    public async Task Pack()
    {
        var source = TemporaryFolder.ForTheRun();
        _packages = TemporaryFolder.ForTheRun();
        await Repository.CopyToAsync(source);

        // The modules that the package brings are those of a commit.
        (await TestProcess.RunAsync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "Release"], source)).ShouldSucceed();
        var packed = await TestProcess.DotnetAsync(["pack", "QuickScale.Tool.csproj", "--output", _packages], source, limit: PackTime);
        packed.ShouldSucceed();
        packed.Text.ShouldNotContain("warning");
    }

    [Test]
    public void There_is_one_for_linux_and_one_for_every_other_system() =>
        Directory.EnumerateFiles(_packages, "QuickScale.Tool*.nupkg").Select(Path.GetFileName).Order().ShouldBe(
        [
            $"QuickScale.Tool.{Repository.Version}.nupkg",
            $"QuickScale.Tool.any.{Repository.Version}.nupkg",
            .. HasMachineCode ? [$"QuickScale.Tool.linux-x64.{Repository.Version}.nupkg"] : Array.Empty<string>(),
        ]);

    [Test]
    public void Symbols_go_with_them() => Directory.EnumerateFiles(_packages, "*.snupkg").Select(Path.GetFileName).Order().ShouldBe([$"QuickScale.Tool.any.{Repository.Version}.snupkg"]);

    /// <summary>What the workflow of a release does on machines without the repository.</summary>
    [Test]
    public async Task Where_nobody_knows_the_repository_they_lead_to_a_site_with_a_module()
    {
        using var feed = new TemporaryFolder();
        foreach (var package in Directory.EnumerateFiles(_packages, "QuickScale.Tool*.nupkg"))
            File.Copy(package, feed[Path.GetFileName(package)]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "templates", "QuickScale.Templates.nupkg"), feed[$"QuickScale.Templates.{Repository.Version}.nupkg"]);
        File.Copy(Repository.PathOf(".ci", "try-packages"), feed["try-packages"]);

        var tried = (await TestProcess.RunAsync("bash", ["try-packages", "."], feed.Root, limit: TimeSpan.FromMinutes(15))).ShouldSucceed();

        tried.Output.TrimEnd().ShouldEndWith($"QuickScale {Repository.Version} works from its packages");
        tried.Output.ShouldContain("/auth/login answers");
    }

    [TestCase("any")]
    [TestCase("linux-x64")]
    public void It_holds_what_runs_and_nothing_else(string system)
    {
        Assume.That(system == "any" || HasMachineCode);
        using var package = ZipFile.OpenRead(Path.Combine(_packages, $"QuickScale.Tool.{system}.{Repository.Version}.nupkg"));
        var files = package.Entries.Select(entry => entry.FullName)
            .Where(name => name.StartsWith("tools/", StringComparison.Ordinal))
            .Select(name => name.Split('/', 4)[3])
            .Order(StringComparer.Ordinal);

        string[] machineCode = ["DotnetToolSettings.xml", "modules/modules.bundle", "modules/modules.bundle.sha256", "qs", "templates/QuickScale.Templates.nupkg"];
        string[] portable =
        [
            "DotnetToolSettings.xml", "NuGet.Versioning.dll", "Spectre.Console.dll", "System.CommandLine.dll", "YamlDotNet.dll",
            "modules/modules.bundle", "modules/modules.bundle.sha256",
            "qs.deps.json", "qs.dll", "qs.pdb", "qs.runtimeconfig.json", "templates/QuickScale.Templates.nupkg",
        ];
        files.ShouldBe(system == "any" ? portable : machineCode);
    }

    [Test]
    public void Every_system_is_sent_to_a_package_that_it_can_run()
    {
        using var package = ZipFile.OpenRead(Path.Combine(_packages, $"QuickScale.Tool.{Repository.Version}.nupkg"));
        using var settings = package.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml").Open();

        XDocument.Load(settings).Descendants("RuntimeIdentifierPackage")
            .Select(element => (element.Attribute("RuntimeIdentifier")!.Value, element.Attribute("Id")!.Value))
            .ShouldBe(HasMachineCode
                ? [("linux-x64", "QuickScale.Tool.linux-x64"), ("any", "QuickScale.Tool.any"), ("linux-musl-x64", "QuickScale.Tool.any")]
                : [("any", "QuickScale.Tool.any")]);
    }

    [Test]
    public void It_names_its_licence_and_no_repository()
    {
        foreach (var path in Directory.EnumerateFiles(_packages, "QuickScale.Tool*.nupkg"))
        {
            using var package = ZipFile.OpenRead(path);
            using var reader = new StreamReader(package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            var metadata = reader.ReadToEnd();
            metadata.ShouldContain("<license type=\"expression\">MIT</license>");
            metadata.ShouldContain("<readme>README.md</readme>");
            metadata.ShouldContain("<icon>icon.png</icon>");
            package.GetEntry("icon.png").ShouldNotBeNull();
            metadata.ShouldNotContain("<repository");
            metadata.ShouldNotContain("<projectUrl");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Installed_from_a_folder_it_makes_a_project(bool portable)
    {
        using var workplace = new Workplace();
        using var tools = new TemporaryFolder();
        using var feed = new TemporaryFolder();
        foreach (var package in Directory.EnumerateFiles(_packages, "QuickScale.Tool*.nupkg"))
            File.Copy(package, feed[Path.GetFileName(package)]);
        if (portable)
            await OfferOnlyThePortableOneAsync(feed[$"QuickScale.Tool.{Repository.Version}.nupkg"]);
        var caches = new Dictionary<string, string?> { ["NUGET_PACKAGES"] = tools["packages"] };

        (await TestProcess.DotnetAsync(["tool", "install", "QuickScale.Tool", "--tool-path", tools["bin"], "--source", feed.Root], feed.Root, caches)).ShouldSucceed();
        var qs = Directory.EnumerateFiles(tools["bin"], "qs*").Single();

        (await TestProcess.RunAsync(qs, ["--version"], workplace.Root)).ShouldSucceed().Output.Trim().ShouldBe(Repository.Version);
        Directory.EnumerateDirectories(tools["bin"], portable ? "any" : "linux-x64", SearchOption.AllDirectories).Any()
            .ShouldBe(portable || HasMachineCode);
        (await TestProcess.RunAsync(qs, ["new", "MyApp", "--no-restore"], workplace.Root)).ShouldSucceed();
        (await workplace.GitAsync("MyApp", "status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_project_stays_current_with_it()
    {
        using var workplace = new Workplace();
        using var tools = new TemporaryFolder();
        (await TestProcess.DotnetAsync(["tool", "install", "QuickScale.Tool", "--tool-path", tools["bin"], "--source", _packages], _packages, new Dictionary<string, string?> { ["NUGET_PACKAGES"] = tools["packages"] })).ShouldSucceed();
        var qs = Directory.EnumerateFiles(tools["bin"], "qs*").Single();
        var bundle = Directory.EnumerateFiles(tools["bin"], "modules.bundle", SearchOption.AllDirectories).Single();
        Task<ProcessResult> QsAsync(string folder, params string[] arguments) => TestProcess.RunAsync(qs, arguments, workplace[folder], limit: TimeSpan.FromMinutes(15));
        await NewerBundle.ReleaseAsync(workplace, bundle, isLater: false);

        (await QsAsync(".", "new", "Shop")).ShouldSucceed();
        (await QsAsync("Shop", "module", "embed", "core")).ShouldSucceed();
        (await QsAsync("Shop", "module", "embed", "extra")).ShouldSucceed();
        var before = await workplace.GitAsync("Shop", "rev-parse", "HEAD");
        await NewerBundle.ReleaseAsync(workplace, bundle, isLater: true);
        (await QsAsync("Shop", "module", "status", "--check")).ExitCode.ShouldBe(1);

        var updated = (await QsAsync("Shop", "module", "update", "--yes", "--verify")).ShouldSucceed();

        updated.Text.ShouldContain("core to v0.9.0 and extra to v0.2.0");
        var config = await File.ReadAllTextAsync(workplace["Shop", ".quickscale", "config.yml"]);
        foreach (var (module, version) in new[] { ("core", "0.9.0"), ("extra", "0.2.0") })
        {
            config.ShouldContain($"installed_version: v{version}");
            config.ShouldContain($"split: {await workplace.GitAsync("release", "rev-parse", $"{module}/v{version}")}");
            (await workplace.GitAsync("Shop", "rev-parse", $"HEAD:modules/{module}")).ShouldBe(await workplace.GitAsync("release", "rev-parse", $"{module}/v{version}^{{tree}}"));
        }

        (await workplace.GitAsync("Shop", "diff", "--name-only", before, "HEAD", "--", ".", ":!modules", ":!.quickscale/config.yml")).ShouldBeEmpty();
        (await workplace.GitAsync("Shop", "status", "--porcelain")).ShouldBeEmpty();
        (await QsAsync("Shop", "module", "status", "--check")).ShouldSucceed();
    }

    // What a system sees for which there is no package of its own.
    private static async Task OfferOnlyThePortableOneAsync(string pointer)
    {
        using var package = ZipFile.Open(pointer, ZipArchiveMode.Update);
        var settings = package.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml");
        string text;
        using (var reader = new StreamReader(settings.Open()))
            text = await reader.ReadToEndAsync();
        await using var stream = settings.Open();
        stream.SetLength(0);
        await using var writer = new StreamWriter(stream);
        await writer.WriteAsync(Regex.Replace(text, @"\s*<RuntimeIdentifierPackage[^>]*linux-(?:musl-)?x64[^>]*/>", string.Empty));
    }
}
