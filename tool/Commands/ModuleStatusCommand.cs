using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module status</c>: what is embedded, and what is to be done about it.</summary>
internal static class ModuleStatusCommand
{
    public static Command Create(SharedOptions shared)
    {
        var check = new Option<bool>("--check") { Description = "Ask the remotes, and exit with 1 when a module is outdated: for CI" };
        var upstream = new Option<bool>("--upstream") { Description = "Ask the remotes for their newest versions" };
        var remote = new RemoteArguments();
        var command = new CommandWithExamples("status", "Show the embedded modules: versions, local and uncommitted changes")
        {
            Examples =
            [
                "qs module status             without network",
                "qs module status --check     exit code 1 when a module is outdated",
                "qs module status --json      for a script",
            ],
        };
        command.Add(check);
        command.Add(upstream);
        remote.AddTo(command, withRemote: false);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
            Run(parse.GetValue(check), parse.GetValue(upstream), remote.Trust(parse, output), output, cancellation)));
        return command;
    }

    private static int Run(bool check, bool upstream, RemoteTrust trust, Output output, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: false, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (new KnownVersions(workspace, trust).Read(check || upstream, cancellation).Failed(out failure, out var versions))
            {
                return output.Fail(failure);
            }

            var states = new ModuleOverview(workspace).Read(versions, cancellation);
            var dropped = DroppedEmbed.Find(workspace, cancellation);
            var outdated = states.Where(state => state.IsOutdated).ToList();
            var exitCode = check && outdated.Count > 0 ? ExitCode.CheckFailed : ExitCode.Done;
            if (output.Json)
            {
                output.Write(new JsonObject { ["ok"] = exitCode == ExitCode.Done, ["modules"] = new JsonArray([.. states.Select(Json)]), ["dropped"] = dropped?.Name });
                return exitCode;
            }

            if (dropped is not null)
            {
                output.Say($"[red]{dropped.Name}: a rebase has dropped its embed and spilled its files into the root; 'qs module repair {dropped.Name}' brings it back[/]");
            }

            output.Say(states.Count == 0 ? ["No modules are embedded; 'qs module list' shows what there is."] : states.SelectMany(state => Lines(state, check || upstream)));
            if (exitCode != ExitCode.Done)
            {
                return output.Warn(new Failure(exitCode, $"{Phrase.All([.. outdated.Select(state => state.Entry.Name)])} {(outdated.Count == 1 ? "is" : "are")} outdated; run 'qs module update'."));
            }

            return exitCode;
        }
    }

    private static IEnumerable<string> Lines(ModuleState state, bool isAsked)
    {
        var entry = state.Entry;
        var news = state switch
        {
            { Newest: null } when isAsked => "[yellow]its remote has no release of it[/]",
            { Newest: null } => "[dim]newest version unknown; --upstream asks[/]",
            { IsOutdated: true } => $"[yellow]{ModuleVersion.Tag(state.Fitting!)} is available[/]",
            { IsHeld: true } => $"[green]up to date[/] [dim]with quickscale.yml, which does not allow {ModuleVersion.Tag(state.Newest!)}[/]",
            _ => "[green]up to date[/]",
        };
        yield return $"[bold]{entry.Name}[/] {ModuleVersion.Tag(entry.InstalledVersion)}  {news}";
        if (state.IsDropped)
        {
            yield return $"  [red]{entry.Prefix} is gone from the commit; 'qs module repair {entry.Name}' brings it back[/]";
        }

        if (state.LocalChanges.Count > 0)
        {
            yield return $"  local changes in {Phrase.Count(state.LocalChanges.Count, "file")}: {Output.Plain(Phrase.Some(state.LocalChanges))}; 'qs module diff {entry.Name}' shows them";
        }

        if (state.Uncommitted.Count > 0)
        {
            yield return $"  uncommitted changes in {Phrase.Count(state.Uncommitted.Count, "file")}: {Output.Plain(Phrase.Some(state.Uncommitted))}";
        }
    }

    private static JsonObject Json(ModuleState state) => new()
    {
        ["name"] = state.Entry.Name,
        ["version"] = state.Entry.InstalledVersion.ToString(),
        ["newest"] = state.Newest?.ToString(),
        ["outdated"] = state.IsOutdated,
        ["held"] = state.IsHeld,
        ["dropped"] = state.IsDropped,
        ["remote"] = state.Entry.Remote,
        ["split"] = state.Entry.Split,
        ["localChanges"] = ChangeReport.Strings(state.LocalChanges),
        ["uncommittedChanges"] = ChangeReport.Strings(state.Uncommitted),
    };
}
