using System.Security.Cryptography;
using System.Text;
using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// A version of a module that a remote offers.
/// <paramref name="Commit"/>: the commit of the split branch, which the tag leads to.
/// <paramref name="Tree"/>: that commit's tree, which is the module's folder.
/// </summary>
internal sealed record ModuleRelease(string Name, SemanticVersion Version, string Commit, string Tree, ModuleManifest Manifest);

/// <summary>
/// The modules of one remote, fetched into references of our own: objects only, so that nothing of the user's moves and a second
/// question needs no connection.
/// </summary>
internal sealed class Upstream
{
    private const int IdLength = 12;
    private const string BranchEnd = "-module";
    private readonly GitRepository _repository;
    private readonly RemoteAddress _remote;
    private readonly string _references;
    private readonly HashSet<string> _fetched = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string>? _known;

    public Upstream(GitRepository repository, RemoteAddress remote)
    {
        (_repository, _remote) = (repository, remote);
        var id = remote.Kind == RemoteKind.BuiltIn
            ? RemoteAddress.BuiltInWord
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(remote.Text)))[..IdLength];
        _references = $"refs/qs/remotes/{id}";
    }

    public RemoteAddress Remote => _remote;

    /// <summary>The names of all modules that the remote has; of another than the built-in one, if it answers.</summary>
    public IReadOnlyList<string> Names(CancellationToken cancellation)
    {
        const string Start = "refs/heads/splits/";
        const string End = "-module";
        IEnumerable<string> references = [];
        if (_remote.Kind == RemoteKind.BuiltIn)
        {
            references = ModuleBundle.Open().Failed(out _, out var bundle) ? [] : bundle.Refs.Keys;
        }
        else if (Ask(cancellation) is { Succeeded: true } answer)
        {
            references = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
        }

        return [.. references
            .Where(reference => reference.StartsWith(Start, StringComparison.Ordinal) && reference.EndsWith(End, StringComparison.Ordinal))
            .Select(reference => reference[Start.Length..^End.Length])
            .Where(ModuleName.IsValid)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Brings the branches and version tags of these modules, in one connection.</summary>
    public Result<Upstream> Fetch(IReadOnlyCollection<(string Name, string Branch)> modules, CancellationToken cancellation)
    {
        var wanted = modules.Where(module => !_fetched.Contains(module.Name)).ToList();
        if (wanted.Count == 0)
        {
            return this;
        }

        var source = _remote.Text;
        if (_remote.Kind == RemoteKind.BuiltIn)
        {
            if (ModuleBundle.Open().Failed(out var missing, out var bundle))
            {
                return missing;
            }

            // Nearly everything needs core: it comes along, so that a second look is seldom needed.
            wanted = [.. wanted.Append((Name: ModuleName.Core, Branch: Catalogue.BranchOf(ModuleName.Core))).DistinctBy(module => module.Name)];
            if (wanted.FirstOrDefault(module => !bundle.Refs.ContainsKey($"refs/heads/{module.Branch}")) is { Name: { } unknown })
            {
                return Unknown(unknown, cancellation);
            }

            var known = Known(cancellation);
            var needed = bundle.Refs.Where(reference => wanted.Any(module => IsOf(reference.Key, module)))
                .Select(reference => (Name: Local(reference.Key, wanted), Id: reference.Value)).ToList();
            if (needed.All(reference => known.GetValueOrDefault(reference.Name) == reference.Id))
            {
                _fetched.UnionWith(wanted.Select(module => module.Name));
                return this;
            }

            source = bundle.Path;
            _known = known.Concat(needed.Select(reference => KeyValuePair.Create(reference.Name, reference.Id))).DistinctBy(pair => pair.Key).ToDictionary(StringComparer.Ordinal);
            foreach (var (name, id) in needed)
            {
                ((Dictionary<string, string>)_known)[name] = id;
            }
        }
        else
        {
            _known = null;
        }

        var answer = _repository.Connect(
            _remote,
            cancellation,
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--atomic", "--prune", "--end-of-options", source, .. wanted.SelectMany(ReferencesOf)]);
        if (!answer.Succeeded)
        {
            _known = null;
            var missing = wanted.FirstOrDefault(module => answer.Error.Contains($"couldn't find remote ref refs/heads/{module.Branch}", StringComparison.Ordinal));
            return missing.Name is null ? RemoteProblem.Explain(_remote, answer) : Unknown(missing.Name, cancellation);
        }

        _fetched.UnionWith(wanted.Select(module => module.Name));
        return this;
    }

    private IEnumerable<string> ReferencesOf((string Name, string Branch) module) =>
        [$"+refs/heads/{module.Branch}:{_references}/heads/{module.Name}", $"+refs/tags/{module.Name}/*:{_references}/tags/{module.Name}/*"];

    private static bool IsOf(string reference, (string Name, string Branch) module) =>
        reference == $"refs/heads/{module.Branch}" || reference.StartsWith($"refs/tags/{module.Name}/", StringComparison.Ordinal);

    private string Local(string reference, IEnumerable<(string Name, string Branch)> modules)
    {
        const string Tag = "refs/tags/";
        return reference.StartsWith(Tag, StringComparison.Ordinal)
            ? $"{_references}/tags/{reference[Tag.Length..]}"
            : $"{_references}/heads/{modules.First(module => reference == $"refs/heads/{module.Branch}").Name}";
    }

    private Failure Unknown(string name, CancellationToken cancellation)
    {
        var names = Names(cancellation);
        return new Failure(ExitCode.Usage, $"There is no module '{name}' at {_remote.Shown}; {(names.Count == 0 ? "it has no modules: name another one with --remote" : $"available: {Phrase.All(names)}")}.") { MissingModule = name };
    }

    private Processes.Completion Ask(CancellationToken cancellation) =>
        _repository.Connect(_remote, cancellation, "ls-remote", "--quiet", "--refs", "--end-of-options", _remote.Text, "refs/heads/splits/*", "refs/tags/*");

    /// <summary>
    /// The versions of the given modules, the newest first. Where a remote has no version tags, its branch counts as the version
    /// that its manifest names. A tag that does not hold what it says is left out.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ModuleRelease>> Releases(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        var known = Known(cancellation);
        var candidates = names.SelectMany(name => Candidates(known, name)).ToList();
        var objects = SmallObjects.Read(
            _repository,
            [.. candidates.SelectMany(candidate => new[] { $"{candidate.Commit}^{{tree}}", $"{candidate.Commit}:{ModuleManifest.FileName}" })],
            cancellation);
        var releases = new List<ModuleRelease>();
        for (var index = 0; index < candidates.Count; index++)
        {
            var (name, version, commit) = candidates[index];
            if (objects[2 * index] is { Type: "tree" } tree
                && objects[(2 * index) + 1] is { Type: "blob" } file
                && !ModuleManifest.Read(file.Text, $"{name}:{ModuleManifest.FileName}").Failed(out _, out var manifest)
                && manifest.Name == name
                && (version is null || version.Equals(manifest.Version)))
            {
                releases.Add(new ModuleRelease(name, manifest.Version, commit, tree.Id, manifest));
            }
        }

        return names.Distinct(StringComparer.Ordinal).ToDictionary(
            name => name,
            name => (IReadOnlyList<ModuleRelease>)[.. releases.Where(release => release.Name == name).OrderByDescending(release => release.Version)],
            StringComparer.Ordinal);
    }

    /// <summary>The versions of all modules here by what the tags are called, the newest first.</summary>
    /// <param name="ask">Whether the remote is asked; else what was seen last counts. The built-in one is always at hand.</param>
    /// <param name="cancellation">Cancels the question.</param>
    public Result<IReadOnlyDictionary<string, IReadOnlyList<SemanticVersion>>> Versions(bool ask, CancellationToken cancellation)
    {
        IEnumerable<string> tags;
        if (_remote.Kind == RemoteKind.BuiltIn)
        {
            if (ModuleBundle.Open().Failed(out var missing, out var bundle))
            {
                return missing;
            }

            tags = bundle.Refs.Keys;
        }
        else if (ask)
        {
            var answer = Ask(cancellation);
            if (!answer.Succeeded)
            {
                return RemoteProblem.Explain(_remote, answer);
            }

            tags = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
        }
        else
        {
            tags = Known(cancellation).Keys.Select(reference => $"refs/{reference[(_references.Length + 1)..]}");
        }

        return Result<IReadOnlyDictionary<string, IReadOnlyList<SemanticVersion>>>.Of(tags.Select(ReadTag)
            .Where(tag => tag.Version is not null)
            .GroupBy(tag => tag.Name, tag => tag.Version!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<SemanticVersion>)[.. group.OrderDescending()], StringComparer.Ordinal));
    }

    private static (string Name, SemanticVersion? Version) ReadTag(string reference)
    {
        var parts = reference.Split('/');
        return parts is ["refs", "tags", var name, ['v', ..] version] && ModuleName.IsValid(name) && ModuleVersion.TryParse(version, out var read) ? (name, read) : (string.Empty, null);
    }

    /// <summary>Why the newest thing that a remote calls by a module's name cannot be used, for a name without a release.</summary>
    public Failure NoRelease(string name, CancellationToken cancellation)
    {
        var known = Known(cancellation);
        if (!known.TryGetValue($"{_references}/heads/{name}", out var tip))
        {
            return Unknown(name, cancellation);
        }

        var path = $"{tip}:{ModuleManifest.FileName}";
        var file = (SmallObjects.Read(_repository, [path], cancellation))[0];
        if (file is null && (_repository.Ids([path], cancellation))[0] is not null)
        {
            return new Failure(ExitCode.Precondition, $"The {ModuleManifest.FileName} of module '{name}' at {_remote.Shown} is larger than {SmallObjects.Largest / 1024 / 1024} MB, which no real one is, and was not read; ask its author, or name another remote with --remote.");
        }

        if (file is not { Type: "blob" })
        {
            return new Failure(ExitCode.Precondition, $"The branch of module '{name}' at {_remote.Shown} holds no {ModuleManifest.FileName}, so it is not a module; ask its author, or name another remote with --remote.");
        }

        return ModuleManifest.Read(file.Text, $"{name}:{ModuleManifest.FileName}").Failed(out var failure, out var manifest)
            ? failure
            : new Failure(ExitCode.Precondition, $"Module '{name}' at {_remote.Shown} calls itself '{manifest.Name}' {manifest.Version}, which its tags do not; ask its author.");
    }

    private List<(string Name, SemanticVersion? Version, string Commit)> Candidates(IReadOnlyDictionary<string, string> known, string name)
    {
        var start = $"{_references}/tags/{name}/";
        var tagged = known.Where(reference => reference.Key.StartsWith(start, StringComparison.Ordinal))
            .Select(reference => (Text: reference.Key[start.Length..], Commit: reference.Value))
            .Where(tag => tag.Text.StartsWith('v') && ModuleVersion.TryParse(tag.Text, out _))
            .Select(tag => (name, ModuleVersion.TryParse(tag.Text, out var version) ? version : null, tag.Commit))
            .ToList();
        return tagged.Count == 0 && known.TryGetValue($"{_references}/heads/{name}", out var tip) ? [(name, null, tip)] : tagged;
    }

    private IReadOnlyDictionary<string, string> Known(CancellationToken cancellation) =>
        _known ??= _repository.References(_references, cancellation);
}
