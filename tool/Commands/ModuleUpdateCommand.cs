using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module update</c>: brings modules to newer versions, keeping the changes that were made to them.</summary>
internal static class ModuleUpdateCommand
{
    public static Command Create(SharedOptions shared)
    {
        var names = new Argument<string[]>("NAME") { Description = "The modules; all embedded ones when left out", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All embedded modules, as without a name" };
        var to = new Option<string?>("--to") { Description = "The version to go to, also an older one or one of another major version", HelpName = "VERSION" };
        var merge = new Option<bool>("--merge") { Description = "Write a conflict into the files, to be resolved as any merge; one module at a time" };
        var verify = new Option<bool>("--verify") { Description = "Build and test the project afterwards, and take the update back when that fails" };
        var noPreview = new Option<bool>("--no-preview") { Description = "Do not show what changes" };
        var goOn = new Option<bool>("--continue") { Description = "Finish a merge whose conflicts are resolved" };
        var abort = new Option<bool>("--abort") { Description = "Give up a merge, back to where it began" };
        var (change, remote) = (new ChangeArguments(), new RemoteArguments());
        var command = new CommandWithExamples("update", "Bring embedded modules to newer versions, and keep your own changes to them")
        {
            Examples =
            [
                "qs module update                     all modules, after a look at what changes",
                "qs module update auth --to 0.3.0     one module to one version",
                "qs module update --yes --verify      without a question; build and test",
                "qs module update auth --merge        resolve conflicts in the files, then --continue",
            ],
        };
        command.Add(names);
        foreach (var option in new Option[] { all, to, merge, verify, noPreview, goOn, abort })
        {
            command.Add(option);
        }

        change.AddTo(command);
        remote.AddTo(command, withRemote: false);
        command.Validators.Add(result =>
        {
            var count = result.GetValue(names)?.Length ?? 0;
            if (result.GetValue(to) is not null && count != 1)
            {
                result.AddError("--to goes with one module: qs module update NAME --to VERSION");
            }
            else if (result.GetValue(all) && count > 0)
            {
                result.AddError("--all means every module: leave out the names, or --all");
            }
            else if ((result.GetValue(goOn) || result.GetValue(abort)) && (count > 0 || (result.GetValue(goOn) && result.GetValue(abort))))
            {
                result.AddError("--continue and --abort stand alone");
            }
            else if ((result.GetValue(goOn) || result.GetValue(abort)) && change.IsDryRun(result))
            {
                result.AddError("--dry-run does not go with --continue and --abort: 'git status' and 'git diff' show what there is");
            }
        });
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
        {
            if (parse.GetValue(goOn) || parse.GetValue(abort))
            {
                return Finish(parse.GetValue(goOn), output, cancellation);
            }

            var wish = new UpdateWish(parse.GetValue(names) ?? [], parse.GetValue(to), parse.GetValue(merge), parse.GetValue(verify), !parse.GetValue(noPreview), change.Read(parse));
            return Run(wish, workspace => remote.Catalogue(parse, workspace, output), output, cancellation);
        }));
        return command;
    }

    private sealed record UpdateWish(string[] Names, string? To, bool Merge, bool Verify, bool Preview, ChangeOptions Options);

    private static int Run(UpdateWish wish, Func<Workspace, Result<Catalogue>> open, Output output, CancellationToken cancellation)
    {
        var to = default(VersionRange);
        if (wish.To is not null && !VersionRange.TryParse(wish.To, out to))
        {
            return output.Fail(new Failure(ExitCode.Usage, $"'{wish.To}' is no version; write it as in --to 0.2.0."));
        }

        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: true, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (workspace.Snapshot.Modules.Count == 0 && wish.Names.Length == 0)
            {
                return UpdateReport.Nothing(output);
            }

            if (open(workspace).Failed(out failure, out var catalogue)
                || new Updating(workspace, catalogue).Plan(wish.Names, to, DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out failure, out var plan))
            {
                return output.Fail(failure);
            }

            return Make(workspace, programs, wish, plan, output, cancellation);
        }
    }

    private static int Make(Workspace workspace, ProgramRunner programs, UpdateWish wish, UpdatePlan plan, Output output, CancellationToken cancellation)
    {
        if (wish.Merge && plan.Conflicts.Count > 0)
        {
            return Merge(workspace, wish, plan, output, cancellation);
        }

        var report = new UpdateReport(output, workspace, plan);
        if (plan.Steps.Count == 0)
        {
            return report.NoStep();
        }

        var change = new ModuleChange(workspace, output, wish.Options);
        if (change.Prepare(plan.Steps, cancellation).Failed(out var failure, out var prepared))
        {
            return output.Fail(failure);
        }

        report.Before(prepared, change, wish.Preview);
        if (change.Make("qs module update", prepared, Asking.Always, cancellation).Failed(out failure, out var made))
        {
            return output.Fail(failure);
        }

        if (made && wish.Verify && (new Verification(workspace, programs, output).Run(prepared.Chain, cancellation)) is { } broken)
        {
            return output.Fail(broken);
        }

        return report.After(prepared, made);
    }

    /// <summary>One conflict at a time: what a person resolves is one merge.</summary>
    private static int Merge(Workspace workspace, UpdateWish wish, UpdatePlan plan, Output output, CancellationToken cancellation)
    {
        if (plan.Conflicts.Count + plan.Steps.Count > 1)
        {
            var names = plan.Conflicts.Select(update => update.Name).ToList();
            return output.Fail(new Failure(ExitCode.Usage, $"--merge resolves one module at a time; name it, as in 'qs module update {names[0]} --merge' ({Phrase.All(names)} {(names.Count == 1 ? "has" : "have")} conflicts)."));
        }

        var update = plan.Conflicts[0];
        if (wish.Options.DryRun)
        {
            return new UpdateReport(output, workspace, plan).NoStep();
        }

        if (!wish.Options.Yes)
        {
            if (!output.CanAsk)
            {
                return output.Fail(new Failure(ExitCode.Usage, "'qs module update --merge' asks before it writes conflicts into the files, and there is nobody to answer; pass --yes, or --dry-run to look only."));
            }

            output.Say($"{update.Name} {ModuleVersion.Tag(update.From)} → {ModuleVersion.Tag(update.To.Version)} conflicts in {Output.Plain(Phrase.Some(update.Step.Conflict!.Conflicts))}; it will be written there as a merge.");
            if (!output.Confirm("Continue?", cancellation))
            {
                output.Say("Nothing was changed.");
                return ExitCode.Done;
            }
        }

        if (new ConflictMerge(workspace).Start(update, cancellation).Failed(out var failure, out _))
        {
            return output.Fail(failure);
        }

        return new UpdateReport(output, workspace, plan).MergeStarted(update);
    }

    private static int Finish(bool goOn, Output output, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        var finished = ConflictMerge.Finish(programs, output, Environment.CurrentDirectory, goOn, cancellation);
        if (finished.Failed(out var failure, out var sentence))
        {
            return output.Fail(failure);
        }

        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true, ["changed"] = goOn });
        }
        else
        {
            output.Say(Output.Plain(sentence));
        }

        return ExitCode.Done;
    }
}
