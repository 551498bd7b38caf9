using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>What can be said about an embedded module at a glance.</summary>
/// <param name="Entry">What is installed.</param>
/// <param name="Newest">The newest version that its remote was seen to have; null when it was never seen.</param>
/// <param name="Fitting">The newest of those that quickscale.yml allows; null when there is none.</param>
/// <param name="LocalChanges">Files that commits of the project have changed in it.</param>
/// <param name="Uncommitted">Files that are changed and not committed.</param>
/// <param name="IsDropped">The folder is gone from the commit: a rebase has dropped the embed, or somebody deleted it.</param>
internal sealed record ModuleState(InstalledModule Entry, SemanticVersion? Newest, SemanticVersion? Fitting, IReadOnlyList<string> LocalChanges, IReadOnlyList<string> Uncommitted, bool IsDropped)
{
    /// <summary>Whether there is a newer version that may be had: what quickscale.yml keeps out is held, not outdated.</summary>
    public bool IsOutdated => Fitting is { } fitting && fitting > Entry.InstalledVersion;

    public bool IsHeld => !IsOutdated && Newest is { } newest && newest > Entry.InstalledVersion;
}

/// <summary>The states of all embedded modules, from few processes, whatever their number.</summary>
internal sealed class ModuleOverview(Workspace workspace)
{
    /// <param name="versions">The versions of each module that are known, the newest first.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public IReadOnlyList<ModuleState> Read(IReadOnlyDictionary<string, IReadOnlyList<SemanticVersion>> versions, CancellationToken cancellation)
    {
        var modules = workspace.Snapshot.Modules;
        var changed = LocalChanges(modules, cancellation);
        return [.. modules.Select(module => new ModuleState(
            module.Entry,
            versions.GetValueOrDefault(module.Name)?[0],
            versions.GetValueOrDefault(module.Name)?.FirstOrDefault(version => Allowed(module.Name)?.Contains(version) != false),
            changed.GetValueOrDefault(module.Name) ?? [],
            Uncommitted(module.Entry),
            module.Tree is null))];
    }

    /// <summary>The versions that quickscale.yml allows; null for all.</summary>
    private VersionRange? Allowed(string name) =>
        workspace.Snapshot.File.Modules.FirstOrDefault(module => module.Name == name)?.Version is { } wish && VersionRange.TryParse(wish, out var range) ? range : null;

    private List<string> Uncommitted(InstalledModule entry)
    {
        var folder = workspace.InRepository(entry.Prefix) + "/";
        var state = workspace.State;
        return [.. state.Changed.Concat(state.Unmerged).Concat(state.Untracked)
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .Select(path => path[folder.Length..])
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>One comparison for each module that has changes; most have none, which their trees' ids tell.</summary>
    private Dictionary<string, IReadOnlyList<string>> LocalChanges(IReadOnlyList<EmbeddedModule> modules, CancellationToken cancellation)
    {
        var edited = modules.Where(module => module.HasLocalChanges).ToList();
        var known = workspace.Repository.Ids([.. edited.Select(module => module.Entry.Tree)], cancellation);
        var changed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (module, tree) in edited.Zip(known))
        {
            // Where the clone is too shallow to hold the base, only the fact is known.
            changed[module.Name] = tree is null
                ? ["(unknown files)"]
                : [.. workspace.Repository.Changes(tree, module.Tree!, cancellation).Select(change => change.Path)];
        }

        return changed;
    }
}

/// <summary>The versions of modules, the newest first, by what tags are called: nothing is fetched for it.</summary>
internal sealed class KnownVersions(Workspace workspace, RemoteTrust trust)
{
    /// <param name="ask">Whether remotes are asked; else what was seen last counts. The built-in one is always at hand.</param>
    /// <param name="cancellation">Cancels the questions.</param>
    public Result<IReadOnlyDictionary<string, IReadOnlyList<SemanticVersion>>> Read(bool ask, CancellationToken cancellation)
    {
        var versions = new Dictionary<string, IReadOnlyList<SemanticVersion>>(StringComparer.Ordinal);
        foreach (var group in workspace.Snapshot.Modules.GroupBy(module => module.Entry.Remote, StringComparer.Ordinal))
        {
            if (RemoteAddress.Parse(group.Key).Failed(out var failure, out var remote))
            {
                return failure;
            }

            if (ask && trust.Problem(workspace.Repository.Place, remote, cancellation) is { } untrusted)
            {
                return untrusted;
            }

            if (new Upstream(workspace.Repository, remote).Versions(ask, cancellation).Failed(out failure, out var found))
            {
                return failure;
            }

            foreach (var module in group.Where(module => found.ContainsKey(module.Name)))
            {
                versions[module.Name] = found[module.Name];
            }
        }

        return Result<IReadOnlyDictionary<string, IReadOnlyList<SemanticVersion>>>.Of(versions);
    }
}
