namespace QuickScale.Tool.Modules;

/// <summary>
/// What a module's folder is compared with: the upstream state that it was last brought to. As a rule that is what config.yml
/// says; after a plain <c>git subtree pull</c> the history knows better.
/// </summary>
/// <param name="Module">The module, with its entry as it should be.</param>
/// <param name="Squash">The squash commit of that state; null in a linear history, or when the history was rewritten.</param>
internal sealed record ModuleBase(EmbeddedModule Module, KnownSquash? Squash)
{
    public static async Task<IReadOnlyList<ModuleBase>> FindAsync(Workspace workspace, IReadOnlyList<EmbeddedModule> modules, CancellationToken cancellation)
    {
        if (workspace.History == HistoryMode.Linear || modules.Count == 0)
        {
            return [.. modules.Select(module => new ModuleBase(module, null))];
        }

        var history = await SubtreeHistory.ReadAsync(workspace.Repository, workspace.Snapshot.Head, cancellation);
        return await Task.WhenAll(modules.Select(module => OfAsync(workspace, module, history, cancellation)));
    }

    /// <summary>The state of one module, by a history that may have been read in part.</summary>
    public static async Task<ModuleBase> OfAsync(Workspace workspace, EmbeddedModule module, SubtreeHistory history, CancellationToken cancellation)
    {
        var entry = module.Entry;
        var folder = workspace.InRepository(entry.Prefix);
        var recorded = history.Recorded(folder, entry.Split, entry.Tree);
        var others = module.Tree == entry.Tree ? [] : history.Others(folder, entry.Split, entry.Tree);
        return others.Count > 0 && await NewestAsync(workspace, entry, recorded is null ? others : [recorded, .. others], cancellation) is { } newest && newest != recorded
            ? await CorrectedAsync(workspace, module, newest, cancellation)
            : new ModuleBase(module, recorded);
    }

    /// <summary>
    /// The squash commit that was merged last, if config.yml says the same as it did then. Where it says something else, somebody has
    /// changed the version since, by an update or by reverting one, and config.yml is right.
    /// </summary>
    private static async Task<KnownSquash?> NewestAsync(Workspace workspace, InstalledModule entry, IReadOnlyList<KnownSquash> squashes, CancellationToken cancellation)
    {
        var merges = await workspace.Repository.Git.DoAsync(cancellation, "rev-list", "--merges", "--topo-order", "--parents", workspace.Snapshot.Head);
        var found = merges.Output.Split('\n').Select(line => line.Split(' '))
            .Select(ids => (Merge: ids[0], Squash: squashes.FirstOrDefault(squash => ids.Skip(2).Contains(squash.Commit))))
            .FirstOrDefault(pair => pair.Squash is not null);
        if (found.Squash is null)
        {
            return null;
        }

        var config = (await workspace.Repository.ReadAsync([$"{found.Merge}:{workspace.InRepository(ProjectConfig.FileName)}"], cancellation))[0];
        return config is { Type: "blob" }
            && !ProjectConfig.Read(config.Text, ProjectConfig.FileName).Failed(out _, out var read)
            && read.Modules.FirstOrDefault(module => module.Name == entry.Name)?.Split == entry.Split ? found.Squash : null;
    }

    private static async Task<ModuleBase> CorrectedAsync(Workspace workspace, EmbeddedModule module, KnownSquash squash, CancellationToken cancellation)
    {
        var file = (await workspace.Repository.ReadAsync([$"{squash.Tree}:{ModuleManifest.FileName}"], cancellation))[0];
        return file is { Type: "blob" } && !ModuleManifest.Read(file.Text, ModuleManifest.FileName).Failed(out _, out var manifest)
            ? new ModuleBase(module with { Entry = module.Entry with { Split = squash.Split, Tree = squash.Tree, InstalledVersion = manifest.Version } }, squash)
            : new ModuleBase(module, null);
    }
}
