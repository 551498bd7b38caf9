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
        var rollback = new ModuleRollback(workspace, catalogue);
        if (rollback.Plan(name, DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out var failure, out var update))
        {
            return failure;
        }

        if (update.Step.Conflict is { } conflict)
        {
            return new Failure(ExitCode.Conflict, $"Your changes to {name} conflict with {ModuleVersion.Tag(update.To.Version)} in {Phrase.Some(conflict.Conflicts)}; nothing was changed: 'qs module update {name} --to {update.To.Version} --merge' resolves it.");
        }

        var versions = $"{name} {ModuleVersion.Tag(update.From)} → {ModuleVersion.Tag(update.To.Version)}";
        return new PlannedChange(
            [update.Step],
            [$"To be rolled back: {versions}", "[dim]Migrations that were applied stay applied; the database keeps its tables.[/]", .. Notes(workspace, update, rollback.OwnChangesOf(update, cancellation))],
            $"Rolled back {versions}");
    }

    private static IEnumerable<string> Notes(Workspace workspace, ModuleUpdate update, ModuleRollback.Lost? lost)
    {
        var (name, version) = (update.Name, ModuleVersion.Tag(update.To.Version));
        if (lost is not null)
        {
            var files = lost.Files.Select(file => $"{update.Step.Entry!.Prefix}/{file}");
            yield return $"[yellow]Note:[/] your changes to {Output.Plain(Phrase.Some(lost.Files))} are upstream's by now and do not come back with {version}; 'git checkout {ChangeReport.Short(lost.Commit)} -- {Output.Plain(string.Join(' ', files.Select(Phrase.Typed)))}' brings them.";
        }

        if (workspace.Snapshot.File.Modules.FirstOrDefault(module => module.Name == name)?.Version is { } wish && VersionRange.TryParse(wish, out var range) && range?.Contains(update.To.Version) == false)
        {
            yield return $"[yellow]Note:[/] quickscale.yml asks for {Output.Plain(wish)} of {name}, so that 'qs apply' and 'qs module update' go up again; change it there to stay at {version}.";
        }
    }
}
