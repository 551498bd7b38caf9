using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module embed NAME…</c>: embeds modules and what they require, in one step.</summary>
internal static class ModuleEmbedCommand
{
    public static Command Create(SharedOptions shared)
    {
        var names = new Argument<string[]>("NAME") { Description = "The module, with its version where it matters: auth, auth@0.2.0", Arity = ArgumentArity.OneOrMore };
        var settings = new Option<string[]>("--set") { Description = "Set an option: auth.registration=open; may be repeated", HelpName = "MODULE.OPTION=VALUE", AllowMultipleArgumentsPerToken = false };
        var history = new Option<HistoryMode?>("--history") { Description = "How commits of modules look in this project, decided once: subtree (merges that git subtree understands) or linear", HelpName = "subtree|linear" };
        var (change, remote) = (new ChangeArguments(), new RemoteArguments());
        var command = new CommandWithExamples("embed", "Embed modules into the project, with all that they require")
        {
            Examples =
            [
                "qs module embed auth                                the newest version that fits",
                "qs module embed auth@0.2.0 --set auth.registration=open",
                "qs module embed teams billing --dry-run             show what would come",
                "qs module embed crm --remote https://example.com/modules.git",
            ],
        };
        command.Add(names);
        command.Add(settings);
        command.Add(history);
        remote.AddTo(command, withRemote: true);
        change.AddTo(command);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => Run(
            parse.GetRequiredValue(names),
            parse.GetValue(settings) ?? [],
            parse.GetValue(history),
            change.Read(parse),
            workspace => remote.Catalogue(parse, workspace, output),
            output,
            cancellation)));
        return command;
    }

    private static int Run(
        string[] names,
        string[] settings,
        HistoryMode? history,
        ChangeOptions options,
        Func<Workspace, Result<Catalogue>> open,
        Output output,
        CancellationToken cancellation)
    {
        var wishes = new List<ModuleWish>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (ModuleWish.Parse(name).Failed(out var wrong, out var wish))
            {
                return output.Fail(wrong);
            }

            wishes.Add(wish);
        }

        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: true, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (workspace.Choose(history) is { } decided)
            {
                return output.Fail(decided);
            }

            if (open(workspace).Failed(out failure, out var catalogue)
                || new Embedding(workspace, catalogue).Plan(wishes, settings, DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out failure, out var plan))
            {
                return output.Fail(failure);
            }

            return Make(workspace, plan, wishes, options, output, cancellation);
        }
    }

    private static int Make(Workspace workspace, EmbedPlan plan, List<ModuleWish> wishes, ChangeOptions options, Output output, CancellationToken cancellation)
    {
        if (!output.Json)
        {
            output.Say(plan.Present.Select(entry => $"{entry.Name} {ModuleVersion.Tag(entry.InstalledVersion)} is already embedded; 'qs module update {entry.Name}' brings a newer version."));
        }

        var npm = NpmNeeds.Of(workspace, plan.Releases.Select(release => release.Manifest));
        if (plan.Steps.Count == 0)
        {
            return Done(output, Json(workspace, plan, npm, null, made: false));
        }

        var change = new ModuleChange(workspace, output, options);
        if (change.Prepare(plan.Steps, cancellation).Failed(out var failure, out var prepared))
        {
            return output.Fail(failure);
        }

        if (!output.Json)
        {
            output.Say([.. Preview(workspace, plan, wishes, prepared, change), .. ChangeReport.Npm(npm)]);
        }

        if (change.Make("qs module embed", prepared, Asking.OnTerminal, cancellation).Failed(out failure, out var made))
        {
            return output.Fail(failure);
        }

        if (!output.Json)
        {
            output.Say(made ? After(workspace, plan, npm, prepared) : ["Nothing was changed."]);
        }

        return Done(output, Json(workspace, plan, npm, prepared, made));
    }

    private static int Done(Output output, JsonObject json)
    {
        if (output.Json)
        {
            output.Write(json);
        }

        return ExitCode.Done;
    }

    private static IEnumerable<string> Preview(Workspace workspace, EmbedPlan plan, List<ModuleWish> wishes, PreparedChange prepared, ModuleChange change)
    {
        yield return "To be embedded:";
        foreach (var release in plan.Releases)
        {
            var requiredBy = wishes.Any(wish => wish.Name == release.Name)
                ? string.Empty
                : $" (required by {Phrase.All([.. plan.Releases.Where(other => other.Manifest.Requires.ContainsKey(release.Name)).Select(other => other.Name)])})";
            yield return $"  [bold]{release.Name}[/] {ModuleVersion.Tag(release.Version)}{requiredBy}  [dim]{Output.Plain(release.Manifest.Summary)}[/]";
        }

        foreach (var line in ChangeReport.Files(workspace, prepared))
        {
            yield return line;
        }

        yield return $"  run by a build: {Output.Plain(string.Join(", ", ChangeReport.Executed(prepared).DefaultIfEmpty("nothing")))}";
        foreach (var warning in change.Warnings())
        {
            yield return $"[yellow]Note:[/] {Output.Plain(warning)}";
        }
    }

    private static IEnumerable<string> After(Workspace workspace, EmbedPlan plan, IReadOnlyList<NpmNeed> npm, PreparedChange prepared)
    {
        var names = plan.Releases.Select(release => $"{release.Name} {ModuleVersion.Tag(release.Version)}").ToList();
        yield return $"[green]Embedded[/] {Phrase.All(names)} in commit {ChangeReport.Short(prepared.Chain.Tip)}.";
        yield return string.Empty;
        yield return "Next:";
        if (NpmNeeds.Command(npm) is { } install)
        {
            yield return $"  {Output.Plain(install)}   [dim]adds what the modules' pages need[/]";
        }

        yield return "  dotnet build";
        yield return $"  dotnet run --project src/{Output.Plain(workspace.Snapshot.File.Name)}.Migrator   [dim]applies the modules' migrations[/]";
        foreach (var release in plan.Releases)
        {
            yield return $"  modules/{release.Name}/README.md   [dim]says how {release.Name} is used[/]";
        }
    }

    private static JsonObject Json(Workspace workspace, EmbedPlan plan, IReadOnlyList<NpmNeed> npm, PreparedChange? prepared, bool made) => new()
    {
        ["ok"] = true,
        ["changed"] = made,
        ["commit"] = made ? prepared!.Chain.Tip : null,
        ["embedded"] = new JsonArray([.. plan.Releases.Select(release => new JsonObject
        {
            ["name"] = release.Name,
            ["version"] = release.Version.ToString(),
            ["split"] = release.Commit,
        })]),
        ["present"] = new JsonArray([.. plan.Present.Select(entry => new JsonObject { ["name"] = entry.Name, ["version"] = entry.InstalledVersion.ToString() })]),
        ["npm"] = ChangeReport.NpmJson(npm),
        ["files"] = prepared is null ? new JsonArray() : ChangeReport.FilesJson(workspace, prepared),
    };
}
