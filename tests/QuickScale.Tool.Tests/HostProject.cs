namespace QuickScale.Tool.Tests;

/// <summary>
/// A project as the template writes it, reduced to the files that modules touch and a few others, in a repository with one commit.
/// Making it takes no template engine, so that each test has its own.
/// </summary>
internal sealed class HostProject
{
    private readonly Workplace _workplace;

    private HostProject(Workplace workplace, string repository, string folder) => (_workplace, Repository, Folder) = (workplace, repository, folder);

    /// <summary>The repository's folder below the workplace.</summary>
    public string Repository { get; }

    /// <summary>The project's folder below the workplace.</summary>
    public string Folder { get; }

    /// <param name="workplace">The test's workplace.</param>
    /// <param name="repository">Name of the repository's folder.</param>
    /// <param name="within">The project's folder in the repository; the root when left out.</param>
    /// <param name="remote">What config.yml names as the default remote.</param>
    public static async Task<HostProject> CreateAsync(Workplace workplace, string repository = "host", string within = "", string remote = "builtin")
    {
        var project = new HostProject(workplace, repository, Path.Combine(repository, within));
        var starter = Path.Combine(global::QuickScale.Tests.Shared.Repository.Starter, "base");
        foreach (var file in new[] { ".quickscale/config.yml", ".quickscale/Modules.props", "quickscale.yml", "QsApp.slnx", "src/QsApp/Modules.cs", "src/QsApp/modules.json", "Directory.Packages.props" })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(starter, file));
            project.Write(file.Replace("QsApp", "Shop", StringComparison.Ordinal), text
                .Replace("QsApp", "Shop", StringComparison.Ordinal)
                .Replace("qs-app", "shop", StringComparison.Ordinal)
                .Replace("qs-theme", "html", StringComparison.Ordinal)
                .Replace("qs-database", "sqlite", StringComparison.Ordinal)
                .Replace("default_remote: builtin", $"default_remote: {remote}", StringComparison.Ordinal));
        }

        project.Write("README.md", "# Shop\n");
        project.Write("src/Shop/Program.cs", "Console.WriteLine();\n");
        project.Write(".gitignore", "bin/\nobj/\n");
        await workplace.GitAsync(repository, "init", "--quiet", "--initial-branch=main");
        await project.CommitAsync("Start");
        workplace.CurrentFolder = workplace[project.Folder];
        return project;
    }

    /// <summary>Another copy of the project, in which commands are run from now on.</summary>
    public HostProject At(string repository)
    {
        _workplace.CurrentFolder = _workplace[repository];
        return new HostProject(_workplace, repository, repository);
    }

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), content);
    }

    public string PathOf(string path) => Path.Combine(_workplace[Folder], path);

    public string Read(string path) => File.ReadAllText(PathOf(path));

    public bool Has(string path) => Path.Exists(PathOf(path));

    /// <summary>Commits everything that is there.</summary>
    public async Task<string> CommitAsync(string message)
    {
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--allow-empty", "--message", message);
        return await GitAsync("rev-parse", "HEAD");
    }

    /// <summary>What git says in the repository's root.</summary>
    public Task<string> GitAsync(params string[] arguments) => _workplace.GitAsync(Repository, arguments);

    public Task<Answer> QsAsync(params string[] arguments) => _workplace.QsAsync(arguments);

    /// <summary>
    /// Everything that a person can see of the repository: the commit, the index, and the bytes of every file, ignored ones too. Two
    /// equal texts mean that nothing has happened.
    /// </summary>
    public async Task<string> StateAsync()
    {
        var head = await GitAsync("rev-parse", "HEAD");
        var index = await GitAsync("ls-files", "--stage");
        var root = _workplace[Repository];
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(root, ".git") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(root, file)} {new FileInfo(file).LinkTarget ?? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}");
        return string.Join('\n', [head, index, .. files]);
    }
}
