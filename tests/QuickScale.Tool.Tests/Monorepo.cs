using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary>A repository of modules in a workplace, grown by a test.</summary>
internal sealed class Monorepo(Workplace workplace, string folder = "mono")
{
    private int _minutes;

    public string Folder => folder;

    public string Root => workplace[folder];

    public async Task<Monorepo> InitAsync(params string[] options)
    {
        Directory.CreateDirectory(Root);
        await GitAsync(["init", "--quiet", "--initial-branch=main", .. options]);
        return this;
    }

    public Task<string> GitAsync(params string[] arguments) => workplace.GitAsync(folder, arguments);

    public Monorepo Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    /// <summary>A module that does nothing but exist.</summary>
    public Monorepo Module(string name, string version, string modules = "content/modules") =>
        Write($"{modules}/{name}/module.yml", $"schema: 1\nname: {name}\nversion: {version}\n");

    /// <summary>Commits everything, a minute after the commit before, and returns the commit.</summary>
    public async Task<string> CommitAsync(string message, params string[] options)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"2026-01-01T{10 + (_minutes / 60):00}:{_minutes++ % 60:00}:00+02:00");
        workplace.Set("GIT_AUTHOR_DATE", time);
        workplace.Set("GIT_COMMITTER_DATE", time);
        await GitAsync("add", "--all");
        await GitAsync(["commit", "--quiet", "--message", message, .. options]);
        return await GitAsync("rev-parse", "HEAD");
    }

    /// <summary>Splits, and returns the JSON report.</summary>
    public async Task<JsonNode> SplitAsync(params string[] options)
    {
        var answer = await QsAsync([.. options, "--json"]);
        answer.ShouldExitWith(0);
        return JsonNode.Parse(answer.Output)!;
    }

    public Task<Answer> QsAsync(params string[] options) => workplace.QsAsync(["module", "split", Path.Combine(Root, "content", "modules"), .. options]);

    /// <summary>The split commit of a module.</summary>
    public async Task<string> TipAsync(string module = "core") =>
        (await SplitAsync())["modules"]!.AsArray().Single(node => node!["name"]!.GetValue<string>() == module)!["split"]!.GetValue<string>();

    /// <summary>The tags of a module and their commits.</summary>
    public async Task<Dictionary<string, string>> TagsAsync(string module = "core") =>
        (await SplitAsync())["modules"]!.AsArray().Single(node => node!["name"]!.GetValue<string>() == module)!["tags"]!.AsObject()
            .ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());

    /// <summary>Splits into the repository itself, so that git can be asked about the result.</summary>
    public async Task SplitHereAsync() => (await QsAsync("--into", Root)).ShouldExitWith(0);
}
