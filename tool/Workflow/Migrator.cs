using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>The project's migrator: it is built, and then run as <c>dotnet run --project src/NAME.Migrator -- …</c> does.</summary>
internal sealed class Migrator(LocalProject project, ProgramRunner programs, Output output)
{
    /// <summary>Builds it and hands it the terminal.</summary>
    /// <param name="folder">Where it runs: file names are meant from there.</param>
    /// <param name="arguments">Its command. They may hold what nobody else is to read.</param>
    /// <param name="onLine">Gets the lines of its first stream, with <c>--json</c> alone: they belong to the object then.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its exit code.</returns>
    public Result<int> HandOver(string folder, IReadOnlyList<string> arguments, Action<string>? onLine, CancellationToken cancellation)
    {
        if (new ProjectBuild(project, programs, output).Migrator(cancellation) is { } failure)
        {
            return failure;
        }

        var ended = new Passage(programs, output).Run(Call(folder, arguments) with { OnLine = onLine }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return ended.Ending == Ending.NotFound ? DotnetSdk.NotFound : ended.ExitCode;
    }

    /// <summary>Runs what is built already, and shows what it says only when it fails.</summary>
    public Completion Ask(CancellationToken cancellation, params string[] arguments) =>
        programs.Run(Call(project.Folder, arguments) with { TimeLimit = TimeSpan.FromMinutes(30), Grace = TimeSpan.FromSeconds(10) }, cancellation);

    /// <summary>What its exit code means; null when it is done.</summary>
    public static Failure? Explain(int exitCode) => exitCode == 0 ? null : ProgramEnd.Failure("The migrator", exitCode);

    private Invocation Call(string folder, IReadOnlyList<string> arguments) =>
        DotnetSdk.RunBuilt(folder, project.PathOf(project.Migrator), profile: null, arguments) with { IsConfidential = true };
}
