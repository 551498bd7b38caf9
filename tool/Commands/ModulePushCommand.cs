using System.CommandLine;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module push [NAME]</c>: sends the project's changes to a module back, as a branch for a pull request.</summary>
internal static class ModulePushCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string?>("NAME") { Description = "The module; when left out, the one with changes", Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string?>("--remote") { Description = "The repository to push to, when it is not the one that the module came from: https://…, ssh://…, user@host:path or an absolute path", HelpName = "URL" };
        var branch = new Option<string?>("--branch") { Description = "The branch to push, feature/NAME-improvements when left out; never the main branch", HelpName = "BRANCH" };
        var squash = new Option<bool>("--squash") { Description = "Send one commit, with the message of -m" };
        var message = new Option<string?>("--message", "-m") { Description = "The message of the one commit of --squash", HelpName = "TEXT" };
        var (change, trust) = (new ChangeArguments(), new RemoteArguments());
        var command = new CommandWithExamples("push", "Send your committed changes to a module back to its repository, as a branch for a pull request")
        {
            Examples =
            [
                "qs module push                                  the module with changes, after a look at its commits",
                "qs module push auth --branch feature/passkeys   as a branch of that name",
                "qs module push auth --squash -m \"Add passkeys\"  all of it in one commit",
                "qs module push auth --remote git@example.com:me/modules.git --dry-run",
            ],
        };
        command.Add(name);
        foreach (var option in new Option[] { to, branch, squash, message })
        {
            command.Add(option);
        }

        trust.AddTo(command, withRemote: false);
        change.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(squash) != (result.GetValue(message) is not null) || result.GetValue(message)?.Trim() is { Length: 0 })
            {
                result.AddError("--squash and -m go together: --squash -m \"What changes\"");
            }
        });
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
        {
            var wish = new PushWish(parse.GetValue(name), parse.GetValue(to), parse.GetValue(branch), parse.GetValue(message), change.Read(parse), trust.Trust(parse, output));
            return Run(wish, output, cancellation);
        }));
        return command;
    }

    private sealed record PushWish(string? Name, string? Remote, string? Branch, string? Message, ChangeOptions Options, RemoteTrust Trust);

    private static int Run(PushWish wish, Output output, CancellationToken cancellation)
    {
        if (wish.Branch is { } typed && Pushing.BranchProblem(typed) is { } wrong)
        {
            return output.Fail(wrong);
        }

        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: false, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (new PushSelection(workspace, output).Choose(wish.Name, cancellation).Failed(out failure, out var chosen))
            {
                return output.Fail(failure);
            }

            if (chosen.Changes is not { } changes)
            {
                return PushReport.Nothing(output, chosen.Sentence);
            }

            if (Target(wish, workspace, changes.Base.Module.Entry, cancellation).Failed(out failure, out var remote)
                || Branch(wish, changes.Base.Module.Name, output, cancellation).Failed(out failure, out var branch))
            {
                return output.Fail(failure);
            }

            using var store = PushRepository.Create(programs, workspace.Repository.Place, workspace.Snapshot.Head, cancellation);
            return Push(wish, workspace, store, new PushRemote(store, remote), changes, branch, output, cancellation);
        }
    }

    private static int Push(
        PushWish wish,
        Workspace workspace,
        PushRepository store,
        PushRemote remote,
        LocalChanges changes,
        string branch,
        Output output,
        CancellationToken cancellation)
    {
        var pushing = new Pushing(workspace, store, remote);
        var sent = wish.Message is { } message ? pushing.Squash(changes, message, cancellation) : changes;
        if (sent.Failed(out var failure, out var wanted))
        {
            return output.Fail(failure);
        }

        var catalogue = new Catalogue(workspace, null, wish.Trust);
        if (output.Work($"Asking {remote.Address.Shown}", () => pushing.Plan(wanted, branch, catalogue, cancellation)).Failed(out failure, out var plan))
        {
            return output.Fail(failure);
        }

        var report = new PushReport(output, workspace, plan);
        if (plan.IsDone)
        {
            return report.AlreadyThere();
        }

        report.Before();
        if (wish.Options.DryRun || (!wish.Options.Yes && !output.Confirm("Continue?", cancellation)))
        {
            return report.NotPushed();
        }

        return output.Work($"Pushing {branch}", () => remote.Push(plan.Commits[^1].Id, branch, cancellation)).Failed(out failure, out _)
            ? output.Fail(failure)
            : report.After();
    }

    private static Result<RemoteAddress> Target(PushWish wish, Workspace workspace, InstalledModule entry, CancellationToken cancellation)
    {
        if (RemoteAddress.Parse(wish.Remote ?? entry.Remote).Failed(out var failure, out var remote))
        {
            return failure;
        }

        if (remote.Kind == RemoteKind.BuiltIn)
        {
            return new Failure(ExitCode.Precondition, $"{entry.Name} comes with qs itself (remote: builtin), where nothing can be pushed to; name the repository, or your fork of it, with --remote URL.");
        }

        if (remote.Kind == RemoteKind.Path && File.Exists(remote.Text))
        {
            return new Failure(ExitCode.Precondition, $"{remote.Text} is a file, where nothing can be pushed to; name the repository with --remote URL.");
        }

        return wish.Remote is null && wish.Trust.Problem(workspace.Repository.Place, remote, cancellation) is { } untrusted ? untrusted : remote;
    }

    private static Result<string> Branch(PushWish wish, string module, Output output, CancellationToken cancellation)
    {
        var standard = $"feature/{module}-improvements";
        if (!output.CanAsk && !wish.Options.Yes && !wish.Options.DryRun)
        {
            return new Failure(ExitCode.Usage, "'qs module push' asks before anything leaves this machine, and there is nobody to answer; pass --yes, or --dry-run to look only.");
        }

        if (wish.Branch is { } given)
        {
            return given;
        }

        var answer = output.CanAsk && !wish.Options.Yes ? output.Ask($"Branch name [{standard}]:", cancellation) : string.Empty;
        return answer.Length == 0 ? standard : Pushing.BranchProblem(answer) is { } wrong ? wrong : answer;
    }
}
