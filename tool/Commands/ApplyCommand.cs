using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs apply [PLAN]</c>: makes the project as quickscale.yml wants it.</summary>
internal static class ApplyCommand
{
    private const string What = "qs apply";

    public static Command Create(SharedOptions shared)
    {
        var file = new Argument<string?>("PLAN") { Description = "A plan that 'qs plan' has kept: exactly this is done, or nothing; when left out, it is planned now", Arity = ArgumentArity.ZeroOrOne };
        var check = new Option<bool>("--check") { Description = "Change nothing, and end with 1 when there is something to do" };
        var migrate = new Option<bool>("--migrate") { Description = "Run the project's migrator afterwards" };
        var (change, remote) = (new ChangeArguments(), new RemoteArguments());
        var command = new CommandWithExamples("apply", "Make the project as quickscale.yml wants it, a commit for each change")
        {
            Examples =
            [
                "qs apply                     plan, show, ask, and do it",
                "qs apply plan.json --yes     exactly what was planned, or nothing",
                "qs apply --migrate           and bring the database along",
                "qs apply --check             for a script: 1 when the project differs from the file",
            ],
        };
        command.Add(file);
        command.Add(check);
        command.Add(migrate);
        change.AddTo(command);
        remote.AddTo(command, withRemote: false);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => new ApplyRun(
            output,
            change.Read(parse),
            parse.GetValue(file),
            parse.GetValue(check),
            parse.GetValue(migrate)).Run(workspace => remote.Catalogue(parse, workspace, output), cancellation)));
        return command;
    }

    /// <summary>One run of the command.</summary>
    private sealed class ApplyRun(Output output, ChangeOptions options, string? file, bool check, bool migrate)
    {
        private readonly ProgramRunner _programs = new(output.Verbose ? output.Trace : null);

        public int Run(Func<Workspace, Result<Catalogue>> open, CancellationToken cancellation)
        {
            if (check && migrate)
            {
                return output.Fail(new Failure(ExitCode.Usage, "--check changes nothing, and --migrate changes the database; leave one of them out."));
            }

            if (file is { Length: 0 })
            {
                return output.Fail(new Failure(ExitCode.Usage, "PLAN is empty; name the file of a plan, or leave it out to plan now."));
            }

            var saved = default(JsonObject);
            if (file is not null && PlanFile.Read(file).Failed(out var failure, out saved))
            {
                return output.Fail(failure);
            }

            if (Workspace.Open(_programs, output, Environment.CurrentDirectory, check || options.DryRun ? Opening.Planning : Opening.Applying, cancellation).Failed(out failure, out var workspace))
            {
                return output.Fail(failure);
            }

            JsonObject json;
            string folder;
            using (workspace)
            {
                folder = workspace.Folder;
                if (open(workspace).Failed(out failure, out var catalogue)
                    || new Planner(workspace, catalogue).Plan(DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out failure, out var plan))
                {
                    return output.Fail(failure);
                }

                if (saved is not null && PlanFile.Staleness(saved, PlanFile.Of(workspace, plan), file!) is { } stale)
                {
                    return output.Fail(stale);
                }

                var report = new PlanReport(workspace, plan);
                if (check)
                {
                    return Checked(report, plan);
                }

                if (plan.Conflicting is [var conflict, ..])
                {
                    return output.Fail(new Failure(ExitCode.Conflict, $"{conflict.Module} {ModuleVersion.Tag(conflict.To!.Version)} has conflicts with your changes in {Phrase.Some(conflict.Conflicts)}, and nothing was changed; commit quickscale.yml, run 'qs module update {conflict.Module} --merge', and apply again when that is resolved."));
                }

                if (Make(workspace, plan, report, cancellation).Failed(out failure, out var done))
                {
                    return output.Fail(failure);
                }

                json = done.Json;
                if (!done.GoesOn)
                {
                    return End(json);
                }
            }

            if (!migrate || options.DryRun)
            {
                return End(json);
            }

            var problem = Migrate(folder, cancellation);
            json["migrated"] = problem is null;
            json["ok"] = problem is null;
            End(json);
            return problem is null ? ExitCode.Done : output.Warn(problem);
        }

        private int Checked(PlanReport report, ProjectPlan plan)
        {
            if (output.Json)
            {
                var json = Json(report.Json(null), null);
                json["ok"] = plan.Actions.Count == 0;
                output.Write(json);
            }
            else
            {
                output.Say(report.Lines(null));
            }

            return plan.Actions.Count > 0 ? output.Warn(report.Drift) : ExitCode.Done;
        }

        private Result<Outcome> Make(Workspace workspace, ProjectPlan plan, PlanReport report, CancellationToken cancellation)
        {
            if (plan.Actions.Count == 0)
            {
                Say(report.Lines(null));
                return new Outcome(Json(report.Json(null), null), GoesOn: true);
            }

            var change = new ModuleChange(workspace, output, options);
            if (change.Prepare(plan.Steps, cancellation).Failed(out var failure, out var prepared))
            {
                return failure;
            }

            Say([.. report.Lines(prepared), .. change.Warnings().Select(warning => $"[yellow]Note:[/] {Output.Plain(warning)}")]);

            // Who names a plan has seen what it removes.
            var asking = file is null && plan.Actions.Any(action => action.Kind == PlannedKind.Remove) ? Asking.Always : Asking.OnTerminal;
            var unchanged = new Beforehand(_ => FileProblem(workspace), problem => problem);
            var watched = output.CanAsk && !options.Yes ? unchanged : null;
            if (change.Make(What, prepared, asking, watched, cancellation).Failed(out failure, out var made))
            {
                return failure;
            }

            if (made)
            {
                Clean(workspace, plan);
            }

            Say(made ? After(plan, prepared, report) : ["Nothing was changed."]);
            return new Outcome(Json(report.Json(prepared), made ? prepared.Chain : null), GoesOn: made);
        }

        /// <summary>While a person thinks, another window may save the file anew.</summary>
        private static Failure? FileProblem(Workspace workspace) =>
            ProjectFile.ReadText(workspace.Folder).Failed(out var failure, out var text) ? failure
            : text == workspace.Snapshot.Followed ? null
            : new Failure(ExitCode.Conflict, "quickscale.yml was changed after it was planned; nothing was changed: apply again.");

        private static void Clean(Workspace workspace, ProjectPlan plan)
        {
            foreach (var action in plan.Actions.Where(action => action.Kind == PlannedKind.Remove))
            {
                ModuleRemoval.Clean(Path.Combine(workspace.Folder, "modules", action.Module), action.Projects);
            }
        }

        private IEnumerable<string> After(ProjectPlan plan, PreparedChange prepared, PlanReport report)
        {
            foreach (var (step, commit) in prepared.Chain.Steps)
            {
                yield return $"[green]Done[/] {ChangeReport.Short(commit)}  {Output.Plain(step.Subject)}";
            }

            if (NpmNeeds.Command(report.Npm) is { } install)
            {
                yield return $"Next: {Output.Plain(install)}   [dim]adds what the modules' pages need[/]";
            }

            if (!migrate && plan.Actions.Any(action => action.Kind is PlannedKind.Embed or PlannedKind.Update))
            {
                yield return "Next: qs apply --migrate   [dim]applies the modules' migrations[/]";
            }
        }

        /// <summary>As <c>qs migrate</c> does it, with what the migrator says kept for its failure.</summary>
        private Failure? Migrate(string folder, CancellationToken cancellation)
        {
            if (LocalProject.Open(folder).Failed(out var failure, out var project))
            {
                return failure;
            }

            if (new ProjectBuild(project, _programs, output).Migrator(cancellation) is { } broken)
            {
                return broken;
            }

            var answer = output.Work("Migrating the database", () => new Migrator(project, _programs, output).Ask(cancellation, "migrate"));
            if (answer.Succeeded)
            {
                Say(["[green]Done[/] The database is migrated."]);
                return null;
            }

            // The migrator's own codes: its last line says what to do about it.
            var said = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim().TrimEnd('.') ?? "it said nothing";
            return answer.Ending == Ending.NotFound ? DotnetSdk.NotFound : new Failure(
                answer.ExitCode is ExitCode.Precondition or ExitCode.Remote ? answer.ExitCode : ExitCode.CheckFailed,
                $"The migrator failed ({said}); the modules are in place: settle that and run 'qs apply --migrate' again.",
                answer.Everything);
        }

        private void Say(params IEnumerable<string> lines)
        {
            if (!output.Json)
            {
                output.Say(lines);
            }
        }

        private int End(JsonObject json)
        {
            if (output.Json)
            {
                output.Write(json);
            }

            return ExitCode.Done;
        }

        private static JsonObject Json(JsonObject json, CommitChain? chain)
        {
            json["changed"] = chain is not null;
            json["commits"] = ChangeReport.Strings(chain?.Steps.Select(item => item.Commit) ?? []);
            return json;
        }

        private sealed record Outcome(JsonObject Json, bool GoesOn);
    }
}
