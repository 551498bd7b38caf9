using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>The tables of a module, which only the project's own migrator knows how to drop.</summary>
internal sealed class ModuleData(Workspace workspace, ProgramRunner programs)
{
    /// <summary>Whether tables or migrations of others refer to the module's tables; null when nothing stands in the way.</summary>
    public Failure? Check(string module, CancellationToken cancellation) =>
        Run(cancellation, "remove-data", module, "--check") ?? MigrationProblem(module);

    /// <summary>
    /// A foreign key that was detached later is still made by the migration before: on a fresh PostgreSQL database that one fails without
    /// the module's tables.
    /// </summary>
    private Failure? MigrationProblem(string module)
    {
        var folder = Path.Combine(workspace.Folder, "src", workspace.Snapshot.File.Name, "Data", "Migrations");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var tables = $"\"{module.Replace('-', '_')}_";
        var referring = Directory.EnumerateFiles(folder, "*.cs")
            .Where(file => !file.EndsWith(".Designer.cs", StringComparison.Ordinal) && !file.EndsWith("ModelSnapshot.cs", StringComparison.Ordinal))
            .Where(file => (ProjectFile.ReadText(file, Path.GetFileName(file)).Failed(out var unread, out var text) ? throw new FailureException(unread) : text).Contains($"principalTable: {tables}", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file)!)
            .Order(StringComparer.Ordinal)
            .ToList();
        return referring.Count == 0 ? null : new Failure(
            ExitCode.Precondition,
            $"{Phrase.Some(referring)} of the application {(referring.Count == 1 ? "refers" : "refer")} to tables of {module}, so that a fresh database could no longer be made; leave out --drop-data, or first replace the application's migrations by one new initial migration (docs/modules.md says how).");
    }

    /// <summary>Drops the tables.</summary>
    public Failure? Drop(string module, CancellationToken cancellation) => Run(cancellation, "remove-data", module);

    private Failure? Run(CancellationToken cancellation, params string[] arguments)
    {
        var migrator = $"src/{workspace.Snapshot.File.Name}.Migrator";
        var answer = new DotnetSdk(programs).RunProject(workspace.Folder, migrator, arguments, cancellation);
        if (answer.Succeeded)
        {
            return null;
        }

        if (answer.Ending == Ending.NotFound)
        {
            return DotnetSdk.NotFound;
        }

        // The migrator's own words say which tables refer to the module's, and how to detach them.
        var said = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim().TrimEnd('.') ?? "it said nothing";
        return new Failure(
            answer.ExitCode is ExitCode.Precondition or ExitCode.Remote ? answer.ExitCode : ExitCode.Precondition,
            $"The tables of {arguments[1]} cannot be dropped ({said}); nothing was changed: settle that, or leave out --drop-data.",
            answer.Everything);
    }
}
