using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What <c>qs plan</c> and <c>qs apply</c> say about a plan: to a person in lines, to a program as parts of an object.</summary>
internal sealed class PlanReport(Workspace workspace, ProjectPlan plan)
{
    private const int MostMigrations = 3;

    private readonly IReadOnlyList<NpmNeed> _npm = NpmNeeds.Of(workspace, plan.Actions.Where(action => action.To is not null).Select(action => action.To!.Manifest));

    public IReadOnlyList<NpmNeed> Npm => _npm;

    /// <summary>What <c>--check</c> ends with when there is something to do.</summary>
    public Failure Drift => new(ExitCode.CheckFailed, $"The project is not as quickscale.yml wants it ({Phrase.Some([.. plan.Actions.Select(action => $"{PlanFile.Word(action.Kind)} {action.Module}").Distinct(StringComparer.Ordinal)])}); 'qs plan' shows the difference, 'qs apply' makes it.");

    public static string Nothing => "Nothing to do: the project is as quickscale.yml wants it.";

    public IEnumerable<string> Lines(PreparedChange? change)
    {
        yield return plan.Actions.Count == 0 ? Nothing : "quickscale.yml wants:";
        foreach (var line in plan.Actions.SelectMany(Lines))
        {
            yield return line;
        }

        foreach (var line in change is null ? [] : Files(change))
        {
            yield return line;
        }

        foreach (var note in plan.Notes)
        {
            yield return $"[yellow]Note:[/] {Output.Plain(note)}";
        }

        foreach (var line in ChangeReport.Npm(_npm))
        {
            yield return line;
        }
    }

    public JsonObject Json(PreparedChange? change)
    {
        var json = PlanFile.Of(workspace, plan);
        json.Insert(0, "ok", true);
        json.Insert(1, "changes", plan.Actions.Count > 0);
        json["files"] = change is null ? new JsonArray() : ChangeReport.FilesJson(workspace, change);
        json["migrations"] = new JsonArray([.. (change is null ? [] : ProjectPlan.Migrations(workspace, change))
            .Select(one => new JsonObject { ["module"] = one.Module, ["migration"] = one.Migration })]);
        json["buildFiles"] = ChangeReport.Strings(change is null ? [] : ChangeReport.Executed(change));
        json["npm"] = ChangeReport.NpmJson(_npm);
        json["notes"] = ChangeReport.Strings(plan.Notes);
        return json;
    }

    private static IEnumerable<string> Lines(PlannedAction action)
    {
        var what = action.Kind switch
        {
            PlannedKind.Embed => $"[bold]{action.Module}[/] {ModuleVersion.Tag(action.To!.Version)}{RequiredBy(action)}  [dim]{Output.Plain(action.To.Manifest.Summary)}[/]",
            PlannedKind.Update => $"[bold]{action.Module}[/] {ModuleVersion.Tag(action.From!)} → {ModuleVersion.Tag(action.To!.Version)}",
            PlannedKind.Set => $"[bold]{action.Module}[/]",
            PlannedKind.Rewire => "the files that follow from the modules",
            _ => $"[bold]{action.Module}[/] {ModuleVersion.Tag(action.From!)}  [dim]its tables and data stay in the database[/]",
        };
        yield return $"  {PlanFile.Word(action.Kind),-7} {what}";
        foreach (var option in action.Options)
        {
            var from = action.Kind == PlannedKind.Embed ? string.Empty : $"{Output.Plain(option.From?.ToString() ?? "none")} → ";
            yield return $"            {option.Option.Name}: {from}{Output.Plain(option.To.ToString()!)}{(option.Option.Mutable ? string.Empty : "  [dim]fixed from then on[/]")}";
        }

        foreach (var line in action.Notes?.Changes ?? [])
        {
            yield return $"            {Output.Plain(line)}";
        }

        foreach (var (version, text) in action.Notes?.Steps ?? [])
        {
            yield return $"            [yellow]To do for {version}:[/] {Output.Plain(text.ReplaceLineEndings(" "))}";
        }

        foreach (var file in action.Conflicts)
        {
            yield return $"            [red]conflict[/] with your changes in {Output.Plain(file)}";
        }
    }

    private IEnumerable<string> Files(PreparedChange change)
    {
        yield return "In files:";
        foreach (var line in ChangeReport.Files(workspace, change))
        {
            yield return line;
        }

        yield return $"  run by a build: {Output.Plain(string.Join(", ", ChangeReport.Executed(change).DefaultIfEmpty("nothing")))}";
        foreach (var group in ProjectPlan.Migrations(workspace, change).GroupBy(one => one.Module, one => one.Migration))
        {
            var names = group.Take(MostMigrations).ToList();
            var more = group.Count() - names.Count;
            yield return $"  migrations of {group.Key}: {Output.Plain(string.Join(", ", names))}{(more > 0 ? $" and {more} more" : string.Empty)}";
        }
    }

    private static string RequiredBy(PlannedAction action) => action.RequiredBy.Count > 0 ? $" (required by {Phrase.All(action.RequiredBy)})" : string.Empty;
}
