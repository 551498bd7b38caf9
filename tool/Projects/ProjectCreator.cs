using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
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

        if (options.HasModules && (!options.Git || enclosing.Length > 0))
        {
            return new Failure(ExitCode.Precondition, options.Git
                ? $"Modules are embedded by commits, and a project inside the repository {enclosing} makes none; choose a place outside of it, or make the project without modules, commit it and embed them with 'qs module embed'."
                : "Modules are embedded by commits, and --no-git makes none; leave it out, or make the project without modules.");
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

            var trust = new RemoteTrust(output, options.TrustRemotes);
            if (options.HasModules && Embed(project, staging.Project, trust, cancellation).Failed(out failure, out project))
            {
                return failure;
            }

            project = project with { Files = Count(staging.Project) };
            cancellation.ThrowIfCancellationRequested();
            try
            {
                staging.MoveTo(options.Target);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                return new Failure(ExitCode.Precondition, $"{options.Target} could not be made; something else has taken its place.", refused.Message);
            }

            if (options.HasModules && !GitRepository.Open(programs, options.Target, CancellationToken.None).Failed(out _, out var repository))
            {
                trust.MovedTo(repository.Place);
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

        if (WriteWanted(options, manifest, folder) is { } unwritten)
        {
            return unwritten;
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

        return new NewProject(options, manifest, LaunchAddresses.Read(Path.Combine(folder, "src", manifest.Name)), Files: 0, outcome, RestoreOutcome.LeftOut);
    }

    private static int Count(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Count(file => !file.StartsWith(Path.Combine(folder, ".git") + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>Lets the project's own quickscale.yml say what is wanted, before the first commit; null when it does.</summary>
    private static Failure? WriteWanted(NewProjectOptions options, ProjectFile made, string folder)
    {
        var path = Path.Combine(folder, ProjectFile.FileName);
        if (options.File is { } file)
        {
            if ((file.Name, file.Slug) != (made.Name, made.Slug))
            {
                return new Failure(ExitCode.Precondition, $"A project of this name is called {made.Name}, with the slug {made.Slug}; write 'project: {{ name: {made.Name}, slug: {made.Slug} }}' into the file and try again.");
            }

            File.WriteAllText(path, options.FileText);
            return null;
        }

        if (options.Modules.Count == 0)
        {
            return null;
        }

        var text = File.ReadAllText(path);
        if (ProjectFile.Parse(text, ProjectFile.FileName).Failed(out var failure, out var present)
            || ProjectFile.Edit(text, present with { Modules = [.. options.Modules.Select(name => new WantedModule(name, null, null, new Dictionary<string, OptionValue>()))] }, ProjectFile.FileName).Failed(out failure, out text))
        {
            return failure;
        }

        File.WriteAllText(path, text);
        return null;
    }

    /// <summary>Plans and applies what quickscale.yml wants, where the project grows.</summary>
    private Result<NewProject> Embed(NewProject project, string folder, RemoteTrust trust, CancellationToken cancellation)
    {
        output.WriteMessage("Embedding modules…");
        if (Workspace.Open(programs, output, folder, Opening.Applying, cancellation).Failed(out var failure, out var workspace))
        {
            return failure;
        }

        using (workspace)
        {
            var catalogue = new Catalogue(workspace, null, trust);
            var change = new ModuleChange(workspace, output, new ChangeOptions(Yes: true, DryRun: false));
            if (new Planner(workspace, catalogue) { IsFileTheirs = project.Options.File is not null }.Plan(DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out failure, out var plan)
                || change.Prepare(plan.Steps, cancellation).Failed(out failure, out var prepared)
                || change.Make("qs apply", prepared, Asking.OnTerminal, cancellation).Failed(out failure, out _))
            {
                return failure;
            }

            var releases = plan.Actions.Select(action => action.To).OfType<ModuleRelease>().ToList();
            return project with
            {
                Modules = [.. releases.Select(release => $"{release.Name} {ModuleVersion.Tag(release.Version)}")],
                Npm = NpmNeeds.Command(NpmNeeds.Of(workspace, releases.Select(release => release.Manifest))),
            };
        }
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
