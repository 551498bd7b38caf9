namespace QuickScale.Tests.Shared;

/// <summary>The repository that is under test.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Starter => PathOf("content", "starters", "quickscale");

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The product's version, from the one place that states it.</summary>
    public static string Version =>
        System.Xml.Linq.XDocument.Load(PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    /// <summary>What belongs to the repository in its present state, committed or not, with forward slashes, sorted.</summary>
    public static async Task<IReadOnlyList<string>> FilesAsync(string under = ".")
    {
        var listed = await TestProcess.RunAsync("git", ["-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard", "--", under], Root);
        return listed.ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => File.Exists(PathOf(file)))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>
    /// Copies the present state into a fresh git repository, as a clone of it would look: without build output, with
    /// every file tracked. A test may change and build the copy.
    /// </summary>
    public static async Task CopyToAsync(string folder)
    {
        foreach (var file in await FilesAsync())
        {
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(PathOf(file), target);
        }

        (await TestProcess.RunAsync("git", ["init", "--quiet"], folder)).ShouldSucceed();
        (await TestProcess.RunAsync("git", ["add", "--all"], folder)).ShouldSucceed();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "QuickScale.Templates.csproj")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"The repository was not found above '{AppContext.BaseDirectory}'.");
    }
}
