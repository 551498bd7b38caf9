using System.Text.Json.Nodes;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What commands that change a project say about the change: before it, after it, and as JSON.</summary>
internal static class ChangeReport
{
    private const int ShortId = 7;

    /// <summary>The files of a change, counted by module and named where they are the project's own.</summary>
    public static IEnumerable<string> Files(Workspace workspace, PreparedChange change)
    {
        var modules = workspace.InRepository("modules/");
        foreach (var group in change.Files.Where(file => file.Path.StartsWith(modules, StringComparison.Ordinal))
            .GroupBy(file => file.Path[modules.Length..].Split('/')[0]))
        {
            yield return $"  modules/{Output.Plain(group.Key),-20} {Counts([.. group])}";
        }

        var own = change.Files.Where(file => !file.Path.StartsWith(modules, StringComparison.Ordinal)).Select(file => Output.Plain(Shown(workspace, file.Path))).ToList();
        if (own.Count > 0)
        {
            yield return $"  also written: {string.Join(", ", own)}";
        }
    }

    /// <summary>Files that the next build executes: what a stranger's module could do with them is worth a look.</summary>
    public static IReadOnlyList<string> Executed(PreparedChange change) =>
        [.. change.Files.Where(file => file.Kind != 'D' && RunsInBuild(file.Path)).Select(file => file.Path)];

    public static JsonArray FilesJson(Workspace workspace, PreparedChange change) =>
        new([.. change.Files.Select(file => new JsonObject { ["path"] = Shown(workspace, file.Path), ["change"] = Kind(file.Kind) })]);

    /// <summary>What the project lacks of npm for the modules, a line for each package and one with the command.</summary>
    public static IEnumerable<string> Npm(IReadOnlyList<NpmNeed> needs)
    {
        foreach (var need in needs)
        {
            var present = need.Present is { } version ? $"and the project has {version}" : "which package.json does not name";
            yield return $"[yellow]Note:[/] {need.Module} needs the npm package {Output.Plain($"{need.Package} {need.Range}")}, {present}.";
        }

        if (NpmNeeds.Command(needs) is { } command)
        {
            yield return $"      Afterwards: {Output.Plain(command)}";
        }
    }

    public static JsonObject NpmJson(IReadOnlyList<NpmNeed> needs) => new()
    {
        ["needs"] = new JsonArray([.. needs.Select(need => new JsonObject
        {
            ["module"] = need.Module,
            ["package"] = need.Package,
            ["range"] = need.Range.ToString(),
            ["present"] = need.Present?.ToNormalizedString(),
        })]),
        ["command"] = NpmNeeds.Command(needs),
    };

    public static string Short(string id) => id[..ShortId];

    public static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static string Counts(List<TreeChange> files)
    {
        (char Kind, string Word)[] kinds = [('A', "new"), ('M', "changed"), ('D', "removed")];
        return string.Join(", ", kinds.Select(kind => (kind.Word, Count: files.Count(file => (file.Kind == 'T' ? 'M' : file.Kind) == kind.Kind)))
            .Where(item => item.Count > 0)
            .Select(item => $"{item.Count} {item.Word}"));
    }

    private static string Kind(char kind) => kind switch
    {
        'A' => "added",
        'D' => "deleted",
        _ => "modified",
    };

    private static bool RunsInBuild(string path) =>
        path.EndsWith(".props", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".targets", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".rsp", StringComparison.OrdinalIgnoreCase)
        || path.Contains("/.github/", StringComparison.Ordinal);

    private static string Shown(Workspace workspace, string path)
    {
        var prefix = workspace.Repository.Place.Prefix;
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : path;
    }
}
