using System.CommandLine;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module repair [NAME]</c>: brings back what rewritten histories have taken from embedded modules.</summary>
internal static class ModuleRepairCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string?>("NAME") { Description = "The embedded module; all of them when left out", Arity = ArgumentArity.ZeroOrOne };
        var (change, remote) = (new ChangeArguments(), new RemoteArguments());
        var command = new CommandWithExamples("repair", "Bring back a module that a rebase has dropped, its link to upstream, and the managed files")
        {
            Examples =
            [
                "qs module repair              look at all modules",
                "qs module repair auth --yes   repair one without a question",
            ],
        };
        command.Add(name);
        change.AddTo(command);
        remote.AddTo(command, withRemote: false);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => new SimpleChange("qs module repair", output, change.Read(parse), Asking.Always).Run(
            (workspace, _) => Plan(workspace, new Catalogue(workspace, null, remote.Trust(parse, output)), parse.GetValue(name), cancellation),
            cancellation)));
        return command;
    }

    private static Result<PlannedChange> Plan(Workspace workspace, Catalogue catalogue, string? name, CancellationToken cancellation)
    {
        if (new ModuleRepair(workspace, catalogue).Plan(name, cancellation).Failed(out var failure, out var repairs))
        {
            return failure;
        }

        return repairs.Count == 0
            ? new PlannedChange([], [], "Nothing needs repair.")
            : new PlannedChange([.. repairs.Select(repair => repair.Step)], [.. repairs.Select(repair => Output.Plain(repair.Finding))], $"Repaired {Phrase.All([.. repairs.Select(repair => repair.Step.Name)])}");
    }
}
