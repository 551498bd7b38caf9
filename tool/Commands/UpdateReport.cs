using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What <c>qs module update</c> says: what upstream changed before it asks, what was done after it.</summary>
internal sealed class UpdateReport(Output output, Workspace workspace, UpdatePlan plan)
{
    private const int MostLines = 40;

    private readonly IReadOnlyList<NpmNeed> _npm = NpmNeeds.Of(workspace, plan.Updates.Select(update => update.To).Concat(plan.Additions?.Releases ?? []).Select(release => release.Manifest));

    private int ExitCodeNow => plan.Conflicts.Count > 0 ? ExitCode.Conflict : ExitCode.Done;

    public static int Nothing(Output output)
    {
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true, ["changed"] = false, ["updated"] = new JsonArray(), ["conflicts"] = new JsonArray(), ["current"] = new JsonArray() });
        }
        else
        {
            output.Say("✅ No modules installed. Nothing to update.");
        }

        return ExitCode.Done;
    }

    /// <summary>There is nothing to do, or nothing that can be done without a person.</summary>
    public int NoStep()
    {
        if (!output.Json)
        {
            output.Say(plan.Current.Select(entry => $"[green]{entry.Name}[/] {ModuleVersion.Tag(entry.InstalledVersion)} is up to date."));
            output.Say(Beyond());
            output.Say(Held());
        }

        return End(null, made: false);
    }

    public void Before(PreparedChange prepared, ModuleChange change, bool preview)
    {
        if (output.Json)
        {
            return;
        }

        if (plan.Updates.Count > 0)
        {
            output.Say($"To be updated: {Phrase.All([.. plan.Updates.Select(update => $"{update.Name} {ModuleVersion.Tag(update.From)} → {ModuleVersion.Tag(update.To.Version)}")])}");
        }

        if (plan.Additions is { } additions)
        {
            output.Say($"Newly required and embedded with it: {Phrase.All([.. additions.Releases.Select(release => $"{release.Name} {ModuleVersion.Tag(release.Version)}")])}");
        }

        if (preview)
        {
            output.Say(plan.Updates.Concat(plan.Conflicts).SelectMany(News));
            output.Say(ChangeReport.Files(workspace, prepared));
            output.Say(change.Warnings().Select(warning => $"[yellow]Note:[/] {Output.Plain(warning)}"));
            output.Say(ChangeReport.Npm(_npm));
        }
    }

    public int After(PreparedChange prepared, bool made)
    {
        if (!output.Json)
        {
            output.Say(made ? Summary(prepared) : ["Nothing was changed."]);
        }

        return End(prepared, made);
    }

    public int MergeStarted(ModuleUpdate update)
    {
        var files = update.Step.Conflict!.Conflicts;
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = false, ["exitCode"] = ExitCode.Conflict, ["merging"] = update.Name, ["conflicts"] = ChangeReport.Strings(files) });
        }
        else
        {
            output.Say([
                $"Merging {update.Name} {ModuleVersion.Tag(update.To.Version)}: resolve the conflicts in",
                .. files.Select(file => $"  {Output.Plain(workspace.Repository.Place.Here(file))}"),
                "then 'git add' them and run 'qs module update --continue', or give up with 'qs module update --abort'.",
            ]);
        }

        return output.Warn(new Failure(ExitCode.Conflict, $"{Phrase.Count(files.Count, "file")} of {update.Name} must be resolved; then run 'qs module update --continue'."));
    }

    private static IEnumerable<string> News(ModuleUpdate update)
    {
        yield return $"[bold]{update.Name}[/] {ModuleVersion.Tag(update.From)} → {ModuleVersion.Tag(update.To.Version)}";
        foreach (var line in update.Notes.Changes.Take(MostLines))
        {
            yield return $"  {Output.Plain(line)}";
        }

        if (update.Notes.Changes.Count > MostLines)
        {
            yield return $"  … and {Phrase.Count(update.Notes.Changes.Count - MostLines, "line")} more in its CHANGELOG.md";
        }

        foreach (var change in update.OptionChanges)
        {
            yield return $"  option {Output.Plain(change)}";
        }

        foreach (var (version, text) in update.Notes.Steps)
        {
            yield return $"  [yellow]To do for {version}:[/]";
            foreach (var line in text.Split('\n'))
            {
                yield return $"    {Output.Plain(line.TrimEnd('\r'))}";
            }
        }
    }

    private IEnumerable<string> Summary(PreparedChange prepared)
    {
        // Without an update it is a module that one with a conflict will require.
        yield return plan.Updates.Count > 0
            ? $"[green]Updated[/] {Phrase.All([.. plan.Updates.Select(update => $"{update.Name} to {ModuleVersion.Tag(update.To.Version)}")])} in commit {ChangeReport.Short(prepared.Chain.Tip)}."
            : $"[green]Embedded[/] {Phrase.All([.. (plan.Additions?.Releases ?? []).Select(release => $"{release.Name} {ModuleVersion.Tag(release.Version)}")])} in commit {ChangeReport.Short(prepared.Chain.Tip)}.";
        if (prepared.Files.Any(file => file.Kind == 'A' && file.Path.Contains("/Migrations/", StringComparison.Ordinal)))
        {
            yield return $"There are new migrations: dotnet run --project src/{Output.Plain(workspace.Snapshot.File.Name)}.Migrator";
        }

        if (NpmNeeds.Command(_npm) is { } install)
        {
            yield return $"The modules' pages need npm packages: {Output.Plain(install)}";
        }

        foreach (var line in Beyond().Concat(Held()))
        {
            yield return line;
        }

        // What others require is rolled back after them.
        if (plan.Updates is [.., var last])
        {
            yield return $"'qs module rollback {last.Name}' goes back to the version before.";
        }
    }

    private IEnumerable<string> Beyond() =>
        plan.Beyond.Select(release => $"{release.Name} {ModuleVersion.Tag(release.Version)} is another major version; 'qs module update {release.Name} --to {release.Version}' goes to it.");

    private IEnumerable<string> Held() =>
        plan.Held.Select(one => $"[yellow]{one.Name}[/] stays at {ModuleVersion.Tag(one.Stays)}, though {ModuleVersion.Tag(one.Newest)} is there: {Output.Plain(one.Why)}");

    private int End(PreparedChange? prepared, bool made)
    {
        if (output.Json)
        {
            output.Write(new JsonObject
            {
                ["ok"] = plan.Conflicts.Count == 0,
                ["exitCode"] = ExitCodeNow,
                ["changed"] = made,
                ["commit"] = made ? prepared!.Chain.Tip : null,
                ["updated"] = new JsonArray([.. plan.Updates.Select(Json)]),
                ["conflicts"] = new JsonArray([.. plan.Conflicts.Select(Json)]),
                ["embedded"] = new JsonArray([.. (plan.Additions?.Releases ?? []).Select(release => new JsonObject { ["name"] = release.Name, ["version"] = release.Version.ToString() })]),
                ["current"] = ChangeReport.Strings(plan.Current.Select(entry => entry.Name)),
                ["beyond"] = new JsonArray([.. plan.Beyond.Select(release => new JsonObject { ["name"] = release.Name, ["version"] = release.Version.ToString() })]),
                ["held"] = new JsonArray([.. plan.Held.Select(one => new JsonObject { ["name"] = one.Name, ["version"] = one.Stays.ToString(), ["newest"] = one.Newest.ToString(), ["why"] = one.Why })]),
                ["npm"] = ChangeReport.NpmJson(_npm),
                ["files"] = prepared is null ? new JsonArray() : ChangeReport.FilesJson(workspace, prepared),
            });
        }

        if (plan.Conflicts.Count == 0)
        {
            return ExitCode.Done;
        }

        if (!output.Json)
        {
            output.Say(plan.Conflicts.SelectMany(update => update.Step.Conflict!.Messages.Select(message => $"  {update.Name}: {Output.Plain(message)}")));
        }

        var names = plan.Conflicts.Select(update => update.Name).ToList();
        return output.Warn(new Failure(ExitCode.Conflict, $"{Phrase.All(names)} {(names.Count == 1 ? "has" : "have")} conflicts with your changes and {(names.Count == 1 ? "was" : "were")} left as {(names.Count == 1 ? "it was" : "they were")}; 'qs module update {names[0]} --merge' resolves them."));
    }

    private static JsonObject Json(ModuleUpdate update) => new()
    {
        ["name"] = update.Name,
        ["from"] = update.From.ToString(),
        ["to"] = update.To.Version.ToString(),
        ["split"] = update.To.Commit,
        ["changes"] = ChangeReport.Strings(update.Notes.Changes),
        ["options"] = ChangeReport.Strings(update.OptionChanges),
        ["conflicts"] = ChangeReport.Strings(update.Step.Conflict?.Conflicts ?? []),
    };
}
