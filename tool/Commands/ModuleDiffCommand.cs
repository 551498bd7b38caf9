using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module diff NAME</c>: what the project has changed in a module, or what upstream has.</summary>
internal static class ModuleDiffCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "The embedded module" };
        var upstream = new Option<bool>("--upstream") { Description = "Show what the newest version that fits changes, and not what you have changed" };
        var remote = new RemoteArguments();
        var command = new CommandWithExamples("diff", "Show your committed changes to a module as a patch")
        {
            Examples =
            [
                "qs module diff auth                your changes",
                "qs module diff auth --upstream     what an update would bring",
                "qs module diff auth > auth.patch",
            ],
        };
        command.Add(name);
        command.Add(upstream);
        remote.AddTo(command, withRemote: false);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
            Run(parse.GetRequiredValue(name), parse.GetValue(upstream), workspace => remote.Catalogue(parse, workspace, output), output, cancellation)));
        return command;
    }

    private static int Run(string name, bool upstream, Func<Workspace, Result<Catalogue>> open, Output output, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: false, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (open(workspace).Failed(out failure, out var catalogue)
                || TreesOf(workspace, catalogue, name, upstream, cancellation).Failed(out failure, out var trees))
            {
                return output.Fail(failure);
            }

            var patch = workspace.Repository.Patch(trees.From, trees.To, $"modules/{name}", cancellation);
            if (output.Json)
            {
                output.Write(new JsonObject { ["ok"] = true, ["name"] = name, ["from"] = trees.From, ["to"] = trees.To, ["patch"] = patch });
            }
            else
            {
                output.WriteText(patch);
            }

            return ExitCode.Done;
        }
    }

    private static Result<Trees> TreesOf(Workspace workspace, Catalogue catalogue, string name, bool upstream, CancellationToken cancellation)
    {
        if (workspace.Snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, workspace.Snapshot);
        }

        var state = ModuleBase.Find(workspace, [module], cancellation)[0].Module;
        var known = workspace.Repository.Ids([$"{state.Entry.Tree}^{{tree}}"], cancellation)[0] is not null;
        if ((!known || upstream) && catalogue.Releases(name, requiredBy: null, cancellation).Failed(out var failure, out var releases))
        {
            return failure;
        }

        if (!upstream)
        {
            return state.Tree is { } tree
                ? new Trees(state.Entry.Tree, tree)
                : new Failure(ExitCode.Precondition, $"{state.Entry.Prefix} is gone from the commit; bring it back with 'qs module repair {name}'.");
        }

        if (new Updating(workspace, catalogue).Plan([name], null, DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out failure, out var plan))
        {
            return failure;
        }

        return new Trees(state.Entry.Tree, plan.Updates.Concat(plan.Conflicts).FirstOrDefault(update => update.Name == name)?.To.Tree ?? state.Entry.Tree);
    }

    private sealed record Trees(string From, string To);
}
