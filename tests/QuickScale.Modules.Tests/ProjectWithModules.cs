using System.Collections.Concurrent;
using System.Text;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;

namespace QuickScale.Modules.Tests;

/// <summary>A generated project with modules embedded and wired, as qs leaves it.</summary>
internal static class ProjectWithModules
{
    private static readonly ConcurrentDictionary<Combination, Lazy<Task<GeneratedProject>>> Built = new();

    /// <summary>The folders of all modules that exist, each after those that it requires.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("content", "modules")).Select(Read).Where(module => module.Manifest.Status == ModuleStatus.Released)
            .OrderBy(module => module.Manifest.Requires.Count).Select(module => Repository.PathOf("content", "modules", module.Manifest.Name))];

    /// <summary>With all modules that exist, restored and built without a warning, for all test projects of the run: it may be run, with a database from elsewhere, and not be changed.</summary>
    public static Task<GeneratedProject> GetBuiltAsync(Combination combination) =>
        Built.GetOrAdd(combination, _ => new(() => BuildAsync(combination))).Value;

    /// <summary>Generates a project and embeds the modules whose folders are given, each after those that it requires.</summary>
    public static async Task<GeneratedProject> CreateAsync(Combination combination, IReadOnlyList<string> folders, string name = "MyApp", string? root = null)
    {
        var project = await GeneratedProject.CreateAsync(combination, name, root: root);
        foreach (var folder in folders)
            await CopyAsync(folder, project);

        await WireAsync(project, folders.Count);
        return project;
    }

    /// <summary>Writes the managed files for the modules that lie in the project.</summary>
    public static async Task WireAsync(GeneratedProject project, int count)
    {
        var modules = Directory.Exists(project.PathOf("modules")) ? Directory.GetDirectories(project.PathOf("modules")).Select(Read).OrderBy(module => module.Manifest.Requires.Count).ToList() : [];
        modules.Count.ShouldBe(count);
        var solution = project.PathOf($"{project.Name}.slnx");
        ProjectFile.Parse(project.Read(ProjectFile.FileName), ProjectFile.FileName).Failed(out var failure, out var wanted).ShouldBeFalse(failure?.Sentence);
        Wiring.Derive(wanted!, modules, await File.ReadAllTextAsync(solution)).Failed(out failure, out var files).ShouldBeFalse(failure?.Sentence);
        foreach (var file in files!)
            await File.WriteAllTextAsync(project.PathOf(file.Path), file.Content, new UTF8Encoding(false));
    }

    /// <summary>Puts a module's folder into a project; <see cref="WireAsync"/> makes it take part.</summary>
    public static async Task CopyAsync(string folder, GeneratedProject project)
    {
        ModuleManifest.Read(await File.ReadAllTextAsync(Path.Combine(folder, ModuleManifest.FileName)), folder).Failed(out var failure, out var manifest).ShouldBeFalse(failure?.Sentence);
        foreach (var file in await Repository.FilesAsync(folder))
        {
            var target = project.PathOf("modules", manifest!.Name, Path.GetRelativePath(folder, Repository.PathOf(file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.PathOf(file), target);
        }
    }

    private static async Task<GeneratedProject> BuildAsync(Combination combination)
    {
        static string RootIn(string folder) => Path.Combine(folder, "project");
        var folder = await SharedFolder.GetAsync($"{combination}-modules", async folder =>
            await (await CreateAsync(combination, All, root: RootIn(folder))).BuildAsync());
        return new GeneratedProject(combination, RootIn(folder));
    }

    private static WiredModule Read(string folder)
    {
        ModuleManifest.Read(File.ReadAllText(Path.Combine(folder, ModuleManifest.FileName)), folder).Failed(out var failure, out var manifest).ShouldBeFalse(failure?.Sentence);
        var projects = GeneratedProject.FilesOf(folder).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        return new WiredModule(manifest!, new Dictionary<string, OptionValue>(), [.. projects]);
    }
}
