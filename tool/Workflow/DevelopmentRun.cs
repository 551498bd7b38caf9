using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary><c>qs run</c>: builds a project, migrates its database and serves it, anew after each change, until it is stopped.</summary>
internal sealed class DevelopmentRun(LocalProject project, Uri address, ProgramRunner programs, Output output)
{
    private readonly ProjectBuild _build = new(project, programs, output);

    /// <param name="watch">Whether it is built anew after each change, the client too.</param>
    /// <param name="arguments">The application's own.</param>
    /// <param name="ready">Called once, when it answers.</param>
    /// <param name="cancellation">Ends it and all that it started.</param>
    /// <returns>The exit code of what ended by itself.</returns>
    public Result<int> Run(bool watch, IReadOnlyList<string> arguments, Action ready, CancellationToken cancellation)
    {
        var busy = new Failure(ExitCode.Precondition, $"Another qs serves this project already, at {address}; stop it with Ctrl-C first.");
        if (ProjectLock.Take(project, "run", TimeSpan.Zero, busy, cancellation).Failed(out var failure, out var held))
        {
            return failure;
        }

        using (held)
        {
            if (!DevelopmentServer.IsFree(address.Port))
            {
                return new Failure(
                    ExitCode.Precondition,
                    $"Port {address.Port} is in use; stop the program that uses it, or choose another port in src/{project.File.Name}/Properties/launchSettings.json.");
            }

            if (Build(watch, cancellation) is { } broken)
            {
                return broken;
            }

            if (Migrate(cancellation) is { } refused)
            {
                return refused;
            }

            // Who watches is waited for: what does not start is mended while it waits.
            return DevelopmentServer.Serve(
                address,
                stop => new Passage(programs, output).StartAsync(Server(watch, arguments), stop),
                watch && project.NeedsNode ? NodeJs.NpmNotFound(project.File.Theme) : DotnetSdk.NotFound,
                watch ? TimeSpan.MaxValue : DevelopmentServer.StartTime,
                ready,
                cancellation);
        }
    }

    /// <summary>A client that is served as it changes is not built, and needs its packages only.</summary>
    private Failure? Build(bool watch, CancellationToken cancellation)
    {
        if (!project.NeedsNode)
        {
            return _build.Migrator(cancellation);
        }

        if (new NodeJs(programs).Problem(project.File.Theme, cancellation) is { } missing)
        {
            return missing;
        }

        return watch ? _build.ClientPackages(cancellation) ?? _build.Migrator(cancellation) : _build.Whole(cancellation);
    }

    private Failure? Migrate(CancellationToken cancellation)
    {
        var ended = output.Work("Migrating", () => new Migrator(project, programs, output).Ask(cancellation, "migrate"));
        var failure = Migrator.Explain(ended.ExitCode);
        var said = failure is null ? ended.Output.Split('\n').Where(line => line.StartsWith("Applied ", StringComparison.Ordinal)) : ended.Everything.Split('\n');
        foreach (var line in said)
        {
            output.WriteMessage(Output.HarmlessLines(line));
        }

        return failure;
    }

    private Invocation Server(bool watch, IReadOnlyList<string> arguments)
    {
        if (!watch)
        {
            return DotnetSdk.RunBuilt(project.Folder, project.WebProject, "http", arguments) with { IsConfidential = true };
        }

        // The project's own command for both at once; what follows the second "--" is the application's.
        return project.NeedsNode
            ? new Invocation("npm", ["run", "--silent", "dev", .. arguments.Count > 0 ? ["--", "--", .. arguments] : Enumerable.Empty<string>()]) { Folder = project.Folder, Environment = DotnetSdk.WithoutBrowser, IsScript = true, IsConfidential = true }
            : DotnetSdk.Watch(project.Folder, project.WebProject, arguments) with { IsConfidential = true };
    }
}
