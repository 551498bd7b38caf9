using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>A module as the checked-out commit holds it.</summary>
/// <param name="Entry">What <c>.quickscale/config.yml</c> says.</param>
/// <param name="Tree">The tree at its prefix; null when the folder is gone.</param>
/// <param name="Manifest">Its <c>module.yml</c>; null when it is gone or cannot be read.</param>
/// <param name="Projects">Its project files, relative to its folder.</param>
internal sealed record EmbeddedModule(InstalledModule Entry, string? Tree, ModuleManifest? Manifest, IReadOnlyList<string> Projects)
{
    public string Name => Entry.Name;

    /// <summary>Whether the user has committed changes of their own to it.</summary>
    public bool HasLocalChanges => Tree is not null && Tree != Entry.Tree;
}

/// <summary>What a project is opened for.</summary>
internal enum Opening
{
    /// <summary>To look at it: no lock, any state.</summary>
    Reading,

    /// <summary>To change it by commits that also say so in quickscale.yml.</summary>
    Changing,

    /// <summary>To plan what quickscale.yml, as it lies in its folder, wants: locked, for objects are written, and in any state.</summary>
    Planning,

    /// <summary>To do what quickscale.yml wants, by commits that leave that file alone.</summary>
    Applying,
}

/// <summary>
/// What the checked-out commit says about the project; planning reads nothing else.
/// <paramref name="File"/>: what <c>quickscale.yml</c> says, by the commit, or where that file is to be followed, in its folder.
/// <paramref name="Managed"/>: the managed files' content by path, relative to the project; a missing one is left out.
/// <paramref name="RootManifest"/>: a module's manifest in the root of the repository, where none belongs; null as a rule.
/// </summary>
internal sealed record Snapshot(
    string Head,
    string? Branch,
    ProjectConfig Config,
    ProjectFile File,
    IReadOnlyDictionary<string, string> Managed,
    string? RootManifest,
    IReadOnlyList<EmbeddedModule> Modules)
{
    /// <summary>The text of <c>quickscale.yml</c> where the file in its folder is followed, which commits then leave alone; else null.</summary>
    public string? Followed { get; init; }

    public EmbeddedModule? Find(string name) => Modules.FirstOrDefault(module => module.Name == name);
}

/// <summary>
/// A project opened for work on its modules: its repository, locked against a second qs, recovered from what an earlier one left,
/// and in a state in which commits can be made.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private readonly RepositoryLock? _lock;
    private HistoryMode? _chosenHistory;

    private Workspace(string folder, GitRepository repository, RepositoryLock? held, IReadOnlyDictionary<string, string> settings, WorkTreeState state, Snapshot snapshot) =>
        (Folder, Repository, _lock, Settings, State, Snapshot) = (folder, repository, held, settings, state, snapshot);

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    public GitRepository Repository { get; }

    /// <summary>Git's settings in force.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public Snapshot Snapshot { get; }

    /// <summary>What differs from the commit: of the managed files, and when the project was opened for reading also of the modules.</summary>
    public WorkTreeState State { get; }

    /// <summary>Who commits here; only for a change.</summary>
    public Result<CommitIdentity>? Identity { get; private init; }

    /// <summary>The paths, relative to the project, of the files that qs writes.</summary>
    public IReadOnlyList<string> ManagedPaths => PathsOf(Snapshot.File.Name);

    /// <summary>Whether <c>git pull</c> rebases here, which would drop a merge of a module.</summary>
    public bool PullRebases =>
        !GitBoolean.IsFalse(Snapshot.Branch is { } branch && Settings.TryGetValue($"branch.{branch}.rebase", out var own) ? own : Settings.GetValueOrDefault("pull.rebase"));

    /// <summary>Whether some files of the commit are not checked out.</summary>
    public bool IsSparse => GitBoolean.IsTrue(Settings.GetValueOrDefault("core.sparsecheckout"));

    /// <summary>How the commits of this project are shaped.</summary>
    public HistoryMode History => Snapshot.Config.History ?? _chosenHistory ?? (PullRebases ? HistoryMode.Linear : HistoryMode.Subtree);

    /// <summary>Takes the history that was asked for, unless the first embed has decided otherwise.</summary>
    public Failure? Choose(HistoryMode? history)
    {
        if (history is { } mode && Snapshot.Config.History is { } decided && mode != decided)
        {
            var word = decided == HistoryMode.Linear ? "linear" : "subtree";
            return new Failure(ExitCode.Precondition, $"This project's history is {word}, which its first embed has decided; leave out --history.");
        }

        _chosenHistory = history;
        return null;
    }

    /// <summary>Opens the project around a folder, for reading or for a change.</summary>
    public static Result<Workspace> Open(ProgramRunner programs, Output output, string start, bool forChange, CancellationToken cancellation) =>
        Open(programs, output, start, forChange ? Opening.Changing : Opening.Reading, cancellation);

    /// <summary>Opens the project around a folder.</summary>
    public static Result<Workspace> Open(ProgramRunner programs, Output output, string start, Opening opening, CancellationToken cancellation)
    {
        if (ProjectFolder.Find(start).Failed(out var failure, out var folder))
        {
            return failure;
        }

        if (GitRepository.Open(programs, folder, cancellation).Failed(out failure, out var repository))
        {
            return failure;
        }

        // Reading needs no lock, but it is no good before what a killed qs left is settled.
        var held = default(RepositoryLock);
        if (opening == Opening.Reading)
        {
            held = RepositoryLock.TakeAbandoned(repository.Place);
        }
        else if (RepositoryLock.Take(repository.Place, cancellation).Failed(out failure, out held))
        {
            return failure;
        }

        repository.Git.OnStarted = held is null ? null : held.Record;
        try
        {
            if (held is not null && new Transaction(repository).Recover(held, cancellation) is { } recovered)
            {
                output.WriteMessage(recovered);
            }

            var opened = Read(folder, repository, held, opening, cancellation);
            if (opened.Failed(out failure, out var workspace))
            {
                held?.Dispose();
                return failure;
            }

            return workspace;
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Whether HEAD is no longer what the snapshot was taken from.</summary>
    public bool HasMoved(CancellationToken cancellation)
    {
        var state = Repository.State([InRepository(ProjectConfig.FileName)], cancellation);
        return state.Head != Snapshot.Head || state.Branch != Snapshot.Branch;
    }

    /// <summary>The path of a project's file in its repository, with forward slashes.</summary>
    public string InRepository(string path) => Repository.Place.Prefix + path;

    public void Dispose() => _lock?.Dispose();

    private static Result<Workspace> Read(string folder, GitRepository repository, RepositoryLock? held, Opening opening, CancellationToken cancellation)
    {
        if (ProjectFile.ReadText(folder).Failed(out var failure, out var text) || ProjectFile.Parse(text, ProjectFile.FileName).Failed(out failure, out var file))
        {
            return failure;
        }

        var prefix = repository.Place.Prefix;
        var forChange = opening is Opening.Changing or Opening.Applying;
        var follows = opening is Opening.Planning or Opening.Applying;
        IReadOnlyList<string> watched = opening switch
        {
            Opening.Changing => PathsOf(file.Name),
            Opening.Applying => [.. PathsOf(file.Name).Where(path => path != ProjectFile.FileName)],
            Opening.Planning => [ProjectConfig.FileName],
            _ => [.. PathsOf(file.Name), "modules"],
        };
        var (settings, version, state) = AtOnce.Run(
            () => repository.Settings(cancellation),
            () => repository.ReadVersion(cancellation),
            () => repository.State([.. watched.Select(path => prefix + path)], cancellation));
        var identity = forChange ? repository.Identity(cancellation) : null;
        if (version is { } git && git < GitRepository.OldestGit)
        {
            return new Failure(ExitCode.Precondition, $"Git here is {git}, which is too old for modules; install git {GitRepository.OldestGit} or later and try again.");
        }

        if (state.Head is null)
        {
            return new Failure(ExitCode.Precondition, "The repository has no commit yet; commit the project first ('git add --all', 'git commit') and try again.");
        }

        if (forChange && Preflight.Problem(repository.Place, folder, prefix, state) is { } problem)
        {
            return problem;
        }

        if (ReadSnapshot(repository, state, file, follows ? text : null, cancellation).Failed(out failure, out var snapshot))
        {
            return failure;
        }

        if (forChange && Preflight.LinkProblem(folder, [.. watched, .. snapshot.Config.Modules.Select(module => module.Prefix)]) is { } link)
        {
            return link;
        }

        return new Workspace(folder, repository, held, settings, state, snapshot) { Identity = identity };
    }

    private static Result<Snapshot> ReadSnapshot(GitRepository repository, WorkTreeState state, ProjectFile present, string? followed, CancellationToken cancellation)
    {
        var prefix = repository.Place.Prefix;
        var paths = PathsOf(present.Name);
        var objects = repository.Read([.. paths.Select(path => $"{state.Head}:{prefix}{path}"), $"{state.Head}:{ModuleManifest.FileName}"], cancellation);
        var managed = paths.Zip(objects).Where(pair => pair.Second is { Type: "blob" }).ToDictionary(pair => pair.First, pair => pair.Second!.Text, StringComparer.Ordinal);
        foreach (var needed in followed is null ? [ProjectConfig.FileName, ProjectFile.FileName] : new[] { ProjectConfig.FileName })
        {
            if (!managed.ContainsKey(needed))
            {
                return new Failure(ExitCode.Precondition, $"{needed} is not committed; commit the project first ('git add --all', 'git commit') and try again.");
            }
        }

        if (ProjectConfig.Read(managed[ProjectConfig.FileName], ProjectConfig.FileName).Failed(out var failure, out var config)
            || (followed is null ? ProjectFile.Parse(managed[ProjectFile.FileName], ProjectFile.FileName) : Followed(present, config, managed)).Failed(out failure, out var file))
        {
            return failure;
        }

        var modules = ReadModules(repository, state.Head!, config, cancellation);
        return new Snapshot(state.Head!, state.Branch, config, file, managed, objects[^1] is { Type: "blob" } root ? root.Text : null, modules) { Followed = followed };
    }

    /// <summary>The file as it lies in its folder, if it is still about this project: some things were decided when the project was made.</summary>
    private static Result<ProjectFile> Followed(ProjectFile file, ProjectConfig config, Dictionary<string, string> managed)
    {
        var committed = managed.TryGetValue(ProjectFile.FileName, out var text) && !ProjectFile.Parse(text, ProjectFile.FileName).Failed(out _, out var read) ? read : file;
        (string Key, string Is, string Was)[] decided =
        [
            ("project.name", file.Name, committed.Name),
            ("theme", file.Theme, config.Theme),
            ("database", file.Database, committed.Database),
        ];
        if (decided.FirstOrDefault(one => one.Is != one.Was) is { Key: { } key } changed)
        {
            return new Failure(ExitCode.Precondition, $"quickscale.yml says {key}: {changed.Is}, and the project was made with {changed.Was}, which no plan changes; write {changed.Was} again, or make a new project with 'qs generate'.");
        }

        return managed.ContainsKey(Wiring.Paths(file.Name)[0])
            ? file
            : new Failure(ExitCode.Precondition, $"{Wiring.Paths(file.Name)[0]} is not committed, by which the project knows its modules; correct project.name in quickscale.yml, or restore the file with 'git restore', commit it and try again.");
    }

    private static IReadOnlyList<EmbeddedModule> ReadModules(GitRepository repository, string head, ProjectConfig config, CancellationToken cancellation)
    {
        var places = config.Modules.Select(module => $"{head}:{repository.Place.Prefix}{module.Prefix}").ToList();
        var objects = repository.Read([.. places, .. places.Select(place => $"{place}/{ModuleManifest.FileName}")], cancellation);
        var manifests = config.Modules.Select((module, index) => objects[places.Count + index] is { Type: "blob" } file
            && !ModuleManifest.Read(file.Text, $"{module.Prefix}/{ModuleManifest.FileName}").Failed(out _, out var manifest) ? manifest : null).ToList();
        var projects = ModuleProjects.Find(repository, [.. places.Zip(manifests)], cancellation);
        return [.. config.Modules.Select((module, index) => new EmbeddedModule(module, objects[index] is { Type: "tree" } tree ? tree.Id : null, manifests[index], projects[index]))];
    }

    private static IReadOnlyList<string> PathsOf(string projectName) => [ProjectConfig.FileName, ProjectFile.FileName, .. Wiring.Paths(projectName)];
}
