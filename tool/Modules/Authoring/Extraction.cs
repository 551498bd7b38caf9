using System.Text;
using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>A folder of a project as a module of its own.</summary>
/// <param name="Module">The module.</param>
/// <param name="Branch">The branch that holds it.</param>
/// <param name="Commit">Its newest commit: the one that makes a module of the folder.</param>
/// <param name="Kept">How many commits of the folder's history come before.</param>
/// <param name="Added">Files that the last commit adds.</param>
/// <param name="Moved">How many files it moves into <c>src/</c>.</param>
/// <param name="Left">What is still to be done, by the rules of modules.</param>
internal sealed record ExtractedModule(NewModule Module, string Branch, string Commit, int Kept, IReadOnlyList<string> Added, int Moved, IReadOnlyList<ModuleFinding> Left);

/// <summary>
/// Starts a module from a committed folder of the project: its history becomes a branch with a root of its own, and one more commit
/// adds what a module needs. Nothing that is checked out is touched.
/// </summary>
internal sealed class Extraction(Workspace workspace, ProgramRunner programs)
{
    // What lies beside a module's code, and so is not moved into src/.
    private static readonly HashSet<string> BesideCode = new(
        ["tests", "apptests", "react", "upgrades", "README.md", "CHANGELOG.md", "LICENSE", "LICENSE.md", ".editorconfig", ModulePackages.FileName],
        StringComparer.OrdinalIgnoreCase);

    private readonly GitRepository _repository = workspace.Repository;

    /// <summary>Makes the branch, or with <paramref name="dryRun"/> only says what it would be.</summary>
    /// <param name="folder">The folder's absolute path.</param>
    /// <param name="name">The module's name.</param>
    /// <param name="givenNamespace">Its namespace; null takes that of its project file, or one below the project's.</param>
    /// <param name="dryRun">Whether nothing is to be written.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public Result<ExtractedModule> Extract(string folder, string name, string? givenNamespace, bool dryRun, CancellationToken cancellation)
    {
        if (NameProblem(name, cancellation) is { } taken)
        {
            return taken;
        }

        if (Place(folder, cancellation).Failed(out var failure, out var path)
            || MonorepoHistory.Open(programs, workspace.Folder, cancellation).Failed(out failure, out var history)
            || _repository.Identity(cancellation).Failed(out failure, out var identity))
        {
            return failure;
        }

        using var store = SplitRepository.Create(programs, history, cancellation);
        var (tip, kept) = Split(history, store, path, cancellation);
        var files = store.Files(tip.Tree, cancellation);
        if (ModuleOf(name, givenNamespace, files).Failed(out failure, out var module))
        {
            return failure;
        }

        var finish = new ModuleFinish(module, files, BesideCode);
        var stream = new ObjectStream(identity.Author, identity.Committer, tip.Id.Length);
        var mark = stream.Commit($"Make {name} a module\n", [tip.Id], finish.Edits(stream));
        var commit = stream.Write(store.Repository, cancellation)[mark];
        var left = Left(store, name, commit, cancellation);
        var branch = Catalogue.BranchOf(name);
        if (!dryRun && Bring(store, commit, branch, cancellation) is { } refused)
        {
            return refused;
        }

        return new ExtractedModule(module, branch, commit, kept, finish.Added, finish.Moved, left);
    }

    private Failure? NameProblem(string name, CancellationToken cancellation)
    {
        if (!ModuleName.IsValid(name))
        {
            return new Failure(ExitCode.Usage, "A module's name has small letters, digits and single dashes, 40 at most; choose one like crm-export.");
        }

        if (workspace.Snapshot.Find(name) is not null || workspace.Snapshot.File.Modules.Any(module => module.Name == name))
        {
            return new Failure(ExitCode.Precondition, $"This project has a module '{name}' already; choose another name.");
        }

        var branch = Catalogue.BranchOf(name);
        if (!ModuleBundle.Open().Failed(out _, out var bundle) && bundle.Refs.ContainsKey($"refs/heads/{branch}"))
        {
            return new Failure(ExitCode.Precondition, $"qs itself brings a module '{name}'; choose another name.");
        }

        return _repository.References($"refs/heads/{branch}", cancellation).Count > 0
            ? new Failure(ExitCode.Precondition, $"The branch {branch} exists already; delete it ('git branch -D {branch}') or choose another name.")
            : null;
    }

    /// <summary>The folder's path in the repository, when a module can be made of it.</summary>
    private Result<string> Place(string folder, CancellationToken cancellation)
    {
        var relative = Path.GetRelativePath(workspace.Folder, folder).Replace('\\', '/');
        if (relative is "." or ".." or "modules" || Path.IsPathRooted(relative) || relative.Split('/')[0] is ".." or ".git" or ".quickscale")
        {
            return new Failure(ExitCode.Usage, $"{folder} is not a folder inside the project that could become a module; name one below {workspace.Folder}.");
        }

        var embedded = workspace.Snapshot.Modules.FirstOrDefault(module => $"{relative}/".StartsWith(module.Entry.Prefix + "/", StringComparison.Ordinal));
        var path = workspace.InRepository(relative);
        var objects = _repository.Read([$"{workspace.Snapshot.Head}:{path}", $"{workspace.Snapshot.Head}:{path}/{ModuleManifest.FileName}"], cancellation);
        if (embedded is not null || objects[1] is not null)
        {
            return new Failure(ExitCode.Precondition, $"{relative} is a module already; 'qs module push' sends changes of an embedded one to its repository.");
        }

        if (objects[0] is not { Type: "tree" })
        {
            return new Failure(ExitCode.Precondition, $"{relative} is no folder in the last commit, and a module is made of what is committed; commit it and try again.");
        }

        var state = _repository.State([path], cancellation);
        var changed = state.Changed.Concat(state.Unmerged).Concat(state.Untracked).Distinct(StringComparer.Ordinal).Select(file => file[_repository.Place.Prefix.Length..]).ToList();
        return changed.Count == 0
            ? path
            : new Failure(ExitCode.Precondition, $"{Phrase.Some(changed)} {(changed.Count == 1 ? "has" : "have")} changes that are not committed, and a module is made of what is; commit or stash them and try again.");
    }

    private (SplitCommit Tip, int Kept) Split(MonorepoHistory history, SplitRepository store, string path, CancellationToken cancellation)
    {
        var slash = path.LastIndexOf('/');
        var (parent, name) = slash < 0 ? (string.Empty, path) : (path[..slash], path[(slash + 1)..]);
        var commits = history.Commits(cancellation);
        var folders = history.Subfolders(parent, commits, cancellation);
        var candidates = SplitHistory.Candidates(commits, TreeOf).Distinct(StringComparer.Ordinal).ToList();
        var originals = candidates.Zip(history.ReadObjects(candidates, cancellation)).ToDictionary(pair => pair.First, pair => pair.Second!.Value, StringComparer.Ordinal);
        var split = new SplitHistory(content => store.IdOf(content));
        foreach (var commit in commits)
        {
            split.Add(commit, TreeOf(commit.Id), id => originals[id]);
        }

        for (var place = 0; place < split.Commits.Count; place++)
        {
            store.Write(split.Commits[place].Id, split.Content(place));
        }

        return (split.TipOf(history.Head), split.Commits.Count);

        string? TreeOf(string commit) => folders.GetValueOrDefault(commit)?.GetValueOrDefault(name);
    }

    private Result<NewModule> ModuleOf(string name, string? givenNamespace, IReadOnlyList<TreeEntry> files)
    {
        var projects = files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal) && (!file.Path.Contains('/', StringComparison.Ordinal) || Path.GetDirectoryName(file.Path) == "src"))
            .Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToList();
        var config = workspace.Snapshot.Config;
        var standard = $"{workspace.Snapshot.File.Name}.Modules.{ModuleName.Pascal(name)}";
        var candidates = givenNamespace is not null ? [givenNamespace] : projects is [var only] ? new[] { only, standard } : [standard];
        var made = candidates.Select(text => new NewModule(name, text, config.Contract, config.Theme))
            .FirstOrDefault(module => !ModuleManifest.Read(NewModuleFiles.Of(module)[0].Content, ModuleManifest.FileName).Failed(out _, out var manifest) && manifest.Namespace == module.Namespace);
        return made is not null
            ? made
            : new Failure(ExitCode.Usage, "That is no namespace for a module; name one as in --namespace Acme.Modules.Crm, its parts with capitals.");
    }

    private static IReadOnlyList<ModuleFinding> Left(SplitRepository store, string name, string commit, CancellationToken cancellation)
    {
        var files = store.Files(commit, cancellation);
        var texts = files.Where(file => file.Type == "blob").ToList();
        var contents = store.Repository.Read([.. texts.Select(file => file.Id)], cancellation);
        var byPath = texts.Zip(contents).ToDictionary(pair => pair.First.Path, pair => pair.Second!, StringComparer.Ordinal);
        return ModuleRules.Check(new ModuleContent(name, files, path => Encoding.UTF8.GetString(byPath[path].Content.Span))).Findings;
    }

    /// <summary>Brings the branch into the project's repository, whole or not at all.</summary>
    private Failure? Bring(SplitRepository store, string commit, string branch, CancellationToken cancellation)
    {
        store.Set(new Dictionary<string, string> { [$"refs/heads/{branch}"] = commit }, cancellation);

        // Old commits that git made by the rules of its day come from here and stay here.
        var brought = _repository.Git.Ask(
            cancellation,
            "-c", "transfer.fsckObjects=false", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--end-of-options", store.Folder, $"refs/heads/{branch}:refs/heads/{branch}");
        return brought.Succeeded ? null : GitProgram.Unexpected("fetch", brought);
    }
}

/// <summary>The commit that makes a module of a folder: code goes into <c>src/</c>, and what is missing is added.</summary>
internal sealed class ModuleFinish
{
    private readonly IReadOnlyList<(string Path, string Content)> _added;
    private readonly IReadOnlyList<TreeEntry> _moved;

    /// <param name="module">The module.</param>
    /// <param name="files">The folder's files.</param>
    /// <param name="besideCode">Names at its root that stay there.</param>
    public ModuleFinish(NewModule module, IReadOnlyList<TreeEntry> files, IReadOnlySet<string> besideCode)
    {
        var hasLayout = files.Any(file => file.Path.StartsWith("src/", StringComparison.Ordinal));
        _moved = hasLayout ? [] : [.. files.Where(file => !besideCode.Contains(file.Path.Split('/')[0]))];
        var present = files.Select(file => file.Path).Except(_moved.Select(file => file.Path)).Concat(_moved.Select(file => $"src/{file.Path}")).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // Two projects in one folder would build the same code twice.
        var hasProject = present.Any(path => path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && Path.GetDirectoryName(path) == "src");
        _added = [.. NewModuleFiles.Of(module).Where(file => !present.Contains(file.Path) && !(hasProject && file.Path.EndsWith(".csproj", StringComparison.Ordinal)))];
    }

    public IReadOnlyList<string> Added => [.. _added.Select(file => file.Path)];

    public int Moved => _moved.Count;

    public IEnumerable<TreeEdit> Edits(ObjectStream stream)
    {
        var added = _added.Select(file => TreeEdit.File(stream.File(file.Content), file.Path)).ToList();
        return [.. _moved.Select(file => TreeEdit.Delete(file.Path)), .. _moved.Select(file => TreeEdit.File(file.Id, $"src/{file.Path}", file.Mode)), .. added];
    }
}
