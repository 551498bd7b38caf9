using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary>
/// A monorepo of modules, the bare repository that it is published in, and a project that embeds them from there: three real
/// repositories in a workplace.
/// </summary>
internal sealed class ModuleHost(Workplace workplace, string project = "host", string folder = "", string mono = "mono")
{
    private readonly string _published = $"{mono}.git";
    private int _minutes;

    public Monorepo Mono { get; } = new(workplace, mono);

    /// <summary>The address of the published repository.</summary>
    public string Remote => workplace[_published];

    public HostProject Project { get; private set; } = null!;

    /// <summary>The path of a module's folder in the project's repository.</summary>
    public string PathOf(string module) => folder.Length == 0 ? $"modules/{module}" : $"{folder}/modules/{module}";

    /// <summary>Publishes core and other modules of the monorepo in version 0.1.0.</summary>
    public async Task PublishAsync(params string[] modules)
    {
        await Mono.InitAsync();
        Mono.Write("README.md", "all");
        SampleModule.Write(Path.Combine(Mono.Root, "content", "modules", "core"), "core", "QuickScale.Modules.Core", "{}");
        foreach (var module in modules)
        {
            SampleModule.Write(Path.Combine(Mono.Root, "content", "modules", module), module, $"Acme.{Tool.Modules.ModuleName.Pascal(module)}", "{ core: \">=0.1 <1\" }");
            Mono.Write($"content/modules/{module}/src/Text.cs", "one\ntwo\nthree\nfour\nfive\n");
        }

        await Mono.CommitAsync("Begin");
        await workplace.GitAsync(".", "init", "--quiet", "--bare", "--initial-branch=main", _published);
        await PublishAgainAsync();
    }

    /// <summary>Brings the monorepo's main branch and its splits to the published repository.</summary>
    public async Task PublishAgainAsync()
    {
        await Mono.GitAsync("push", "--quiet", Remote, "main");
        (await Mono.QsAsync("--into", Remote)).ShouldExitWith(0);
    }

    /// <summary>Releases what is in the work tree of the monorepo as the next version of a module.</summary>
    public async Task ReleaseAsync(string module, string version)
    {
        var manifest = Path.Combine(Mono.Root, "content", "modules", module, "module.yml");
        File.WriteAllLines(manifest, File.ReadAllLines(manifest).Select(line => line.StartsWith("version:", StringComparison.Ordinal) ? $"version: {version}" : line));
        await Mono.CommitAsync($"Release {module} {version}");
        await PublishAgainAsync();
    }

    /// <summary>Makes the project, and works in its folder from now on.</summary>
    public async Task StartAsync() => Project = await HostProject.CreateAsync(workplace, project, folder);

    public async Task EmbedAsync(string module, params string[] options) =>
        (await workplace.QsAsync(["module", "embed", module, "--remote", Remote, "--yes", .. options])).ShouldExitWith(0);

    public async Task UpdateAsync(string module) =>
        (await workplace.QsAsync("module", "update", module, "--yes", "--trust-remote")).ShouldExitWith(0);

    public ModuleHost Write(string path, string text)
    {
        Project.Write(path, text);
        return this;
    }

    /// <summary>Commits everything, a minute after the commit before.</summary>
    public async Task<string> CommitAsync(string message, params string[] options)
    {
        var time = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"2026-02-01T{10 + (_minutes / 60):00}:{_minutes++ % 60:00}:00+02:00");
        workplace.Set("GIT_AUTHOR_DATE", time);
        workplace.Set("GIT_COMMITTER_DATE", time);
        await GitAsync("add", "--all");
        await GitAsync(["commit", "--quiet", "--message", message, .. options]);
        return await GitAsync("rev-parse", "HEAD");
    }

    public Task<string> GitAsync(params string[] arguments) => workplace.GitAsync(project, arguments);

    /// <summary>What git says in the published repository.</summary>
    public Task<string> ThereAsync(params string[] arguments) => workplace.GitAsync(_published, arguments);

    public Task<Answer> PushAsync(params string[] options) => workplace.QsAsync(["module", "push", .. options]);

    /// <summary>Pushes without a question and returns the JSON report.</summary>
    public async Task<JsonNode> PushedAsync(params string[] options)
    {
        var answer = await PushAsync([.. options, "--yes", "--json", "--trust-remote"]);
        answer.ShouldExitWith(0);
        return JsonNode.Parse(answer.Output)!;
    }
}
