using System.IO.Compression;
using System.Xml.Linq;

namespace QuickScale.Templates.Tests;

public class PackageTests
{
    // What NuGet itself adds to every package.
    private static readonly string[] NuGetsOwn = ["[Content_Types].xml", "_rels/.rels", "package/services/metadata/core-properties/nuget.psmdcp"];

    [Test]
    public async Task It_holds_the_readme_and_every_file_of_the_content_and_nothing_else()
    {
        var expected = (await Repository.FilesAsync("content"))
            .Where(file => file.StartsWith("content/starters/", StringComparison.Ordinal) || file.StartsWith("content/items/", StringComparison.Ordinal) || file == "content/LICENSE")
            .Append("README.md").Append("icon.png").Append("QuickScale.Templates.nuspec")
            .Order(StringComparer.Ordinal).ToList();
        expected.ShouldContain("content/starters/quickscale/base/.gitignore");

        Entries((await TemplatePack.InstalledAsync()).Package).ShouldBe(expected);
    }

    [Test]
    public async Task It_says_what_it_is_and_names_no_repository()
    {
        var metadata = Metadata((await TemplatePack.InstalledAsync()).Package);
        var ns = metadata.Name.Namespace;
        metadata.Element(ns + "id")!.Value.ShouldBe("QuickScale.Templates");
        metadata.Element(ns + "version")!.Value.ShouldBe(Repository.Version);
        metadata.Element(ns + "icon")!.Value.ShouldBe("icon.png");
        metadata.Element(ns + "license")!.Value.ShouldBe("MIT-0");
        metadata.Element(ns + "packageTypes")!.Elements().Single().Attribute("name")!.Value.ShouldBe("Template");
        metadata.Element(ns + "repository").ShouldBeNull();
        metadata.Element(ns + "projectUrl").ShouldBeNull();
        metadata.Element(ns + "dependencies").ShouldBeNull();
    }

    [Test]
    [Category("Slow")]
    public async Task Only_tracked_files_are_packed_and_a_change_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var copy = folder["repository"];
        await Repository.CopyToAsync(copy);
        var starter = Path.Combine(copy, "content", "starters", "quickscale", "base");

        // What a working copy gathers: not packed.
        await File.WriteAllTextAsync(Path.Combine(starter, "notes.txt"), "private");
        await File.WriteAllTextAsync(Path.Combine(starter, ".env"), "SECRET=1");
        Directory.CreateDirectory(Path.Combine(starter, "src", "QsApp", "obj"));
        await File.WriteAllTextAsync(Path.Combine(starter, "src", "QsApp", "obj", "project.assets.json"), "{}");
        var first = Entries(await PackAsync(copy));
        first.ShouldNotContain(file => file.EndsWith("notes.txt", StringComparison.Ordinal) || file.EndsWith("/.env", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal));

        // Added to git: packed by the next run. Removed: gone, although nothing is newer than the package.
        (await TestProcess.RunAsync("git", ["add", "--", Path.Combine(starter, "notes.txt")], copy)).ShouldSucceed();
        Entries(await PackAsync(copy)).ShouldContain("content/starters/quickscale/base/notes.txt");
        (await TestProcess.RunAsync("git", ["rm", "--quiet", "--force", "--", Path.Combine(starter, "notes.txt")], copy)).ShouldSucceed();
        Entries(await PackAsync(copy)).ShouldBe(first);
    }

    [Test]
    [Category("Slow")]
    public async Task A_source_archive_without_git_packs_the_same_files()
    {
        using var folder = new TemporaryFolder();
        var copy = folder["archive"];
        await Repository.CopyToAsync(copy);
        Directory.Move(Path.Combine(copy, ".git"), folder["removed"]);
        var output = Path.Combine(copy, "content", "starters", "quickscale", "base", "src", "QsApp", "obj");
        Directory.CreateDirectory(output);
        await File.WriteAllTextAsync(Path.Combine(output, "project.assets.json"), "{}");

        Entries(await PackAsync(copy)).ShouldBe(Entries((await TemplatePack.InstalledAsync()).Package));
    }

    private static async Task<string> PackAsync(string copy)
    {
        (await TestProcess.DotnetAsync(["pack", "QuickScale.Templates.csproj"], copy)).ShouldSucceed();
        return Directory.GetFiles(Path.Combine(copy, "artifacts", "package", "release"), "QuickScale.Templates.*.nupkg").Single();
    }

    private static List<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName)).Except(NuGetsOwn).Order(StringComparer.Ordinal)];
    }

    private static XElement Metadata(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var nuspec = archive.GetEntry("QuickScale.Templates.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }
}
