using System.CommandLine;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module remove NAME</c>: takes a module out of the project; its data stays unless that is asked for.</summary>
internal static class ModuleRemoveCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "The embedded module" };
        var keepFiles = new Option<bool>("--keep-files") { Description = "Leave the folder, as code of the project" };
        var force = new Option<bool>("--force") { Description = "Remove the folder also when it holds changes of your own" };
        var dropData = new Option<bool>("--drop-data") { Description = "Drop the module's tables in the development database first; refused while other tables refer to them" };
        var change = new ChangeArguments();
        var command = new CommandWithExamples("remove", "Take a module out of the project: its files, its entries and its wiring")
        {
            Examples =
            [
                "qs module remove billing                 the tables and their data stay",
                "qs module remove billing --keep-files    the code stays too, as your own",
                "qs module remove billing --drop-data     the tables go first",
            ],
        };
        command.Add(name);
        foreach (var option in new[] { keepFiles, force, dropData })
        {
            command.Add(option);
        }

        change.AddTo(command);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => new SimpleChange("qs module remove", output, change.Read(parse), Asking.Always).Run(
            (workspace, programs) => Plan(workspace, programs, parse.GetRequiredValue(name), parse.GetValue(keepFiles), parse.GetValue(force), parse.GetValue(dropData), cancellation),
            cancellation)));
        return command;
    }

    private static Result<PlannedChange> Plan(Workspace workspace, ProgramRunner programs, string name, bool keepFiles, bool force, bool dropData, CancellationToken cancellation)
    {
        if (ModuleRemoval.Plan(workspace, name, keepFiles, force).Failed(out var failure, out var step))
        {
            return failure;
        }

        var data = new ModuleData(workspace, programs);
        if (dropData && data.Check(name, cancellation) is { } held)
        {
            return held;
        }

        return new PlannedChange(
            [step],
            [$"To be removed: {name}", dropData ? "[yellow]Its tables and all data in them are dropped in the database that is configured here.[/]" : $"[dim]Its tables and their data stay in the database; --drop-data would take them along.[/]"],
            keepFiles ? $"Took {name} off the list" : $"Removed {name}")
        {
            First = dropData
                ? new Beforehand(token => data.Drop(name, token), failure => failure with { Sentence = $"{failure.Sentence[..^1]} (the tables of {name} are dropped already)." })
                : null,
            Last = keepFiles ? null : () => ModuleRemoval.Clean(Path.Combine(workspace.Folder, "modules", name), workspace.Snapshot.Find(name)!.Projects),
            After = dropData ? [] : [$"The data of {name} is still in the database."],
        };
    }
}
