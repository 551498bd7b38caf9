using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>Builds a project for a command that then runs what was built. Two builds of one project would write the same files: they take turns.</summary>
internal sealed class ProjectBuild(LocalProject project, ProgramRunner programs, Output output)
{
    private const int ShownErrors = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    // The project's own mark for a missing or old Node.js, and NuGet's for a source that does not answer.
    private const string NodeMark = "QS0001";
    private const string SourceMark = "NU1301";

    /// <summary>Builds the whole solution.</summary>
    public Failure? All(CancellationToken cancellation) => Run([], cancellation);

    /// <summary>Builds the migrator and with it the application, without a client: no command of it needs one.</summary>
    public Failure? Migrator(CancellationToken cancellation) => Run([project.Migrator, "-p:SkipClient=true"], cancellation);

    /// <summary>Builds the migrator and the application with its client.</summary>
    public Failure? Whole(CancellationToken cancellation) => Run([project.Migrator], cancellation);

    /// <summary>Installs the npm packages that the client's development server needs, where the lock has changed.</summary>
    public Failure? ClientPackages(CancellationToken cancellation) => Run([project.WebProject, "-target:ClientInstall"], cancellation);

    private Failure? Run(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var busy = new Failure(ExitCode.Precondition, "Another qs has been building this project for a long time; wait until it has ended and try again.");
        if (ProjectLock.Take(project, "build", Patience, busy, cancellation).Failed(out var failure, out var held))
        {
            return failure;
        }

        using (held)
        {
            var built = output.Work("Building", () => new DotnetSdk(programs).Build(project.Folder, arguments, cancellation));
            return built.Succeeded ? null : Explain(built, cancellation);
        }
    }

    private Failure Explain(Completion built, CancellationToken cancellation)
    {
        var said = built.Everything;
        if (built.Ending == Ending.NotFound)
        {
            return DotnetSdk.NotFound;
        }

        if (built.Ending != Ending.Exited)
        {
            return new Failure(ExitCode.CheckFailed, $"The build took too long and was stopped; run 'dotnet build' in {project.Folder} to see what it does.", said);
        }

        if (said.Contains(DotnetSdk.NoCompatibleSdk, StringComparison.Ordinal))
        {
            return DotnetSdk.NotTheRight with { Detail = said };
        }

        if (said.Contains(NodeMark, StringComparison.Ordinal) && new NodeJs(programs).Problem(project.File.Theme, cancellation) is { } node)
        {
            return node;
        }

        if (said.Contains(SourceMark, StringComparison.Ordinal))
        {
            return new Failure(ExitCode.Remote, "The packages cannot be restored; run the command again when the package source can be reached.", said);
        }

        if (said.Contains("\"npm ci ", StringComparison.Ordinal))
        {
            return new Failure(ExitCode.Remote, $"The client's npm packages cannot be installed; run 'npm ci' in {project.Folder} to see why, and the command again afterwards.", said);
        }

        var errors = said.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var error in errors.Take(ShownErrors))
        {
            output.WriteMessage(Output.HarmlessLines(error));
        }

        return new Failure(ExitCode.CheckFailed, errors.Count > 0 ? "The build failed; its errors stand above." : $"The build failed; run 'dotnet build' in {project.Folder} to see why.", said);
    }
}
