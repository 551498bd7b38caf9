using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>The tables of a module, which only the project's own migrator knows how to drop.</summary>
internal sealed class ModuleData(Workspace workspace, ProgramRunner programs)
{
    /// <summary>Whether tables of others refer to the module's; null when nothing stands in the way.</summary>
    public Task<Failure?> CheckAsync(string module, CancellationToken cancellation) => RunAsync(cancellation, "remove-data", module, "--check");

    /// <summary>Drops the tables.</summary>
    public Task<Failure?> DropAsync(string module, CancellationToken cancellation) => RunAsync(cancellation, "remove-data", module);

    private async Task<Failure?> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var migrator = $"src/{workspace.Snapshot.File.Name}.Migrator";
        var answer = await new DotnetSdk(programs).RunProjectAsync(workspace.Folder, migrator, arguments, cancellation);
        if (answer.Succeeded)
        {
            return null;
        }

        // The migrator's own words say which tables refer to the module's, and how to detach them.
        var said = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim().TrimEnd('.') ?? "it said nothing";
        return new Failure(
            answer.ExitCode is ExitCode.Precondition or ExitCode.Remote ? answer.ExitCode : ExitCode.Precondition,
            $"The tables of {arguments[1]} cannot be dropped ({said}); nothing was changed: settle that, or leave out --drop-data.",
            answer.Everything);
    }
}
