using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>
/// Makes a project: whole or not at all. It grows in a hidden folder beside its place, with its repository and first
/// commit, and appears under its name in one step; only the restore of packages comes after.
/// </summary>
internal sealed class ProjectCreator(ProgramRunner programs, Output output, string version)
{
    private readonly DotnetSdk _dotnet = new(programs);

    public Result<NewProject> Create(NewProjectOptions options, CancellationToken cancellation)
    {
        if (TargetProblem(options.Target) is { } problem)
        {
            return problem;
        }

        if (_dotnet.ReadVersion(cancellation).Failed(out var failure, out _))
        {
            return failure;
        }

        if (StarterChoices.NeedsNode(options.Theme) && new NodeJs(programs).Problem(options.Theme, cancellation) is { } missing)
        {
            return missing;
        }

        var place = NearestFolder(options.Target);
        var enclosing = string.Empty;
        if (options.Git && new GitFolder(programs, place).EnclosingWorkTree(cancellation).Failed(out failure, out enclosing))
        {
            return failure;
        }

        StagingFolder staging;
        try
        {
            staging = StagingFolder.CreateIn(place);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{place} cannot be written to; choose another place.", refused.Message);
        }

        using (staging)
        {
            var made = output.Work($"Creating {options.Name}", () => Make(options, staging.Project, enclosing, cancellation));
            if (made.Failed(out failure, out var project))
            {
                return failure;
            }

            cancellation.ThrowIfCancellationRequested();
            try
            {
                staging.MoveTo(options.Target);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                return new Failure(ExitCode.Precondition, $"{options.Target} could not be made; something else has taken its place.", refused.Message);
            }

            return options.Restore ? Restore(project, cancellation) : project;
        }
    }

    /// <summary>What stands in the way of a project at this path.</summary>
    private static Failure? TargetProblem(string target)
    {
        for (var path = target; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                return new Failure(ExitCode.Precondition, $"{path} is a file; choose another path.");
            }
        }

        return Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any(entry => !StagingFolder.IsStagingFolder(entry))
            ? new Failure(ExitCode.Precondition, $"{target} is not empty; choose another path, or empty it first.")
            : null;
    }

    private static string NearestFolder(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        return path;
    }

    private Result<NewProject> Make(NewProjectOptions options, string folder, string enclosing, CancellationToken cancellation)
    {
        var git = new GitFolder(programs, folder);
        var ownRepository = options.Git && enclosing.Length == 0;
        var (branch, author) = (string.Empty, string.Empty);
        if (ownRepository)
        {
            // Before the slow part. The identity is asked in the new repository, because it may depend on the place.
            if (git.Initialize(cancellation).Failed(out var noRepository, out branch))
            {
                return noRepository;
            }

            if (git.Identity(cancellation).Failed(out var nobody, out author))
            {
                return nobody;
            }
        }

        var pack = new TemplatePack(_dotnet, TemplatePack.Carried);
        if (pack.Instantiate(options, folder, cancellation).Failed(out var refused, out _))
        {
            return refused;
        }

        if (ProjectFile.Read(folder).Failed(out var unreadable, out var manifest))
        {
            return unreadable;
        }

        var outcome = new GitOutcome(Enclosing: enclosing.Length > 0 ? enclosing : null);
        if (ownRepository)
        {
            if (git.CommitAll($"Start from QuickScale {version}", cancellation).Failed(out var uncommitted, out var commit))
            {
                return uncommitted;
            }

            outcome = new GitOutcome(commit, branch, author);
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Count(file => !file.StartsWith(Path.Combine(folder, ".git") + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        return new NewProject(options, manifest, LaunchAddresses.Read(Path.Combine(folder, "src", manifest.Name)), files, outcome, RestoreOutcome.LeftOut);
    }

    private NewProject Restore(NewProject project, CancellationToken cancellation)
    {
        try
        {
            var restored = output.Work("Restoring packages", () => _dotnet.Restore(project.Folder, cancellation));
            return project with { RestoreOutcome = restored.Succeeded ? RestoreOutcome.Done : RestoreOutcome.Failed };
        }
        catch (OperationCanceledException)
        {
            output.WriteMessage($"The project in {project.Folder} is complete; 'dotnet restore' there fetches its packages.");
            throw;
        }
    }
}
