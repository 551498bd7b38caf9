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
        var found = modules.Select(module => new ModuleBase(module, history.Current(workspace.InRepository(module.Entry.Prefix), module.Entry.Split, module.Entry.Tree))).ToList();
        return await Task.WhenAll(found.Select(state => CorrectedAsync(workspace, state, cancellation)));
    }

    private static async Task<ModuleBase> CorrectedAsync(Workspace workspace, ModuleBase state, CancellationToken cancellation)
    {
        var entry = state.Module.Entry;
        if (state.Squash is not { } squash || squash.Split == entry.Split)
        {
            return state;
        }

        var file = (await workspace.Repository.ReadAsync([$"{squash.Tree}:{ModuleManifest.FileName}"], cancellation))[0];
        return file is { Type: "blob" } && !ModuleManifest.Read(file.Text, ModuleManifest.FileName).Failed(out _, out var manifest)
            ? state with { Module = state.Module with { Entry = entry with { Split = squash.Split, Tree = squash.Tree, InstalledVersion = manifest.Version } } }
            : state with { Squash = null };
    }
}
