using System.Collections.Concurrent;

namespace QuickScale.Tests.Shared;

/// <summary>A project that the template wrote, outside this repository. Each one is made once in a run and shared.</summary>
public sealed class GeneratedProject
{
    private static readonly ConcurrentDictionary<(Combination, string), Lazy<Task<GeneratedProject>>> Pristine = new();
    private static readonly ConcurrentDictionary<(Combination, string), Lazy<Task<GeneratedProject>>> Built = new();

    private GeneratedProject(Combination combination, string root)
    {
        Combination = combination;
        Root = root;
        Name = Path.GetFileNameWithoutExtension(Directory.GetFiles(root, "*.slnx").Single());
    }

    public Combination Combination { get; }

    public string Root { get; }

    /// <summary>The name that the template made of the one that was asked for.</summary>
    public string Name { get; }

    public string WebProject => PathOf("src", Name);

    /// <summary>As the template left it, with fixed ports and ids: for reading only.</summary>
    public static Task<GeneratedProject> GetAsync(Combination combination, string name = "MyApp") =>
        Pristine.GetOrAdd((combination, name), _ => new(() => CreateAsync(combination, name, deterministic: true))).Value;

    /// <summary>Restored and built without a warning.</summary>
    public static Task<GeneratedProject> GetBuiltAsync(Combination combination, string name = "MyApp") =>
        Built.GetOrAdd((combination, name), _ => new(() => BuildAsync(combination, name))).Value;

    /// <summary>A fresh project for a test that changes it.</summary>
    public static async Task<GeneratedProject> CreateAsync(Combination combination, string name = "MyApp", bool deterministic = false)
    {
        var pack = await TemplatePack.InstalledAsync();
        var root = Path.Combine(TemporaryFolder.ForTheRun(), "project");
        (await pack.NewAsync(["--name", name, "--output", root, "--skip-restore", .. combination.Arguments], deterministic: deterministic)).ShouldSucceed();
        return new GeneratedProject(combination, root);
    }

    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public string Read(params ReadOnlySpan<string> parts) => File.ReadAllText(PathOf(parts));

    /// <summary>All files, relative, with forward slashes, sorted.</summary>
    public IReadOnlyList<string> Files() => FilesOf(Root);

    public static IReadOnlyList<string> FilesOf(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];

    public Task<ProcessResult> DotnetAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? limit = null) =>
        TestProcess.DotnetAsync(arguments, Root, environment, limit);

    private static async Task<GeneratedProject> BuildAsync(Combination combination, string name)
    {
        var project = await CreateAsync(combination, name);
        var build = (await project.DotnetAsync(["build"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
        if (!build.Text.Contains("0 Warning(s)", StringComparison.Ordinal))
            throw new InvalidOperationException($"'{name}' ({combination}) builds with warnings:\n{build.Text}");
        return project;
    }
}
