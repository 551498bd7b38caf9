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
        return module.Tree != entry.Tree && history.Later(folder, entry.Split, entry.Tree) is { } later && await IsUnknownAsync(workspace, module.Name, later, cancellation)
            ? await CorrectedAsync(workspace, module, later, cancellation)
            : new ModuleBase(module, history.Recorded(folder, entry.Split, entry.Tree));
    }

    /// <summary>
    /// Whether config.yml has never known of a squash commit. If it did when that was merged and does not now, somebody has reverted the
    /// update, and what config.yml says now is right.
    /// </summary>
    private static async Task<bool> IsUnknownAsync(Workspace workspace, string name, KnownSquash squash, CancellationToken cancellation)
    {
        var merges = await workspace.Repository.Git.DoAsync(cancellation, "rev-list", "--merges", "--parents", workspace.Snapshot.Head);
        var merge = merges.Output.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(ids => ids.Skip(2).Contains(squash.Commit));
        if (merge is null)
        {
            return false;
        }

        var config = (await workspace.Repository.ReadAsync([$"{merge[0]}:{workspace.InRepository(ProjectConfig.FileName)}"], cancellation))[0];
        return config is { Type: "blob" }
            && !ProjectConfig.Read(config.Text, ProjectConfig.FileName).Failed(out _, out var read)
            && read.Modules.FirstOrDefault(module => module.Name == name)?.Split != squash.Split;
    }

    private static async Task<ModuleBase> CorrectedAsync(Workspace workspace, EmbeddedModule module, KnownSquash squash, CancellationToken cancellation)
    {
        var file = (await workspace.Repository.ReadAsync([$"{squash.Tree}:{ModuleManifest.FileName}"], cancellation))[0];
        return file is { Type: "blob" } && !ModuleManifest.Read(file.Text, ModuleManifest.FileName).Failed(out _, out var manifest)
            ? new ModuleBase(module with { Entry = module.Entry with { Split = squash.Split, Tree = squash.Tree, InstalledVersion = manifest.Version } }, squash)
            : new ModuleBase(module, null);
    }
}
