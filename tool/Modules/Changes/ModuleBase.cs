namespace QuickScale.Tool.Modules;

/// <summary>
/// What a module's folder is compared with: the upstream state that it was last brought to. As a rule that is what config.yml
/// says; after a plain <c>git subtree pull</c> the history knows better.
/// </summary>
/// <param name="Module">The module, with its entry as it should be.</param>
/// <param name="Squash">The squash commit of that state; null in a linear history, or when the history was rewritten.</param>
internal sealed record ModuleBase(EmbeddedModule Module, KnownSquash? Squash)
{
    public static IReadOnlyList<ModuleBase> Find(Workspace workspace, IReadOnlyList<EmbeddedModule> modules, CancellationToken cancellation)
    {
        if (workspace.History == HistoryMode.Linear || modules.Count == 0)
        {
            return [.. modules.Select(module => new ModuleBase(module, null))];
        }

        var history = SubtreeHistory.Read(workspace.Repository, workspace.Snapshot.Head, cancellation);
        return [.. modules.Select(module => Of(workspace, module, history, cancellation))];
    }

    /// <summary>The state of one module, by a history that may have been read in part.</summary>
    public static ModuleBase Of(Workspace workspace, EmbeddedModule module, SubtreeHistory history, CancellationToken cancellation)
    {
        var entry = module.Entry;
        var folder = workspace.InRepository(entry.Prefix);
        var recorded = history.Recorded(folder, entry.Split, entry.Tree);
        var others = module.Tree == entry.Tree ? [] : history.Others(folder, entry.Split, entry.Tree);
        return others.Count > 0 && Newest(workspace, entry, recorded is null ? others : [recorded, .. others], cancellation) is { } newest && newest != recorded
            ? Corrected(workspace, module, newest, cancellation)
            : new ModuleBase(module, recorded);
    }

    /// <summary>
    /// The squash commit that was merged last, if config.yml says the same as it did then. Where it says something else, somebody has
    /// changed the version since, by an update or by reverting one, and config.yml is right.
    /// </summary>
    private static KnownSquash? Newest(Workspace workspace, InstalledModule entry, IReadOnlyList<KnownSquash> squashes, CancellationToken cancellation)
    {
        var merges = workspace.Repository.Git.Do(cancellation, "rev-list", "--merges", "--topo-order", "--parents", workspace.Snapshot.Head);
        var found = merges.Output.Split('\n').Select(line => line.Split(' '))
            .Select(ids => (Merge: ids[0], Squash: squashes.FirstOrDefault(squash => ids.Skip(2).Contains(squash.Commit))))
            .FirstOrDefault(pair => pair.Squash is not null);
        if (found.Squash is null)
        {
            return null;
        }

        var config = workspace.Repository.Read([$"{found.Merge}:{workspace.InRepository(ProjectConfig.FileName)}"], cancellation)[0];
        return config is { Type: "blob" }
            && !ProjectConfig.Read(config.Text, ProjectConfig.FileName).Failed(out _, out var read)
            && read.Modules.FirstOrDefault(module => module.Name == entry.Name)?.Split == entry.Split ? found.Squash : null;
    }

    private static ModuleBase Corrected(Workspace workspace, EmbeddedModule module, KnownSquash squash, CancellationToken cancellation)
    {
        var file = workspace.Repository.Read([$"{squash.Tree}:{ModuleManifest.FileName}"], cancellation)[0];
        return file is { Type: "blob" } && !ModuleManifest.Read(file.Text, ModuleManifest.FileName).Failed(out _, out var manifest)
            ? new ModuleBase(module with { Entry = module.Entry with { Split = squash.Split, Tree = squash.Tree, InstalledVersion = manifest.Version } }, squash)
            : new ModuleBase(module, null);
    }
}
