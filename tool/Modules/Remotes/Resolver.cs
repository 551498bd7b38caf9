using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>A module that somebody asks for.</summary>
internal sealed record ModuleRequest(string Name)
{
    /// <summary>The version that was named; null when any will do.</summary>
    public VersionRange? Version { get; init; }

    /// <summary>The versions that quickscale.yml allows; null for all.</summary>
    public VersionRange? Allowed { get; init; }

    /// <summary>The version that is there and may stay, for an update that need not find anything.</summary>
    public ModuleRelease? Stay { get; init; }

    /// <summary>Whether what is there stays as long as it fits; else a newer one is looked for.</summary>
    public bool Keeps { get; init; }

    /// <summary>Whether a version may be chosen. An update takes a newer one of the same major version, unless one was named.</summary>
    public bool Allows(SemanticVersion version) =>
        (Version is null || Version.Contains(version))
        && (Allowed is null || Allowed.Contains(version))
        && (Stay is null || Version is not null || (version > Stay.Version && version.Major == Stay.Version.Major));
}

/// <summary>
/// Chooses versions: the newest that fit the host and each other, with the modules that they require. What is embedded and not
/// asked for stays as it is.
/// </summary>
internal sealed class Resolver(Snapshot snapshot, Catalogue catalogue)
{
    // Far more than any real set of modules needs; a hostile one must not keep us busy.
    private const int MostSteps = 10_000;
    private readonly Dictionary<string, ModuleRequest> _requests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModuleRelease> _chosen = new(StringComparer.Ordinal);
    private Failure? _firstObstacle;
    private int _steps;

    /// <summary>The chosen releases, each after those that it requires; one that stays is among them.</summary>
    /// <param name="requests">What is asked for.</param>
    /// <param name="cancellation">Cancels the questions to remotes.</param>
    /// <param name="perhaps">What is taken only where something requires it.</param>
    public Result<IReadOnlyList<ModuleRelease>> Resolve(IReadOnlyList<ModuleRequest> requests, CancellationToken cancellation, params IReadOnlyList<ModuleRequest> perhaps)
    {
        foreach (var request in requests.Concat(perhaps))
        {
            _requests[request.Name] = request;
        }

        return Search([.. requests.Select(request => (request.Name, default(string)))], cancellation)
            ? Result<IReadOnlyList<ModuleRelease>>.Of(InOrder())
            : _firstObstacle!;
    }

    /// <summary>Modules in the order in which each comes after those that it requires, and else by name.</summary>
    public static IReadOnlyList<T> Order<T>(IEnumerable<T> modules, Func<T, string> name, Func<T, ModuleManifest?> manifest)
    {
        var left = modules.OrderBy(name, StringComparer.Ordinal).ToList();
        var ordered = new List<T>();
        while (left.Count > 0)
        {
            // A circle cannot be ordered; it is broken at its first name.
            var next = left.FirstOrDefault(module => Requirements(module).All(required => left.All(other => name(other) != required || name(other) == name(module)))) ?? left[0];
            ordered.Add(next);
            left.Remove(next);
        }

        return ordered;

        IEnumerable<string> Requirements(T module) => name(module) == ModuleName.Core ? [] : [ModuleName.Core, .. manifest(module)?.Requires.Keys ?? []];
    }

    private bool Search(IReadOnlyList<(string Name, string? RequiredBy)> open, CancellationToken cancellation)
    {
        var next = open.Select((item, index) => (item.Name, item.RequiredBy, index)).FirstOrDefault(item => !_chosen.ContainsKey(item.Name));
        if (next.Name is null)
        {
            return true;
        }

        // What stays needs no question to its remote.
        if (_requests.GetValueOrDefault(next.Name) is { Keeps: true, Stay: { } stay } && Try(stay, open, next.index, cancellation))
        {
            return true;
        }

        if (Candidates(next.Name, next.RequiredBy, cancellation).Failed(out var failure, out var candidates))
        {
            _firstObstacle ??= failure;
            return false;
        }

        return candidates.Any(candidate => Try(candidate, open, next.index, cancellation));
    }

    /// <summary>Whether all that is still open can be chosen together with this one.</summary>
    private bool Try(ModuleRelease candidate, IReadOnlyList<(string Name, string? RequiredBy)> open, int index, CancellationToken cancellation)
    {
        if (++_steps > MostSteps)
        {
            _firstObstacle = new Failure(ExitCode.Precondition, $"The requirements of {candidate.Name} are too tangled to be resolved; name the versions you want, as in {candidate.Name}@{candidate.Version}.");
            return false;
        }

        if (Obstacle(candidate) is { } obstacle)
        {
            _firstObstacle ??= obstacle;
            return false;
        }

        _chosen[candidate.Name] = candidate;
        var needed = Needed(candidate)
            .Where(name => !_chosen.ContainsKey(name) && (_requests.ContainsKey(name) || snapshot.Find(name) is null))
            .Select(name => (name, (string?)candidate.Name));
        if (Search([.. open.Skip(index + 1), .. needed], cancellation))
        {
            return true;
        }

        _chosen.Remove(candidate.Name);
        return false;
    }

    /// <summary>What a module requires, and <c>core</c> in any case: it declares the interface by which modules are found.</summary>
    private static IEnumerable<string> Needed(ModuleRelease release) =>
        release.Name == ModuleName.Core ? release.Manifest.Requires.Keys : release.Manifest.Requires.Keys.Append(ModuleName.Core).Distinct(StringComparer.Ordinal);

    private Result<IReadOnlyList<ModuleRelease>> Candidates(string name, string? requiredBy, CancellationToken cancellation)
    {
        if (catalogue.Releases(name, requiredBy, cancellation).Failed(out var failure, out var all))
        {
            return requiredBy is null ? failure : failure with { Sentence = $"Module '{requiredBy}' requires '{name}': {failure.Sentence}" };
        }

        var request = _requests.GetValueOrDefault(name);
        var asked = request is null ? all : [.. all.Where(release => request.Allows(release.Version))];
        if (request is { Stay: { } stay, Version: null })
        {
            return Result<IReadOnlyList<ModuleRelease>>.Of([.. asked.Where(release => release.Manifest.Status == ModuleStatus.Released && Compatibility.Problem(release.Manifest, snapshot) is null), stay]);
        }

        if (asked.Count == 0)
        {
            return NoSuchVersion(request!, all);
        }

        if (asked[0].Manifest is { Status: ModuleStatus.Planned } planned && asked.All(release => release.Manifest.Status == ModuleStatus.Planned))
        {
            var sentence = Planned(planned);
            return new Failure(ExitCode.Precondition, requiredBy is null ? sentence : $"Module '{requiredBy}' requires '{name}', which cannot be embedded yet. {sentence}");
        }

        var fitting = asked.Where(release => release.Manifest.Status == ModuleStatus.Released && Compatibility.Problem(release.Manifest, snapshot) is null).ToList();
        return fitting.Count > 0 ? Result<IReadOnlyList<ModuleRelease>>.Of(fitting) : Unfit(asked.First(release => release.Manifest.Status == ModuleStatus.Released), all);
    }

    /// <summary>The sentence about a module of which only a placeholder exists.</summary>
    public static string Planned(ModuleManifest manifest) =>
        $"Module '{manifest.Name}' is not yet implemented. The '{manifest.Name}' module infrastructure is ready but contains only placeholder files. Full implementation coming in v{manifest.AvailableIn}.";

    private static Failure NoSuchVersion(ModuleRequest request, IReadOnlyList<ModuleRelease> all) => new(
        ExitCode.Usage,
        request.Allowed is not null && request.Version is null
            ? $"quickscale.yml allows {request.Allowed} of '{request.Name}', and there is no such version; there are {Phrase.Some([.. all.Select(release => ModuleVersion.Tag(release.Version))])}."
            : $"There is no version {request.Version} of '{request.Name}'{(request.Allowed is null ? string.Empty : $" that quickscale.yml allows ({request.Allowed})")}; there are {Phrase.Some([.. all.Select(release => ModuleVersion.Tag(release.Version))])}.");

    private Failure Unfit(ModuleRelease release, IReadOnlyList<ModuleRelease> all)
    {
        var newest = all.FirstOrDefault(other => other.Manifest.Status == ModuleStatus.Released && Compatibility.Problem(other.Manifest, snapshot) is null);
        var way = newest is null
            ? "no other version of it fits; see 'qs module info' and the release notes of QuickScale"
            : $"the newest that fits is {ModuleVersion.Tag(newest.Version)}: name it as {newest.Name}@{newest.Version}";
        return new Failure(ExitCode.Precondition, $"{release.Name} {ModuleVersion.Tag(release.Version)} {Compatibility.Problem(release.Manifest, snapshot)}; {way}.");
    }

    /// <summary>What stands between a candidate and the versions that are fixed so far.</summary>
    private Failure? Obstacle(ModuleRelease candidate)
    {
        foreach (var (name, range) in candidate.Manifest.Requires)
        {
            if (VersionOf(name) is { } version && !range.Contains(version))
            {
                return new Failure(
                    ExitCode.Precondition,
                    _chosen.ContainsKey(name)
                        ? $"{candidate.Name} {ModuleVersion.Tag(candidate.Version)} requires {name} {range}, which does not go with {name} {ModuleVersion.Tag(version)}; choose other versions."
                        : $"{candidate.Name} {ModuleVersion.Tag(candidate.Version)} requires {name} {range}, and {ModuleVersion.Tag(version)} is embedded; run 'qs module update {name}' first.");
            }
        }

        foreach (var (by, manifest) in Fixed())
        {
            if (manifest.Requires.TryGetValue(candidate.Name, out var range) && !range.Contains(candidate.Version))
            {
                return new Failure(
                    ExitCode.Precondition,
                    $"{by} requires {candidate.Name} {range}, which {ModuleVersion.Tag(candidate.Version)} is not; update both together with 'qs module update {by} {candidate.Name}', or choose a version that fits.");
            }
        }

        return null;
    }

    private SemanticVersion? VersionOf(string name) =>
        _chosen.TryGetValue(name, out var release) ? release.Version
        : _requests.ContainsKey(name) ? null
        : snapshot.Find(name)?.Entry.InstalledVersion;

    private IEnumerable<(string By, ModuleManifest Manifest)> Fixed() =>
        _chosen.Values.Select(release => (release.Name, release.Manifest))
            .Concat(snapshot.Modules.Where(module => module.Manifest is not null && !_chosen.ContainsKey(module.Name) && !_requests.ContainsKey(module.Name))
                .Select(module => (module.Name, module.Manifest!)));

    private IReadOnlyList<ModuleRelease> InOrder() => Order(_chosen.Values, release => release.Name, release => release.Manifest);
}
