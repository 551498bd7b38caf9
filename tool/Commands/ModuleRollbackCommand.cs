using System.CommandLine;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module rollback NAME</c>: goes back to the version that was embedded before.</summary>
internal static class ModuleRollbackCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "The embedded module" };
        var (change, remote) = (new ChangeArguments(), new RemoteArguments());
        var command = new CommandWithExamples("rollback", "Go back to the version of a module that was embedded before; your own changes stay")
        {
            Examples =
            [
                "qs module rollback auth",
                "qs module rollback auth --dry-run     show what would change",
            ],
        };
        command.Add(name);
        change.AddTo(command);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => new SimpleChange("qs module rollback", output, change.Read(parse), Asking.Always).Run(
            (workspace, _) => Plan(workspace, new Catalogue(workspace, null, remote.Trust(parse, output)), parse.GetRequiredValue(name), cancellation),
            cancellation)));
        return command;
    }

    private static Result<PlannedChange> Plan(Workspace workspace, Catalogue catalogue, string name, CancellationToken cancellation)
    {
        if (new ModuleRollback(workspace, catalogue).Plan(name, DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out var failure, out var update))
        {
            return failure;
        }

        if (update.Step.Conflict is { } conflict)
        {
            return new Failure(ExitCode.Conflict, $"Your changes to {name} conflict with {ModuleVersion.Tag(update.To.Version)} in {Phrase.Some(conflict.Conflicts)}; nothing was changed: 'qs module update {name} --to {update.To.Version} --merge' resolves it.");
        }

        var versions = $"{name} {ModuleVersion.Tag(update.From)} → {ModuleVersion.Tag(update.To.Version)}";
        return new PlannedChange([update.Step], [$"To be rolled back: {versions}", "[dim]Migrations that were applied stay applied; the database keeps its tables.[/]"], $"Rolled back {versions}");
    }
}
