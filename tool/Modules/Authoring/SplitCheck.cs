using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Modules;

/// <summary>
/// What is checked of every split before it is published: that it is its folder, that it keeps to the rules, and that it builds
/// with nothing beside it but the modules that it requires, each taken from its split.
/// </summary>
internal sealed class SplitCheck(ProgramRunner programs, SplitRepository repository, SplitMonorepo split) : IDisposable
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    // What MSBuild, NuGet and the compiler read in the folders above a project.
    private static readonly string[] BuildFiles = ["*.props", "*.targets", "*.rsp", "global.json", "nuget.config", "NuGet.config", ".editorconfig"];

    private readonly string _folder = Directory.CreateTempSubdirectory("qs-check-").FullName;

    private string ModulesInRoot => Path.Combine(_folder, "root", split.Folder);

    /// <summary>Checks all modules and returns a sentence for each fault.</summary>
    /// <param name="progress">Is told of each build before it begins.</param>
    /// <param name="cancellation">Stops between and in builds.</param>
    public IReadOnlyList<string> Run(Action<string> progress, CancellationToken cancellation)
    {
        var faults = Differences(cancellation).ToList();
        var manifests = new List<ModuleManifest>();
        foreach (var module in split.Modules)
        {
            var (manifest, findings) = Validate(module, cancellation);
            faults.AddRange(findings.Select(finding => $"{module.Name}: {finding.Sentence}"));
            manifests.AddRange(manifest is null ? [] : [manifest]);
        }

        faults.AddRange(ModuleRules.CheckTogether(manifests).Select(finding => finding.Sentence));
        if (faults.Count > 0)
        {
            return faults;
        }

        repository.Export(split.Source, Path.Combine(_folder, "root"), cancellation, BuildFiles);
        foreach (var module in split.Modules)
        {
            // Those came with the files above, of every module at once.
            if (Directory.Exists(Path.Combine(ModulesInRoot, module.Name)))
            {
                Directory.Delete(Path.Combine(ModulesInRoot, module.Name), recursive: true);
            }
        }

        foreach (var manifest in manifests.Where(manifest => manifest.Status == ModuleStatus.Released))
        {
            faults.AddRange(Build(manifest, manifests, progress, cancellation));
        }

        return faults;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A compiler that is just ending may hold a file; the system's own clean-up takes the rest.
        }
    }

    private IEnumerable<string> Differences(CancellationToken cancellation)
    {
        var folders = repository.Resolve([.. split.Modules.Select(module => $"{split.Source}:{Home(module.Name)}")], cancellation);
        var trees = repository.Resolve([.. split.Modules.Select(module => $"refs/heads/{module.Branch}^{{tree}}")], cancellation);
        return split.Modules.Select(module => module.Name).Zip(folders, trees)
            .Where(module => module.Second != module.Third)
            .Select(module => $"{SplitModule.BranchOf(module.First)} holds other files than {Home(module.First)}; this is a mistake in qs: report it, and publish nothing.");
    }

    private (ModuleManifest? Manifest, IReadOnlyList<ModuleFinding> Findings) Validate(SplitModule module, CancellationToken cancellation)
    {
        var files = repository.Files(module.Tip.Tree, cancellation);
        var findings = ModuleTreeRules.Check(files);
        if (findings.Count > 0)
        {
            return (null, findings);
        }

        var folder = Exported(module.Name);
        repository.Export(module.Tip.Tree, folder, cancellation);
        return ModuleRules.Check(new ModuleContent(module.Name, files, path => File.ReadAllText(Path.Combine(folder, path))));
    }

    private List<string> Build(ModuleManifest module, IReadOnlyList<ModuleManifest> all, Action<string> progress, CancellationToken cancellation)
    {
        var needed = new List<ModuleManifest> { module };
        for (var next = 0; next < needed.Count; next++)
        {
            foreach (var name in needed[next].Requires.Keys.Where(name => needed.TrueForAll(other => other.Name != name)))
            {
                if (all.FirstOrDefault(other => other.Name == name) is not { Status: ModuleStatus.Released } required)
                {
                    return [$"{module.Name} requires {name}, which {split.Folder} does not have yet; add it, or take it out of requires."];
                }

                needed.Add(required);
            }
        }

        needed.ForEach(other => Directory.Move(Exported(other.Name), Path.Combine(ModulesInRoot, other.Name)));
        try
        {
            progress($"Building {module.Name} with {(needed.Count == 1 ? "nothing else" : string.Join(", ", needed.Skip(1).Select(other => other.Name)))}…");
            var projects = Directory.EnumerateFiles(Path.Combine(ModulesInRoot, module.Name), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
            var faults = new List<string>();
            foreach (var project in projects)
            {
                faults.AddRange(Build(module.Name, project, cancellation));
            }

            return faults;
        }
        finally
        {
            needed.ForEach(other => Directory.Move(Path.Combine(ModulesInRoot, other.Name), Exported(other.Name)));
        }
    }

    private IEnumerable<string> Build(string module, string project, CancellationToken cancellation)
    {
        var built = programs.Run(
            new Invocation("dotnet", "build", project, "--nologo", "--verbosity", "quiet", "-nodeReuse:false")
            {
                Folder = Path.GetDirectoryName(project),
                Environment = new Dictionary<string, string?> { ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
                TimeLimit = BuildLimit,
            },
            cancellation);
        if (built.Succeeded)
        {
            return [];
        }

        var error = built.Everything.Split('\n').FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal))?.Trim().Replace(_folder, string.Empty, StringComparison.Ordinal);
        return [$"{module} does not build with only what it requires: {Path.GetFileName(project)}: {error ?? (built.Ending == Ending.NotFound ? "dotnet was not found" : "see --verbose")}."];
    }

    private string Exported(string module) => Path.Combine(_folder, "splits", module);

    private string Home(string module) => split.Folder.Length == 0 ? module : $"{split.Folder}/{module}";
}
