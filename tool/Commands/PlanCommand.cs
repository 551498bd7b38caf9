using System.CommandLine;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs plan</c>: shows what leads from the project to what quickscale.yml wants, and keeps it for <c>qs apply</c>.</summary>
internal static class PlanCommand
{
    public static Command Create(SharedOptions shared)
    {
        var check = new Option<bool>("--check") { Description = "End with 1 when there is something to do" };
        var file = new Option<string?>("--out") { Description = "Where the plan is kept; in the repository's own folder when left out", HelpName = "FILE" };
        var remote = new RemoteArguments();
        var init = new PlanInitArguments();
        var command = new CommandWithExamples("plan", "Show what would change for the project to be as quickscale.yml wants it")
        {
            Examples =
            [
                "qs plan                                      look, and keep the plan",
                "qs plan --check                              for a script: 1 when there is something to do",
                "qs plan --out plan.json --json               for a program",
                "qs plan --init --modules auth,teams          write quickscale.yml for a project that has none",
            ],
        };
        command.Add(check);
        command.Add(file);
        remote.AddTo(command, withRemote: false);
        init.AddTo(command);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
        {
            var refused = init.IsAsked(parse) ? init.Run(parse, output, cancellation) : null;
            return refused is null
                ? Run(workspace => remote.Catalogue(parse, workspace, output), parse.GetValue(file), parse.GetValue(check), output, cancellation)
                : output.Fail(refused);
        }));
        return command;
    }

    private static int Run(Func<Workspace, Result<Catalogue>> open, string? file, bool check, Output output, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, Opening.Planning, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (open(workspace).Failed(out failure, out var catalogue)
                || new Planner(workspace, catalogue).Plan(DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out failure, out var plan)
                || Preview(workspace, plan, output, cancellation).Failed(out failure, out var preview))
            {
                return output.Fail(failure);
            }

            var ourPlace = PlanFile.PathIn(workspace);
            var path = string.IsNullOrEmpty(file) ? ourPlace : Path.GetFullPath(file);
            if (PlanFile.Write(PlanFile.Of(workspace, plan), path, path == ourPlace) is { } unwritten)
            {
                return output.Fail(unwritten);
            }

            var report = new PlanReport(workspace, plan);
            var isDrift = check && plan.Actions.Count > 0;
            Show(output, report, plan, preview.Value, path, isDrift);
            return isDrift ? output.Warn(report.Drift) : ExitCode.Done;
        }
    }

    /// <summary>The commits of a plan, written and used by nobody: what the files will be is read off them. A module that waits for a person is left out.</summary>
    public static Result<Optional<PreparedChange>> Preview(Workspace workspace, ProjectPlan plan, Output output, CancellationToken cancellation)
    {
        var waiting = plan.Conflicting.Select(action => action.Module).ToHashSet(StringComparer.Ordinal);
        var steps = plan.Steps.Where(step => !waiting.Contains(step.Name)).ToList();
        if (steps.Count == 0)
        {
            return Optional<PreparedChange>.None;
        }

        return new ModuleChange(workspace, output, new ChangeOptions(Yes: true, DryRun: true)).Prepare(steps, cancellation).Failed(out var failure, out var change)
            ? failure
            : new Optional<PreparedChange>(change);
    }

    private static void Show(Output output, PlanReport report, ProjectPlan plan, PreparedChange? change, string path, bool isDrift)
    {
        if (output.Json)
        {
            var json = report.Json(change);
            json["ok"] = !isDrift;
            json["plan"] = path;
            output.Write(json);
            return;
        }

        output.Say(report.Lines(change));
        if (plan.Actions.Count > 0)
        {
            var shown = Path.GetRelativePath(Environment.CurrentDirectory, path);
            output.Say(string.Empty, $"Next: 'qs apply', or 'qs apply {Output.Plain(shown)}' for exactly this and nothing else.");
        }
    }
}
