namespace QuickScale.Tool.Tests;

/// <summary>
/// A bare repository with split branches and version tags, as modules are published; every release is a real commit. It holds a small
/// <c>core</c> from the start.
/// </summary>
internal sealed class ModuleRemote
{
    private readonly Workplace _workplace;
    private readonly string _name;

    private ModuleRemote(Workplace workplace, string name) => (_workplace, _name) = (workplace, name);

    /// <summary>Its address: an absolute path.</summary>
    public string Address => _workplace[_name];

    public static async Task<ModuleRemote> CreateAsync(Workplace workplace, string name = "modules.git")
    {
        await workplace.GitAsync(".", "init", "--quiet", "--bare", name);
        var remote = new ModuleRemote(workplace, name);
        await remote.ReleaseAsync("core", "0.1.0");
        return remote;
    }

    /// <summary>One that is made by a plain git once for all tests, and copied for each.</summary>
    /// <param name="workplace">The test's workplace, in which no module has been released yet.</param>
    /// <param name="made">What is made once: a field of who asks.</param>
    public static async Task<ModuleRemote> CopyAsync(Workplace workplace, Lazy<Task<string>> made)
    {
        Workplace.CopyFolder(await made.Value, workplace.Root);
        return new ModuleRemote(workplace, "modules.git");
    }

    /// <summary>What <see cref="CopyAsync"/> copies: a remote with core and what <paramref name="release"/> releases more.</summary>
    public static Lazy<Task<string>> Once(Func<ModuleRemote, Task> release) => new(async () =>
    {
        using var workplace = new Workplace();
        await release(await CreateAsync(workplace));
        var folder = TemporaryFolder.ForTheRun();
        Workplace.CopyFolder(workplace.Root, folder);
        return folder;
    });

    /// <summary>The text of a module.yml.</summary>
    public static string Manifest(string module, string version, string more = "") => $$"""
        schema: 1
        name: {{module}}
        version: {{version}}
        summary: The module {{module}}
        status: released
        contract: ">=1 <2"
        themes: [html, htmx, react]
        source: content/modules/{{module}}
        namespace: {{NamespaceOf(module)}}
        {{more}}
        """.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string NamespaceOf(string module) => module == "core" ? "QuickScale.Modules.Core" : $"Example.{char.ToUpperInvariant(module[0])}{module[1..]}";

    /// <summary>
    /// Publishes a version: the files are those of the version before with these written (or, for null, deleted), and a manifest unless one
    /// is given. Returns the split commit.
    /// </summary>
    public Task<string> ReleaseAsync(string module, string version, params (string Path, string? Content)[] files) =>
        ReleaseAsync(module, version, more: "", files);

    /// <param name="module">The module's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="more">Further lines of its manifest.</param>
    /// <param name="files">What the version writes and deletes.</param>
    public async Task<string> ReleaseAsync(string module, string version, string more, params (string Path, string? Content)[] files)
    {
        var source = Path.Combine("sources", module);
        if (!Directory.Exists(_workplace[source]))
        {
            Directory.CreateDirectory(_workplace[source]);
            await _workplace.GitAsync(source, "init", "--quiet");
        }

        foreach (var (path, content) in files.Prepend(($"src/{NamespaceOf(module)}.csproj", "<Project />\n")).Prepend(("module.yml", Manifest(module, version, more))))
        {
            var file = _workplace[source, path];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (content is null)
                File.Delete(file);
            else
                await File.WriteAllTextAsync(file, content);
        }

        await _workplace.GitAsync(source, "add", "--all", "--force");
        await _workplace.GitAsync(source, "commit", "--quiet", "--allow-empty", "--message", $"{module} {version}");
        await _workplace.GitAsync(source, "tag", "--force", $"{module}/v{version}");
        await _workplace.GitAsync(source, "push", "--quiet", "--force", Address, $"HEAD:refs/heads/splits/{module}-module", $"refs/tags/{module}/v{version}");
        return await _workplace.GitAsync(source, "rev-parse", "HEAD");
    }
}
